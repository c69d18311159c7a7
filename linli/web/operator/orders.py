"""The market's orders, and everything about one of them."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.refusals import Refusal
from linli.modules import identity, merchants, orders
from linli.modules.orders import Order, OrderFilter, OrderState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import masked, may, pick, room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.TRADE}
KINDS = {
    "awaiting_payment": "plain",
    "paid": "good",
    "completed": "outline",
    "canceled": "outline",
    "refunded": "bad",
}
STATES = [state.value for state in OrderState]
FILTERS = (
    Filter("q", "text"),
    Filter("state", choices=STATES, words="desk.order_state"),
    Filter("store", "text"),
    Filter("since", "day"),
    Filter("until", "day"),
    Filter("person", "id"),
)
HEADINGS = (
    Heading("order"),
    Heading("what"),
    Heading("quantity", number=True),
    Heading("total", number=True),
    Heading("state"),
    Heading("store"),
    Heading("buyer"),
    Heading("placed", sortable=True),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Orders with their store and buyer; a number finds one order whatever else is wished."""
    if wishes.text("q"):
        found = await _by_number(reader, here.market_id, wishes.text("q"))
        return Page(await order_lines(here, reader, found))
    try:
        store_id = await store_named(reader, here.market_id, wishes.text("store"))
    except Refusal:
        return Page([])
    wanted = OrderFilter(
        state=OrderState(wishes.text("state")) if wishes.text("state") else None,
        store_id=store_id,
        person_id=wishes.uuid("person"),
        since=wishes.since(),
        until=wishes.until(),
    )
    page = await orders.orders_of_market(
        reader, here.market_id, wanted, after, size, oldest_first=wishes.oldest_first
    )
    return Page(await order_lines(here, reader, page.items), page.next_cursor)


async def _by_number(reader: Reader, market_id: int, typed: str) -> list[Order]:
    number = orders.read_number(typed)
    try:
        return [await orders.order_by_number(reader, market_id, number)] if number else []
    except Refusal:
        return []


async def store_named(reader: Reader, market_id: int, slug: str) -> UUID | None:
    """The store that a filter names by its address; None where none is named. Refuses: not_found."""
    return (await merchants.store_by_slug(reader, market_id, slug)).store_id if slug else None


async def order_lines(here: Here, reader: Reader, found: Sequence[Order]) -> list[Line]:
    """Rows of orders: two more queries, however many there are."""
    stores = await merchants.stores(reader, here.market_id, {order.store_id for order in found})
    people = await identity.people(reader, {order.person_id for order in found})
    return [
        Line(
            (
                Cell(order.number_grouped, room_url(here, f"orders/{order.order_id}"), code=True),
                Cell(pick(here, order.title, order.title_en)),
                Cell(order.quantity),
                Cell(order.total),
                Cell(say(here, f"desk.order_state.{order.state}"), badge=KINDS[order.state]),
                store_cell(here, stores.get(order.store_id)),
                person_cell(here, people.get(order.person_id)),
                Cell(order.placed_at, soft=True),
            )
        )
        for order in found
    ]


def store_cell(here: Here, store: merchants.Store | None) -> Cell:
    """A store by its name, leading to whoever runs it."""
    if store is None:
        return Cell(None)
    href = room_url(here, f"merchants/{store.merchant_id}") if store.merchant_id else ""
    return Cell(pick(here, store.name, store.name_en), href)


def person_cell(here: Here, person: identity.Person | None) -> Cell:
    """A person, masked; a link only for those who may open it."""
    if person is None:
        return Cell(None)
    href = room_url(here, f"people/{person.person_id}") if may(here, roles.PEOPLE) else ""
    return Cell(f"{masked(person.nickname)} {person.phone_tail}", href)


LISTING = Listing("orders", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/orders", opt=SEE)
async def order_list(here: Asked) -> Response[str]:
    """Every order of the market."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/orders.csv", opt=SEE)
async def order_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [order_list, order_csv]
