"""Chains: a head office and its branches, a franchisee's answer, and who sells an article where."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from linli.api.call import Call, Called
from linli.api.v1 import shapes_chains as shapes
from linli.api.v1.shapes import StoreName, names_of
from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import chains, items, merchants
from linli.modules.chains import RangeRule
from linli.modules.merchants import StaffRole
from linli.services import Who

OWNER = StaffRole.OWNER
SHOP = "/markets/{market:str}/stores/{slug:str}"
BRANCHES, BRANCH = SHOP + "/branches", SHOP + "/branches/{branch:str}"
ANSWERS = "terms_changed verification_over merchant_not_verified"
DESK = {"who": Who.OWNER, "scope": "merchant"}
Latitude = Annotated[float, QueryParameter(ge=-90, le=90, description="Of the place of use.")]
Longitude = Annotated[float, QueryParameter(ge=-180, le=180, description="Of the place of use.")]


@get(BRANCHES, opt=DESK, tags=["Chains"], summary="A head office's branches")
async def list_branches(call: Called, slug: FromPath[str]) -> shapes.BranchList:
    """Of the merchant that runs this store; stores that are asked are among them."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, OWNER)
        found = await chains.branches_of_head(reader, call.market_id, member.merchant_id)
        names = await named(call, reader, [one.store_id for one in found])
    return shapes.BranchList(
        [shapes.branch_of(one, names[one.store_id]) for one in found if one.store_id in names]
    )


@post(
    BRANCHES,
    opt={
        "who": Who.OWNER,
        "scope": "merchant",
        "once": True,
        "refuses": "verification_over merchant_not_verified branch_taken",
    },
    tags=["Chains"],
    summary="Ask a store into the chain",
)
async def invite_branch(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.BranchWish]
) -> shapes.Branch:
    """An own store is a branch at once; another merchant's when its owner agrees."""
    async with call.services.db.work(call.actor) as work:
        _, member = await call.staffed(work, slug, OWNER)
        store = await call.store(work, data.store)

        async def act() -> shapes.Branch:
            about = (call.market_id, member.merchant_id, store.store_id)
            made = await chains.invite_branch(work, *about, shapes.terms_of(data.terms))
            return await _branch(call, work, made)

        return await call.once(work, "branches", (member.merchant_id, data), shapes.Branch, act)


@put(
    BRANCH + "/terms",
    opt={"who": Who.OWNER, "scope": "merchant", "refuses": "terms_changed"},
    tags=["Chains"],
    summary="Offer a branch other terms",
)
async def offer_terms(
    call: Called, slug: FromPath[str], branch: FromPath[str], data: JSONBody[shapes.TermsWish]
) -> shapes.Branch:
    """They hold at once in an own store, else when the franchisee agrees."""
    async with call.services.db.work(call.actor) as work:
        known = await _theirs(call, work, slug, branch)
        about = (call.market_id, known.head_id, known.store_id)
        made = await chains.offer_terms(work, *about, shapes.terms_of(data.terms), data.revision)
        return await _branch(call, work, made)


@put(
    BRANCH + "/range",
    opt={"who": Who.OWNER, "scope": "merchant", "refuses": "terms_changed"},
    tags=["Chains"],
    summary="List what a branch may sell",
)
async def list_range_of_branch(
    call: Called, slug: FromPath[str], branch: FromPath[str], data: JSONBody[shapes.BranchRange]
) -> None:
    """Of a branch whose terms say `listed`; where they say `all`, terms_changed."""
    if not (data.add or data.drop):
        raise INVALID(field="add")
    async with call.services.db.work(call.actor) as work:
        known = await _theirs(call, work, slug, branch)
        if not known.joined:
            raise NOT_FOUND()
        if known.range is not RangeRule.LISTED:
            raise chains.TERMS_CHANGED()
        about = (call.market_id, known.head_id, [known.store_id])
        await items.set_range(work, *about, data.add, data.drop)


@delete(BRANCH, opt=DESK, tags=["Chains"], summary="End a branch")
async def end_branch(call: Called, slug: FromPath[str], branch: FromPath[str]) -> None:
    """It is a branch no more, or is no longer asked to be one. Its territories end with it."""
    async with call.services.db.work(call.actor) as work:
        known = await _theirs(call, work, slug, branch)
        await chains.leave_chain(work, call.market_id, known.head_id, known.store_id)


@get(SHOP + "/chain", opt=DESK, tags=["Chains"], summary="The chain a store belongs to")
async def get_chain(call: Called, slug: FromPath[str]) -> shapes.Branch:
    """As its own merchant sees it, what it is asked included; not_found where it is in none."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug, OWNER)
        found = await chains.branch_of(reader, call.market_id, store.store_id)
        if found is None:
            raise NOT_FOUND()
        return await _branch(call, reader, found)


@post(
    SHOP + "/chain/agreement",
    opt={"who": Who.OWNER, "scope": "merchant", "once": True, "refuses": ANSWERS},
    status_code=200,
    tags=["Chains"],
    summary="Agree to what a chain asks",
)
async def agree(call: Called, slug: FromPath[str], data: JSONBody[shapes.Answer]) -> shapes.Branch:
    """A franchisee's store joins, or other terms hold from now on."""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug, OWNER)
        about = (call.market_id, member.merchant_id, store.store_id)

        async def act() -> shapes.Branch:
            return await _branch(call, work, await chains.accept_terms(work, *about, data.revision))

        return await call.once(work, "agreement", (store.store_id, data), shapes.Branch, act)


@delete(
    SHOP + "/chain/offer",
    opt={"who": Who.OWNER, "scope": "merchant", "refuses": "terms_changed"},
    tags=["Chains"],
    summary="Decline other terms",
)
async def decline(
    call: Called,
    slug: FromPath[str],
    revision: Annotated[int, QueryParameter(ge=1, description="As it was read.")],
) -> None:
    """Those that hold go on. A store that was only asked in stays out by leaving."""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug, OWNER)
        about = (call.market_id, member.merchant_id, store.store_id)
        await chains.drop_offer(work, *about, revision)


@delete(SHOP + "/chain", opt=DESK, tags=["Chains"], summary="Leave a chain")
async def leave(call: Called, slug: FromPath[str]) -> None:
    """Or do not join at all; orders that were placed keep who was to be paid."""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug, OWNER)
        await chains.leave_chain(work, call.market_id, member.merchant_id, store.store_id)


@get(
    "/markets/{market:str}/items/{item_id:uuid}/seller",
    opt={"who": Who.ANYONE, "refuses": "outside_territory"},
    tags=["Chains"],
    summary="Who sells an article for use at a place",
)
async def get_seller(call: Called, item_id: FromPath[UUID], lat: Latitude, lon: Longitude) -> shapes.Seller:
    """The branch whose territory the place is, which may measure and install there; or every store that has
    it.
    """
    async with call.services.db.read() as reader:
        item = await items.item(reader, call.market_id, item_id)
        sold = (await items.stores_of_items(reader, call.market_id, [item_id])).get(item_id, ())
        if not item.on_sale or not sold:
            raise NOT_FOUND()
        article = chains.Article(item.item_id, item.category_id)
        (route,) = await chains.route(reader, call.market_id, item.merchant_id, [article], (lat, lon))
        there = route.territory
        stores = await merchants.stores(reader, call.market_id, [there.store_id] if there else sold)
    still_open = {key: one for key, one in stores.items() if not one.closed}
    return shapes.Seller(
        bound=there is not None,
        area=there.name if there else "",
        measures=there is not None and there.measures,
        installs=there is not None and there.installs,
        stores=names_of(still_open, still_open),
    )


async def named(call: Call, reader: Reader, store_ids: Iterable[UUID]) -> dict[UUID, StoreName]:
    """These stores, as answers name them."""
    found = await merchants.stores(reader, call.market_id, list(store_ids))
    return shapes.by_id(list(found.values()), names_of(found, found))


async def branch_named(call: Call, reader: Reader, head_id: UUID, branch: str) -> chains.Branch:
    """Refuses: not_found (no such store, or no branch of this head office)."""
    store = await call.store(reader, branch)
    known = await chains.branch_of(reader, call.market_id, store.store_id)
    if known is None or known.head_id != head_id:
        raise NOT_FOUND()
    return known


async def _theirs(call: Call, reader: Reader, slug: str, branch: str) -> chains.Branch:
    """A branch of the merchant that runs the store of the address, for its owner."""
    _, member = await call.staffed(reader, slug, OWNER)
    return await branch_named(call, reader, member.merchant_id, branch)


async def _branch(call: Call, reader: Reader, one: chains.Branch) -> shapes.Branch:
    names = await named(call, reader, [one.store_id])
    return shapes.branch_of(one, names[one.store_id])
