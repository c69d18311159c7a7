"""The same price online and in the shop: who promises it, and what their tills say about that."""

from uuid import UUID

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.kernel.refusals import Refusal
from linli.modules import items, merchants, prices
from linli.modules.prices import Finding, TillFilter
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.orders import store_cell, store_named
from linli.web.operator.room import pick, room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
BADGES = {Finding.SAME: "outline", Finding.DIFFERS: "bad", Finding.EXPLAINED: "offer"}
PROMISES = (
    Heading("store"),
    Heading("merchant"),
    Heading("promised"),
    Heading("till_differs", number=True),
    Heading("till_explained", number=True),
    Heading("till_same", number=True),
    Heading("till_heard"),
)
TILL_FILTERS = (
    Filter("finding", choices=tuple(one.value for one in Finding), words="operator.finding"),
    Filter("promised", choices=("yes",), words="operator.promised"),
    Filter("store", "text"),
    Filter("merchant", "id"),
)
TILL_PRICES = (
    Heading("article"),
    Heading("store"),
    Heading("finding"),
    Heading("till", number=True),
    Heading("online", number=True),
    Heading("apart", number=True),
    Heading("differs_since"),
    Heading("till_read"),
    Heading("promised"),
)


async def promise_lines(
    here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int
) -> Page[Line]:
    """Stores that promise, with what their tills said; each number leads to its rows."""
    merchant_id = wishes.uuid("merchant")
    page = await prices.declarations(reader, here.market_id, merchant_id, after, size)
    stores = await merchants.stores(reader, here.market_id, [one.store_id for one in page.items])
    owners = await merchants.merchants_of_ids(reader, here.market_id, {one.merchant_id for one in page.items})
    rows = []
    for one in page.items:
        store, owner = stores.get(one.store_id), owners.get(one.merchant_id)

        def leads(finding: Finding, slug: str = store.slug if store else "") -> str:
            return room_url(here, f"till-prices?finding={finding}&store={slug}")

        cells = (
            store_cell(here, store),
            Cell(owner.name if owner else None, room_url(here, f"merchants/{one.merchant_id}")),
            Cell(one.declared_at, soft=True),
            Cell(one.differing, leads(Finding.DIFFERS), badge="bad" if one.differing else ""),
            Cell(one.explained, leads(Finding.EXPLAINED)),
            Cell(one.same, leads(Finding.SAME)),
            Cell(one.reported_at or say(here, "operator.till_silent"), soft=True),
        )
        rows.append(Line(cells))
    return Page(rows, page.next_cursor)


async def till_lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """What tills asked beside what was asked here at that moment."""
    try:
        store_id = await store_named(reader, here.market_id, wishes.text("store"))
    except Refusal:
        return Page([])
    finding = wishes.choice("finding")
    wanted = TillFilter(
        finding=Finding(finding) if finding else None,
        merchant_id=wishes.uuid("merchant"),
        store_id=store_id,
        declared=wishes.yes_no("promised") is True,
    )
    page = await prices.till_prices(reader, here.market_id, wanted, after, size)
    stores = await merchants.stores(reader, here.market_id, [one.store_id for one in page.items])
    sold = await items.variants(reader, here.market_id, [one.variant_id for one in page.items])
    rows = [_till_line(here, one, stores.get(one.store_id), sold) for one in page.items]
    return Page(rows, page.next_cursor)


def _till_line(
    here: Here, one: prices.TillPrice, store: merchants.Store | None, sold: dict[UUID, items.Sellable]
) -> Line:
    currency = here.market.currency
    known = sold.get(one.variant_id)
    parts = (known.title, known.variant_name) if known else ("", "")
    english = (known.title_en or known.title, known.variant_name_en or known.variant_name) if known else parts
    own = " · ".join(part for part in parts if part)
    cells = (
        Cell(pick(here, own, " · ".join(part for part in english if part)) or str(one.variant_id)),
        store_cell(here, store),
        Cell(say(here, f"operator.finding.{one.finding}"), badge=BADGES[one.finding]),
        Cell(Money(one.till_minor, currency)),
        Cell(Money(one.online_minor, currency)),
        Cell(Money(one.till_minor - one.online_minor, currency)),
        Cell(one.differs_since, soft=True),
        Cell(one.read_at, soft=True),
        Cell(say(here, f"operator.promised.{'yes' if one.declared else 'no'}"), soft=True),
    )
    return Line(cells)


PROMISE_LIST = Listing("parity", PROMISES, (Filter("merchant", "id"),), promise_lines)
TILL_LIST = Listing("till_prices", TILL_PRICES, TILL_FILTERS, till_lines, path="till-prices")


@get("/{market:str}/operator/parity", opt=SEE)
async def promise_list(here: Asked) -> Response[str]:
    """Every store that promises the same price."""
    return await list_page(here, PROMISE_LIST)


@get("/{market:str}/operator/parity.csv", opt=SEE)
async def promise_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, PROMISE_LIST)


@get("/{market:str}/operator/till-prices", opt=SEE)
async def till_list(here: Asked) -> Response[str]:
    """Every price that a till reported, the last first."""
    return await list_page(here, TILL_LIST, place="parity")


@get("/{market:str}/operator/till-prices.csv", opt=SEE)
async def till_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, TILL_LIST)


ROUTES = [promise_list, promise_csv, till_list, till_csv]
