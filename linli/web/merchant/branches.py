"""A merchant's stores as its owner keeps them: opening a branch, saying that a place on the map is one,
closing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import discovery, markets, merchants
from linli.modules.merchants import Form, OpenedBranch, StaffRole, Store
from linli.services import Who
from linli.web.merchant.head_office import Office, office_of, office_page
from linli.web.merchant.needs import desk_of
from linli.web.merchant.shop import pick, typed
from linli.web.shared.basemaps import basemap_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ONLY_OWNERS = {"who": Who.OWNER}
FIELDS = (
    "name",
    "name_en",
    "trade",
    "address",
    "address_en",
    "lat",
    "lon",
    "days",
    "opens",
    "closes",
    "phone",
)
LISTINGS_SHOWN = 6


class Branch(msgspec.Struct, frozen=True):
    """One store in the list; `closing` is where it is closed, "" where it is already."""

    name: str
    address: str
    desk: str
    page: str
    closing: str
    closed_at: datetime | None


class InSight(msgspec.Struct, frozen=True):
    """A branch that the market looks at first, or has refused."""

    title: str
    state: str
    href: str


class Listed(msgspec.Struct, frozen=True):
    """A place on the map that may be this merchant's."""

    name: str
    address: str
    href: str


@get("/{market:str}/head-office/{merchant_id:uuid}/branches", opt=ONLY_OWNERS)
async def branches(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """All stores, open and closed, and those that are looked at."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        sight = await merchants.applications_of_merchant(reader, here.market_id, merchant_id)
        every = await merchants.stores_of_merchant(reader, here.market_id, merchant_id)
    mine = here.person.person_id
    return office_page(
        here,
        office,
        "branches.html",
        nav="branches",
        open=[_branch(here, office, store) for store in every if not store.closed],
        closed=[_branch(here, office, store) for store in every if store.closed],
        in_sight=[
            InSight(
                one.title,
                one.state.value,
                here.url(f"applications/{one.application_id}") if one.person_id == mine else "",
            )
            for one in sight
        ],
        said={"branch_opened": len(every) > 1, "branch_sent": bool(sight), "store_closed": True},
    )


@get("/{market:str}/head-office/{merchant_id:uuid}/branches/new", opt=ONLY_OWNERS)
async def branch_new(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """The form, with what the first store says; `?listing=` begins with a place on the map, `?q=` finds
    one.
    """
    asked = here.request.query_params
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        listing = await _listing(here, reader, asked.get("listing", ""))
        found = await _listed(here, reader, office, asked.get("q", "").strip()[:60])
    first = office.stores[0]
    form = _from_listing(listing) if listing else Form(trade=first.trade, days="Mo-Su")
    words = asked.get("q", "").strip()[:60]
    return _form_page(here, office, form, new_nonce(), listing=listing, found=found, words=words)


@post("/{market:str}/head-office/{merchant_id:uuid}/branches", opt=ONLY_OWNERS)
async def branch_opened(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Open it, once however often the form is sent; what is missing is said at its field."""
    sent = await here.request.form()
    form, key = _read(sent), typed(sent, "key")
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
        listing = await _listing(here, reader, typed(sent, "listing"))
    about = body_print("branch", merchant_id, listing.store_id if listing else "", msgspec.json.encode(form))
    asked = Key(f"desk:{here.person.person_id}", key, about)
    try:
        async with here.services.db.work(here.actor) as work:

            async def act() -> OpenedBranch:
                what = (here.market_id, here.person.person_id, merchant_id, form)
                return await merchants.open_branch(work, *what, listing.store_id if listing else None)

            opened = await once(work, here.market_id, asked, OpenedBranch, act)
    except Refusal as refusal:
        return _form_page(here, office, form, key, listing=listing, refusal=refusal)
    done = "branch_opened" if opened.store else "branch_sent"
    return here.see_other(f"{office.root}/branches?done={done}")


@get("/{market:str}/head-office/{merchant_id:uuid}/branches/{store_id:uuid}/closing", opt=ONLY_OWNERS)
async def closing(here: Asked, merchant_id: FromPath[UUID], store_id: FromPath[UUID]) -> Response[str]:
    """What closing a store means, before it is done."""
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
    return _closing_page(here, office, _theirs(office, store_id))


@post("/{market:str}/head-office/{merchant_id:uuid}/branches/{store_id:uuid}/closing", opt=ONLY_OWNERS)
async def closed(here: Asked, merchant_id: FromPath[UUID], store_id: FromPath[UUID]) -> Response[str]:
    """Close it for good, unless somebody still has something to get there."""
    sent = await here.request.form()
    async with here.services.db.read() as reader:
        office = await office_of(here, reader, merchant_id, StaffRole.OWNER)
    store = _theirs(office, store_id)
    try:
        async with here.services.db.work(here.actor) as work:
            _theirs(await office_of(here, work, merchant_id, StaffRole.OWNER), store_id)
            await merchants.close_store(work, here.market_id, store_id, typed(sent, "why")[:300])
    except Refusal as refusal:
        return _closing_page(here, office, store, refusal)
    return here.see_other(f"{office.root}/branches?done=store_closed")


def _theirs(office: Office, store_id: UUID) -> Store:
    """Refuses: not_found (another merchant's store)."""
    found = next((store for store in office.stores if store.store_id == store_id), None)
    if found is None:
        raise NOT_FOUND()
    return found


def _branch(here: Here, office: Office, store: Store) -> Branch:
    return Branch(
        name=pick(here, store.name, store.name_en),
        address=pick(here, store.address, store.address_en),
        desk=desk_of(here, store),
        page=here.url(f"stores/{store.slug}"),
        closing="" if store.closed else f"{office.root}/branches/{store.store_id}/closing",
        closed_at=store.closed_at,
    )


async def _listing(here: Here, reader: Reader, slug: str) -> Store | None:
    """A place on the map that no merchant runs. Refuses: not_found."""
    if not slug:
        return None
    found = await merchants.store_by_slug(reader, here.market_id, slug)
    if found.claimed:
        raise merchants.LISTING_CLAIMED()
    return found


async def _listed(here: Here, reader: Reader, office: Office, words: str) -> Sequence[Listed]:
    """Places on the map with these words that no merchant runs, nearest to the first store."""
    if not words:
        return []
    first = office.stores[0]
    found = await discovery.find(
        reader, here.market_id, text=words, at=(first.lat, first.lon), place=here.market, size=40
    )
    free = [one.place for one in found if not one.place.claimed][:LISTINGS_SHOWN]
    return [
        Listed(
            pick(here, one.name, one.name_en),
            pick(here, one.address, one.address_en),
            f"{office.root}/branches/new?listing={one.slug}",
        )
        for one in free
    ]


def _from_listing(listing: Store) -> Form:
    return Form(
        name=listing.name,
        name_en=listing.name_en,
        trade=listing.trade,
        address=listing.address,
        address_en=listing.address_en,
        lat=str(listing.lat),
        lon=str(listing.lon),
        days="Mo-Su",
        hours=listing.hours,
        phone=listing.phone,
    )


def _read(sent: FormMultiDict) -> Form:
    values: Mapping[str, str] = {name: typed(sent, name)[:400] for name in (*FIELDS, "hours")}
    return Form(**values)


def _form_page(
    here: Here,
    office: Office,
    form: Form,
    key: str,
    *,
    listing: Store | None = None,
    refusal: Refusal | None = None,
    **context: Any,
) -> Response[str]:
    """The form, with every refusal at its field, or above all fields where it is about none of them."""
    told = refusal is not None and refusal.kind is merchants.APPLICATION_INCOMPLETE
    wrong = str(refusal.params["fields"]).split(", ") if refusal and told else []
    return office_page(
        here,
        office,
        "branch_form.html",
        refused=refusal,
        nav="branches",
        form=form,
        key=key,
        listing=listing,
        looked_at=listing is not None or here.market.checks_branches,
        wrong=wrong,
        refusal=None if told else refusal,
        trades=markets.TRADES,
        days=merchants.DAYS,
        basemap=basemap_of(here.market.slug),
        **{"found": [], "words": "", **context},
    )


def _closing_page(here: Here, office: Office, store: Store, refusal: Refusal | None = None) -> Response[str]:
    return office_page(
        here,
        office,
        "branch_closing.html",
        refused=refusal,
        nav="branches",
        store_name=pick(here, store.name, store.name_en),
        action=f"{office.root}/branches/{store.store_id}/closing",
        desk=desk_of(here, store),
        refusal=refusal,
    )


ROUTES = [branches, branch_new, branch_opened, closing, closed]
