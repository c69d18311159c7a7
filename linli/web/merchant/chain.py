"""The chain at the head office: all branches with their terms, asking a store in, other terms, the end."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import chains, discovery, merchants
from linli.modules.chains import Branch, Collects, RangeRule, Terms
from linli.modules.merchants import StaffRole, Store
from linli.services import Who
from linli.web.merchant.chain_views import (
    branch_face,
    branch_faces,
    offered_terms,
    read_terms,
    slug_of,
    sold_this_month,
)
from linli.web.merchant.head_office import Office, office_of, office_page
from linli.web.merchant.shop import pick, typed
from linli.web.merchant.use_views import orders_by_area
from linli.web.shared.http import Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
CHAIN = "/{market:str}/head-office/{merchant_id:uuid}/chain"
BRANCH = CHAIN + "/{store_id:uuid}"
STORES_SHOWN = 8
DONE = ("asked", "own_added", "terms_set", "terms_offered", "nothing_new", "offer_taken_back", "ended")
MEANT = (chains.TERMS_CHANGED, chains.BRANCH_TAKEN, INVALID)


class Found(msgspec.Struct, frozen=True):
    """A store of another merchant that could be asked; `taken`: it is in a chain."""

    name: str
    address: str
    href: str
    taken: bool


@get(CHAIN, opt=ONLY_OWNERS)
async def chain(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Every branch with its terms, what it sold of the range this month, and own stores that are none."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        faces = await branch_faces(here, reader, merchant_id, office.root)
        drawn = await chains.territories(reader, here.market_id, merchant_id)
        loose = await _loose(here, reader, office)
    return office_page(
        here,
        office,
        "chain.html",
        nav="chain",
        branches=faces,
        territories=len(drawn),
        loose=[pick(here, one.name, one.name_en) for one in loose],
        said=dict.fromkeys(DONE, True),
    )


@post(CHAIN + "/own", opt=ONLY_OWNERS)
async def own_stores(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """All open stores of the merchant are branches that sell its whole range."""
    async with here.services.db.work(here.actor) as work:
        office = await office_of(here, work, merchant_id, StaffRole.OWNER)
        for store in await _loose(here, work, office):
            usual = Terms(collects=Collects.HEAD)
            await chains.invite_branch(work, here.market_id, merchant_id, store.store_id, usual)
    return here.see_other(f"{office.root}/chain?done=own_added")


@get(CHAIN + "/new", opt=ONLY_OWNERS)
async def branch_wanted(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Find a store of another merchant by name or address (`?q=`), then say by which terms (`?store=`)."""
    asked = here.request.query_params
    words = asked.get("q", "").strip()[:200]
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        if asked.get("store"):
            store = await merchants.store_by_slug(reader, here.market_id, slug_of(asked["store"]))
            return await _asking(here, reader, office, store, Terms())
        found = await _found(here, reader, office, words) if words else []
    return office_page(
        here, office, "chain_new.html", nav="chain", store=None, found=found, words=words, refusal=None
    )


@post(CHAIN, opt=ONLY_OWNERS)
async def branch_asked(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Ask it; its owners are told. A second click asks once."""
    sent = await here.request.form()
    terms = read_terms(sent)
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        store = await merchants.store_by_slug(reader, here.market_id, slug_of(typed(sent, "store")))
        known = await chains.branch_of(reader, here.market_id, store.store_id)
    if known and known.head_id == merchant_id:
        return here.see_other(f"{office.root}/chain/{store.store_id}")
    try:
        async with here.services.db.work(here.actor) as work:
            await office_of(here, work, merchant_id, StaffRole.OWNER)
            await chains.invite_branch(work, here.market_id, merchant_id, store.store_id, terms)
    except Refusal as refusal:
        async with here.services.db.read() as reader:
            return await _asking(here, reader, office, store, terms, refusal)
    return here.see_other(f"{office.root}/chain?done=asked")


@get(BRANCH, opt=ONLY_OWNERS)
async def branch_page(here: Asked, merchant_id: FromPath[UUID], store_id: FromPath[UUID]) -> Response[str]:
    """One branch: its terms, what waits for an answer, what it sold."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        branch = await _theirs(here, reader, office, store_id)
        return await _branch_page(here, reader, office, branch, offered_terms(branch))


@post(BRANCH, opt=ONLY_OWNERS)
async def terms_offered(here: Asked, merchant_id: FromPath[UUID], store_id: FromPath[UUID]) -> Response[str]:
    """Other terms: at once for an own store, else a question to the franchisee."""
    sent = await here.request.form()
    terms, revision = read_terms(sent), _revision(sent)
    try:
        async with here.services.db.work(here.actor) as work:
            office = await office_of(here, work, merchant_id, StaffRole.OWNER)
            branch = await _theirs(here, work, office, store_id)
            done = "nothing_new"
            if terms != offered_terms(branch):
                after = await chains.offer_terms(work, here.market_id, merchant_id, store_id, terms, revision)
                done = "terms_offered" if after.offer else "terms_set"
    except Refusal as refusal:
        if refusal.kind is not chains.TERMS_CHANGED:
            raise
        async with here.services.db.read() as reader:
            office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
            branch = await _theirs(here, reader, office, store_id)
            return await _branch_page(here, reader, office, branch, terms, refusal)
    return here.see_other(f"{office.root}/chain/{store_id}?done={done}")


@post(BRANCH + "/withdrawal", opt=ONLY_OWNERS)
async def offer_withdrawn(
    here: Asked, merchant_id: FromPath[UUID], store_id: FromPath[UUID]
) -> Response[str]:
    """What was offered is taken back before it was agreed to."""
    revision = _revision(await here.request.form())
    async with here.services.db.work(here.actor) as work:
        office = await office_of(here, work, merchant_id, StaffRole.OWNER)
        await _theirs(here, work, office, store_id)
        await chains.drop_offer(work, here.market_id, merchant_id, store_id, revision)
    return here.see_other(f"{office.root}/chain/{store_id}?done=offer_taken_back")


@post(BRANCH + "/end", opt=ONLY_OWNERS)
async def branch_ended(here: Asked, merchant_id: FromPath[UUID], store_id: FromPath[UUID]) -> Response[str]:
    """It is a branch no more, or is no longer asked to be one."""
    async with here.services.db.work(here.actor) as work:
        office = await office_of(here, work, merchant_id, StaffRole.OWNER)
        await _theirs(here, work, office, store_id)
        await chains.leave_chain(work, here.market_id, merchant_id, store_id)
    return here.see_other(f"{office.root}/chain?done=ended")


async def _theirs(here: Here, reader: Reader, office: Office, store_id: UUID) -> Branch:
    """Refuses: not_found (no branch of this head office)."""
    branch = await chains.branch_of(reader, here.market_id, store_id)
    if branch is None or branch.head_id != office.merchant_id:
        raise NOT_FOUND()
    return branch


async def _loose(here: Here, reader: Reader, office: Office) -> list[Store]:
    """Open stores of the merchant that are in no chain."""
    about = (reader, here.market_id, office.merchant_id)
    every = await merchants.stores_of_merchant(*about)
    known = [*await chains.branches_of_head(*about), *await chains.branches_of_merchant(*about)]
    within = {one.store_id for one in known}
    return [one for one in every if not one.closed and one.store_id not in within]


async def _found(here: Here, reader: Reader, office: Office, words: str) -> Sequence[Found]:
    """Stores that others run, by a pasted address or by the words of name and street, nearest first."""
    try:
        stores = [await merchants.store_by_slug(reader, here.market_id, slug_of(words))]
    except Refusal:
        at = (here.market.lat, here.market.lon)
        places = await discovery.find(
            reader, here.market_id, text=words[:60], at=at, place=here.market, size=40
        )
        known = await merchants.stores(reader, here.market_id, [one.place.store_id for one in places])
        stores = [known[one.place.store_id] for one in places if one.place.store_id in known]
    others = [
        one for one in stores if one.claimed and not one.closed and one.merchant_id != office.merchant_id
    ]
    found = []
    for one in others[:STORES_SHOWN]:
        branch = await chains.branch_of(reader, here.market_id, one.store_id)
        name, address = pick(here, one.name, one.name_en), pick(here, one.address, one.address_en)
        href = f"{office.root}/chain/new?store={one.slug}"
        found.append(Found(name, address, href, branch is not None))
    return found


async def _asking(
    here: Here, reader: Reader, office: Office, store: Store, terms: Terms, refusal: Refusal | None = None
) -> Response[str]:
    """The terms by which a store is asked in; a refusal stands on top and what was chosen stays."""
    if store.merchant_id is None or store.closed:
        raise NOT_FOUND()
    run_by = await merchants.merchant(reader, here.market_id, store.merchant_id)
    return office_page(
        here,
        office,
        "chain_new.html",
        refused=refusal,
        refusal=refusal,
        nav="chain",
        store=store,
        store_name=pick(here, store.name, store.name_en),
        address=pick(here, store.address, store.address_en),
        run_by=run_by.name,
        own=store.merchant_id == office.merchant_id,
        terms=terms,
        found=[],
        words="",
    )


async def _branch_page(
    here: Here, reader: Reader, office: Office, branch: Branch, form: Terms, refusal: Refusal | None = None
) -> Response[str]:
    store = await merchants.store(reader, here.market_id, branch.store_id)
    run_by = await merchants.merchant(reader, here.market_id, branch.merchant_id)
    sold = (await sold_this_month(here, reader, office.merchant_id, [branch]))[branch.store_id]
    drawn = await chains.territories(reader, here.market_id, office.merchant_id)
    by_area = await orders_by_area(here, reader, office.merchant_id, branch.store_id)
    return office_page(
        here,
        office,
        "chain_branch.html",
        refused=refusal,
        refusal=refusal,
        nav="chain",
        branch=branch_face(here, branch, store, run_by.name, office.root, sold),
        terms=form,
        by_area=by_area,
        listed=branch.range is RangeRule.LISTED,
        territories=[one.name for one in drawn if one.store_id == branch.store_id],
        said={
            **dict.fromkeys(("terms_set", "nothing_new"), True),
            "terms_offered": branch.offer is not None,
            "offer_taken_back": branch.offer is None,
        },
    )


def _revision(sent: FormMultiDict) -> int:
    """Refuses: terms_changed (unreadable)."""
    text = typed(sent, "revision")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise chains.TERMS_CHANGED()
    return int(text)


ROUTES = [
    chain,
    own_stores,
    branch_wanted,
    branch_asked,
    branch_page,
    terms_offered,
    offer_withdrawn,
    branch_ended,
]
