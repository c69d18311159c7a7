"""The market in figures: where its money is, whether the books balance, and what is stuck."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from litestar import Response, get

from linli.kernel import outbox
from linli.kernel.money import Money
from linli.modules import ledger, orders, payments, vouchers
from linli.modules.ledger import Purpose
from linli.modules.payments import RefundState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.books import Books, books_of
from linli.web.operator.loose_ends import LooseRow, loose_rows
from linli.web.operator.room import may, room_page
from linli.web.shared.http import Asked


class CountRow(msgspec.Struct, frozen=True):
    """How many things stand in one state, and what they are worth."""

    state: str
    count: int
    amount: Money


class Overview(msgspec.Struct, frozen=True):
    """Everything on the operator's first page."""

    books: Books
    escrow: Money
    commission: Money
    payable: Money
    orders: Sequence[CountRow]
    refunds: Sequence[CountRow]
    refunds_due: CountRow
    refunds_failed: CountRow
    loose_count: int
    loose_ends: Sequence[LooseRow]
    waiting: int
    waiting_since: datetime | None
    alarms: int


@get("/{market:str}/operator", opt={"who": Who.OPERATOR, "roles": roles.EVERYONE})
async def overview(here: Asked) -> Response[str]:
    """The market's figures, and what waits for a person."""
    currency = here.market.currency
    async with here.services.db.read() as reader:
        totals = await ledger.totals(reader, here.market_id)
        states = await orders.counts_by_state(reader, here.market_id)
        sent_back = await payments.refund_totals(reader, here.market_id)
        loose_count, loose_ends = await loose_rows(here, reader)
        waiting = await outbox.waiting(reader, here.market_id)
        alarms = await vouchers.open_alarms(reader, here.market_id)
    books = books_of(totals, currency)
    refunds = [
        CountRow(row.state.value, row.refunds, Money(row.amount_minor, row.currency))
        for row in sent_back
        if row.currency == currency
    ]
    view = Overview(
        books=books,
        escrow=books.of(Purpose.ESCROW),
        commission=books.of(Purpose.COMMISSION),
        payable=books.of(Purpose.PAYABLE),
        orders=order_rows(states, currency),
        refunds=refunds,
        refunds_due=_in_state(refunds, RefundState.DUE, currency),
        refunds_failed=_in_state(refunds, RefundState.FAILED, currency),
        loose_count=loose_count,
        loose_ends=loose_ends,
        waiting=waiting.announcements,
        waiting_since=waiting.oldest,
        alarms=alarms,
    )
    return await room_page(
        here,
        "overview.html",
        nav="overview",
        view=view,
        sees_trade=may(here, roles.TRADE),
        sees_money=may(here, roles.MONEY),
        sees_workings=may(here, roles.WORKINGS),
    )


def order_rows(states: Sequence[orders.StateCount], currency: str) -> list[CountRow]:
    """Orders by state, in the order of an order's life; states without any are shown as none."""
    found = {row.state: row for row in states if row.currency == currency}
    return [
        CountRow(
            state.value,
            found[state].orders if state in found else 0,
            Money(found[state].total_minor if state in found else 0, currency),
        )
        for state in orders.OrderState
    ]


def _in_state(rows: Sequence[CountRow], state: RefundState, currency: str) -> CountRow:
    return next(
        (row for row in rows if row.state == state.value), CountRow(state.value, 0, Money(0, currency))
    )


ROUTES = [overview]
