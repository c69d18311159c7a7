"""A franchisee's side of a chain: what it is asked, what holds, who gets the money; agree, decline, leave."""

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import chains, merchants
from linli.modules.chains import Branch
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.chain_views import branch_face, sold_this_month
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
PLACE = "/{market:str}/desk/{slug:str}/chain"


@get(PLACE, opt=ONLY_OWNERS)
async def store_chain(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The chain that this store belongs to, or is asked into."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        return await _page(here, reader, shop)


@post(PLACE + "/agreement", opt=ONLY_OWNERS)
async def terms_agreed(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What was asked holds from now on, if it is still what was read."""
    revision = await _seen(here)
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, StaffRole.OWNER)
            about = (here.market_id, shop.member.merchant_id, shop.store.store_id)
            await chains.accept_terms(work, *about, revision)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            raise
        async with here.services.db.read() as reader:
            shop = await shop_of(here, reader, slug, StaffRole.OWNER)
            return await _page(here, reader, shop, refusal)
    return here.see_other(f"{shop.desk}/chain?done=agreed")


@post(PLACE + "/refusal", opt=ONLY_OWNERS)
async def terms_declined(here: Asked, slug: FromPath[str]) -> Response[str]:
    """No: a store that was asked in stays out, a branch goes on by the terms that hold."""
    revision = await _seen(here)
    async with here.services.db.work(here.actor) as work:
        shop, branch = await _franchised(here, work, slug)
        about = (here.market_id, branch.merchant_id, branch.store_id)
        if branch.joined:
            await chains.drop_offer(work, *about, revision)
        else:
            await chains.leave_chain(work, *about)
    return here.see_other(f"{shop.desk}/chain?done={'kept' if branch.joined else 'declined'}")


@post(PLACE + "/leaving", opt=ONLY_OWNERS)
async def chain_left(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The store goes its own way."""
    async with here.services.db.work(here.actor) as work:
        shop, branch = await _franchised(here, work, slug)
        await chains.leave_chain(work, here.market_id, branch.merchant_id, branch.store_id)
    return here.see_other(f"{shop.desk}/chain?done=left")


async def _franchised(here: Here, reader: Reader, slug: str) -> tuple[Shop, Branch]:
    """Refuses: not_found (not a franchisee's)."""
    shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    branch = await chains.branch_of(reader, here.market_id, shop.store.store_id)
    if branch is None or not branch.franchised:
        raise NOT_FOUND()
    return shop, branch


async def _page(here: Here, reader: Reader, shop: Shop, refusal: Refusal | None = None) -> Response[str]:
    branch = await chains.branch_of(reader, here.market_id, shop.store.store_id)
    face = head = None
    office = here.url(f"head-office/{shop.member.merchant_id}/chain")
    if branch is not None:
        head = await merchants.merchant(reader, here.market_id, branch.head_id)
        sold = (await sold_this_month(here, reader, branch.head_id, [branch]))[branch.store_id]
        face = branch_face(here, branch, shop.store, "", shop.desk, sold)
    asked = branch is not None and branch.franchised and (not branch.joined or branch.offer is not None)
    return desk_page(
        here,
        shop,
        "chain_desk.html",
        refused=refusal,
        refusal=refusal,
        nav="chain",
        branch=face,
        head=head,
        asked=asked,
        own=branch is not None and not branch.franchised,
        office=office,
        said={
            "agreed": branch is not None and branch.joined and not asked,
            "kept": branch is not None and branch.joined,
            "declined": branch is None,
            "left": branch is None,
        },
    )


async def _seen(here: Here) -> int:
    """The revision that was read. Refuses: terms_changed."""
    text = typed(await here.request.form(), "revision")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise chains.TERMS_CHANGED()
    return int(text)


ROUTES = [store_chain, terms_agreed, terms_declined, chain_left]
