"""The market in figures: where its money is, whether the books balance, and what is stuck."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from litestar import Response, get

from linli.kernel import outbox
from linli.kernel.money import Money
from linli.modules import ledger, orders, payments
from linli.modules.ledger import Purpose
from linli.modules.payments import RefundState
from linli.services import Who
from linli.web.operator.loose_ends import LooseRow, loose_rows
from linli.web.shared.http import Asked


class LedgerRow(msgspec.Struct, frozen=True):
    """All accounts of one purpose; `balance` is credits minus debits."""

    purpose: str
    debits: Money
    credits: Money

    @property
    def balance(self) -> Money:
        return self.credits - self.debits


class Books(msgspec.Struct, frozen=True):
    """The whole ledger of one currency."""

    rows: Sequence[LedgerRow]
    debits: Money
    credits: Money

    @property
    def balanced(self) -> bool:
        return self.debits == self.credits

    @property
    def gap(self) -> Money:
        return self.debits - self.credits

    def of(self, purpose: Purpose) -> Money:
        """The balance of one purpose; zero where nothing was ever booked."""
        found = (row.balance for row in self.rows if row.purpose == purpose.value)
        return next(found, Money(0, self.debits.currency))


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


@get("/{market:str}/operator", opt={"who": Who.OPERATOR})
async def overview(here: Asked) -> Response[str]:
    """The market's figures, and what waits for a person."""
    currency = here.market.currency
    async with here.services.db.read() as reader:
        totals = await ledger.totals(reader, here.market_id)
        states = await orders.counts_by_state(reader, here.market_id)
        sent_back = await payments.refund_totals(reader, here.market_id)
        loose_count, loose_ends = await loose_rows(here, reader)
        waiting = await outbox.waiting(reader, here.market_id)
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
    )
    return here.page("operator/overview.html", view=view, nav="overview", desk_home=here.url("operator"))


def books_of(totals: Sequence[ledger.Total], currency: str) -> Books:
    """The ledger's totals in the market's currency, in the order in which money passes through."""
    by_purpose = {row.purpose: row for row in totals if row.currency == currency}
    rows = [
        LedgerRow(
            purpose.value,
            Money(by_purpose[purpose.value].debits_minor, currency),
            Money(by_purpose[purpose.value].credits_minor, currency),
        )
        for purpose in Purpose
        if purpose.value in by_purpose
    ]
    nothing = Money(0, currency)
    return Books(rows, sum((r.debits for r in rows), nothing), sum((r.credits for r in rows), nothing))


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
