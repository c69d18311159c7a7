"""Money on its way back, and sending once more what a provider refused."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.paging import Page
from linli.kernel.refusals import INVALID
from linli.modules import orders, payments
from linli.modules.payments import OtherWay, RefundFilter, RefundState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import (
    back_with,
    may,
    picked_in,
    reason_in,
    room_page,
    room_url,
    say,
    uuid_in,
)
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.TRADE}
ACT = {"who": Who.OPERATOR, "roles": roles.MONEY}
KINDS = {"due": "offer", "done": "outline", "failed": "bad", "otherwise": "outline"}
FILTERS = (
    Filter("state", choices=[state.value for state in RefundState], words="operator.refund_state"),
    Filter("since", "day"),
    Filter("until", "day"),
)
HEADINGS = (
    Heading("order"),
    Heading("amount", number=True),
    Heading("state"),
    Heading("tries", number=True),
    Heading("reason"),
    Heading("due", sortable=True),
    Heading("done"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Refunds with the number of their order; those that failed can be picked."""
    wanted = RefundFilter(
        state=RefundState(wishes.text("state")) if wishes.text("state") else None,
        since=wishes.since(),
        until=wishes.until(),
    )
    page = await payments.refunds_of_market(
        reader, here.market_id, wanted, after, size, oldest_first=wishes.oldest_first
    )
    about = await orders.orders_of_ids(reader, here.market_id, {one.order_id for one in page.items})
    rows = []
    for one in page.items:
        order = about.get(one.order_id)
        href = room_url(here, f"orders/{one.order_id}")
        cells = (
            Cell(order.number_grouped if order else None, href, code=True),
            Cell(one.amount, room_url(here, f"refunds/{one.refund_id}")),
            Cell(say(here, f"operator.refund_state.{one.state}"), badge=KINDS[one.state]),
            Cell(one.tries),
            Cell(reason_said(here, one.reason)),
            Cell(one.due_at, soft=True),
            Cell(one.done_at, soft=True),
        )
        rows.append(Line(cells, str(one.refund_id) if one.state is RefundState.FAILED else ""))
    return Page(rows, page.next_cursor)


def reason_said(here: Here, reason: str) -> str:
    """Why money goes back, in words where the reason has some."""
    key = f"operator.refund_reason.{reason}"
    return say(here, key) if here.words.has(key) else reason


LISTING = Listing(
    "refunds", HEADINGS, FILTERS, lines, action="refunds/retries", told=("again", "nothing_again")
)


@get("/{market:str}/operator/refunds", opt=SEE)
async def refund_list(here: Asked) -> Response[str]:
    """Every refund of the market."""
    return await list_page(here, LISTING, acts=may(here, roles.MONEY))


@get("/{market:str}/operator/refunds.csv", opt=SEE)
async def refund_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@post("/{market:str}/operator/refunds/retries", opt=ACT)
async def send_refunds_again(here: Asked) -> Response[str]:
    """Picked refunds that failed become due once more; the timetable sends them within half a minute."""
    why = await reason_in(here)
    picked = [uuid_in(text, "pick") for text in await picked_in(here)]
    async with here.services.db.work(here.actor) as work:
        again = await payments.send_again(work, here.market_id, picked, why)
    return back_with(here, "refunds", "again" if again else "nothing_again")


@get("/{market:str}/operator/refunds/{refund_id:uuid}", opt=SEE)
async def refund_page(here: Asked, refund_id: FromPath[UUID]) -> Response[str]:
    """One refund, and what can be done where the provider refused it."""
    async with here.services.db.read() as reader:
        one = await payments.refund_of_id(reader, here.market_id, refund_id)
        order = await orders.order(reader, here.market_id, one.order_id, None)
    return await room_page(
        here,
        "refund.html",
        nav="refunds",
        said={"otherwise": one.state is RefundState.OTHERWISE},
        refund=one,
        order=order,
        kind=KINDS[one.state],
        reason=reason_said(here, one.reason),
        acts=one.state is RefundState.FAILED and may(here, roles.MONEY),
    )


@post("/{market:str}/operator/refunds/{refund_id:uuid}/other-way", opt=ACT)
async def pay_back_otherwise(here: Asked, refund_id: FromPath[UUID]) -> Response[str]:
    """A refused refund was paid back by a person: how, and why."""
    why = await reason_in(here)
    way = way_in((await here.request.form()).get("way"))
    async with here.services.db.work(here.actor) as work:
        await payments.pay_back_otherwise(work, here.market_id, refund_id, way, why)
    return back_with(here, f"refunds/{refund_id}", "otherwise")


def way_in(said: object) -> OtherWay:
    """How a person paid back what the provider refused, as the form says. Refuses: invalid."""
    if said not in list(OtherWay):
        raise INVALID(field="way")
    return OtherWay(str(said))


ROUTES = [refund_list, refund_csv, refund_page, pay_back_otherwise, send_refunds_again]
