"""The queue of differences between bills and books."""

from datetime import date

from litestar import Response, get
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.modules import identity, orders, reconciliation
from linli.modules.reconciliation import Difference, DifferenceFilter, DifferenceKind, DifferenceState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.reconciliation import PROVIDER, provider_cell
from linli.web.operator.room import room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
KINDS = {"open": "offer", "resolved": "outline"}
MINE = "mine"
FILTERS = (
    PROVIDER,
    Filter("day", "day"),
    Filter("difference", choices=[kind.value for kind in DifferenceKind], words="operator.difference"),
    Filter("state", choices=[state.value for state in DifferenceState], words="operator.difference_state"),
    Filter("taken", choices=[MINE], words="operator.taken"),
)
HEADINGS = (
    Heading("difference"),
    Heading("day"),
    Heading("provider"),
    Heading("state"),
    Heading("billed", number=True),
    Heading("known", number=True),
    Heading("booked", number=True),
    Heading("gap", number=True),
    Heading("order"),
    Heading("provider_ref"),
    Heading("taken_by"),
    Heading("noted"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Differences with the number of their order and who works on them."""
    kind, state = wishes.choice("difference"), wishes.choice("state")
    wanted = DifferenceFilter(
        provider=wishes.choice("provider"),
        day=date.fromisoformat(wishes.text("day")) if wishes.text("day") else None,
        kind=DifferenceKind(kind) if kind else None,
        state=DifferenceState(state) if state else None,
        taken_by=here.person.person_id if wishes.text("taken") == MINE else None,
    )
    page = await reconciliation.differences(reader, here.market_id, wanted, after, size)
    about = await orders.orders_of_ids(reader, here.market_id, {d.order_id for d in page.items if d.order_id})
    people = await identity.people(reader, {d.taken_by for d in page.items if d.taken_by})
    rows = []
    for one in page.items:
        order = about.get(one.order_id) if one.order_id else None
        person = people.get(one.taken_by) if one.taken_by else None
        rows.append(Line(_cells(here, one, order, person.nickname if person else None)))
    return Page(rows, page.next_cursor)


def _cells(here: Here, one: Difference, order: orders.Order | None, taken: str | None) -> tuple[Cell, ...]:
    amount = reconciliation.amount_of
    return (
        Cell(
            say(here, f"operator.difference.{one.kind}"),
            room_url(here, f"differences/{one.difference_id}"),
        ),
        Cell(one.day.isoformat()),
        provider_cell(here, one.provider),
        state_cell(here, one),
        Cell(amount(one.billed_minor, one.billed_currency)),
        Cell(amount(one.known_minor, one.known_currency)),
        Cell(amount(one.booked_minor, one.currency)),
        Cell(one.gap if one.gap else None),
        order_cell(here, order),
        Cell(one.provider_ref, code=True),
        Cell(taken),
        Cell(one.noted_at, soft=True),
    )


def state_cell(here: Here, one: Difference) -> Cell:
    return Cell(say(here, f"operator.difference_state.{one.state}"), badge=KINDS.get(one.state, "good"))


def order_cell(here: Here, order: orders.Order | None) -> Cell:
    """The order's number, leading to it."""
    if order is None:
        return Cell(None)
    return Cell(order.number_grouped, room_url(here, f"orders/{order.order_id}"), code=True)


LISTING = Listing("differences", HEADINGS, FILTERS, lines)


@get("/{market:str}/operator/differences", opt=SEE)
async def difference_list(here: Asked) -> Response[str]:
    """What does not agree, newest day first."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/differences.csv", opt=SEE)
async def difference_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


ROUTES = [difference_list, difference_csv]
