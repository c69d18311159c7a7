"""The queue, the days, and the sides of a day as they stand now."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules import ledger, orders, payments
from linli.modules.reconciliation.accounts import clearing_account
from linli.modules.reconciliation.habits import habits_of
from linli.modules.reconciliation.model import (
    BilledLine,
    Day,
    DayFilter,
    DayRow,
    Difference,
    DifferenceFilter,
    Return,
    ReturnState,
    day_id,
)
from linli.modules.reconciliation.sides import Paid, Sides, WentBack
from linli.modules.reconciliation.statements import SQL

# What the ledger calls a payment that came in, a refund that went out, and money of no order that did.
IN, OUT, STRAY_OUT = "paid", "refunded", "stray_returned"
NEXT = timedelta(days=1)


async def difference(reader: Reader, market_id: int, difference_id: UUID) -> Difference:
    """One difference. Refuses: not_found."""
    found = await reader.one(Difference, SQL.find_difference, market_id, difference_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def differences(
    reader: Reader, market_id: int, wanted: DifferenceFilter, cursor: str | None = None, size: int = 50
) -> Page[Difference]:
    """The queue, newest day first. Refuses: invalid (cursor)."""
    about = (wanted.provider, wanted.day, wanted.kind, wanted.state, wanted.taken_by)
    row = (market_id, read_cursor(cursor), *about, size + 1)
    rows = await reader.many(Difference, SQL.market_differences, *row)
    return page_of(rows, size, lambda one: one.difference_id)


async def open_differences(reader: Reader, market_id: int) -> int:
    """How many wait for a person."""
    return await reader.value(int, SQL.count_open, market_id) or 0


async def line(reader: Reader, market_id: int, line_id: UUID) -> BilledLine | None:
    """One line of a bill as it was kept."""
    return await reader.one(BilledLine, SQL.find_line, market_id, line_id)


async def day(reader: Reader, market_id: int, provider: str, when: date) -> Day | None:
    """One provider's day; None before its bill was asked for."""
    return await reader.one(Day, SQL.find_day, market_id, day_id(provider, when))


async def days(
    reader: Reader, market_id: int, wanted: DayFilter, cursor: str | None = None, size: int = 50
) -> Page[DayRow]:
    """The summary, newest day first. Refuses: invalid (cursor)."""
    about = (wanted.provider, wanted.state, wanted.since, wanted.until)
    rows = await reader.many(DayRow, SQL.market_days, market_id, read_cursor(cursor), *about, size + 1)
    return page_of(rows, size, lambda one: one.day_id)


async def return_of(reader: Reader, market_id: int, difference_id: UUID) -> Return | None:
    """How the money of a difference that was sent back stands."""
    return await reader.one(Return, SQL.return_of_difference, market_id, difference_id)


async def sides_of(
    reader: Reader, market_id: int, provider: str, when: date, lines: list[BilledLine], currency: str
) -> Sides:
    """The three sides of a day whose lines have been kept, each read in whole and not one by one."""
    window = habits_of(provider).window(when)
    ids = {one.reference for one in lines if one.reference}
    names = {one.provider_ref for one in lines if one.provider_ref}
    wanted = (market_id, provider, sorted(ids), sorted(names), window)
    charges = await payments.charges_on_bill(reader, *wanted)
    refunds = await payments.refunds_on_bill(reader, *wanted)
    returns = await reader.many(Return, SQL.returns_on_bill, *wanted[:4], *window)
    ids |= {one.intent_id for one in charges} | {one.refund_id for one in refunds}
    ids |= {one.return_id for one in returns}
    names |= {one.provider_ref for one in charges if one.provider_ref}
    names |= {one.provider_ref for one in refunds if one.provider_ref}
    names |= {one.sent_ref for one in returns if one.sent_ref}
    where = (market_id, provider, when, sorted(ids), sorted(names))
    elsewhere = await reader.many(BilledLine, SQL.lines_elsewhere, *where)
    following = await day(reader, market_id, provider, when + NEXT)
    booked = await _booked(reader, market_id, provider, currency, charges, refunds, returns)
    return Sides(
        provider=provider,
        day=when,
        window=window,
        currency=currency,
        lines=lines,
        elsewhere=elsewhere,
        paid=[
            *await _paid(reader, market_id, charges, booked),
            *(_unplaced(one) for one in await payments.unplaced_on_bill(reader, market_id, provider, names)),
        ],
        went_back=_went_back(refunds, returns, booked),
        complete=following is not None and following.ran_at is not None,
    )


class _Booked:
    """The entries at a provider's account by subject and kind; a refund takes the one of its amount."""

    def __init__(self, movements: Sequence[ledger.Movement]) -> None:
        self._amounts: dict[tuple[UUID, str], list[int]] = defaultdict(list)
        for one in movements:
            self._amounts[one.subject_id, one.kind].append(one.amount_minor)

    def came_in(self, order_id: UUID) -> int | None:
        amounts = self._amounts.get((order_id, IN))
        return -sum(amounts) if amounts else None

    def went_out(self, subject_id: UUID, kind: str, minor: int) -> int | None:
        amounts = self._amounts.get((subject_id, kind), [])
        if minor not in amounts:
            return None
        amounts.remove(minor)
        return minor


async def _booked(
    reader: Reader,
    market_id: int,
    provider: str,
    currency: str,
    charges: Sequence[payments.Charge],
    refunds: Sequence[payments.SentBack],
    returns: Sequence[Return],
) -> _Booked:
    subjects = {one.order_id for one in charges} | {one.order_id for one in refunds}
    subjects |= {one.return_id for one in returns}
    account = clearing_account(provider, currency)
    return _Booked(await ledger.movements_about(reader, market_id, account, subjects))


async def _paid(
    reader: Reader, market_id: int, charges: Sequence[payments.Charge], booked: _Booked
) -> list[Paid]:
    known = await orders.orders_of_ids(reader, market_id, {one.order_id for one in charges})
    return [
        Paid(
            intent_id=one.intent_id,
            order_id=one.order_id,
            provider_ref=one.provider_ref,
            minor=one.amount_minor,
            refunded_minor=one.refunded_minor,
            currency=one.currency,
            state=one.state.value,
            began_at=one.created_at,
            at=one.paid_at,
            booked_minor=booked.came_in(one.order_id),
            order_state=known[one.order_id].state.value if one.order_id in known else None,
        )
        for one in charges
    ]


def _unplaced(one: payments.Unplaced) -> Paid:
    """It is known, booked as unclear, and waits among the loose ends or goes back: no order is to have it."""
    return Paid(
        intent_id=one.loose_end_id,
        order_id=one.order_id,
        provider_ref=one.provider_ref,
        minor=one.told_minor,
        refunded_minor=one.told_minor,
        currency=one.told_currency,
        state="paid",
        began_at=one.created_at,
        at=one.noted_at,
        booked_minor=one.told_minor,
        order_state=None,
        also=one.intent_id,
    )


def _went_back(
    refunds: Sequence[payments.SentBack], returns: Sequence[Return], booked: _Booked
) -> list[WentBack]:
    done = payments.RefundState.DONE
    back = [
        WentBack(
            refund_id=one.refund_id,
            order_id=one.order_id,
            provider_ref=one.provider_ref,
            minor=one.amount_minor,
            currency=one.currency,
            state=one.state.value,
            began_at=one.due_at,
            at=one.done_at,
            booked_minor=booked.went_out(one.order_id, OUT, one.amount_minor) if one.state is done else None,
        )
        for one in sorted(refunds, key=lambda refund: refund.refund_id)
    ]
    for stray in returns:
        sent = stray.state is ReturnState.DONE
        minor = booked.went_out(stray.return_id, STRAY_OUT, stray.amount_minor) if sent else None
        back.append(
            WentBack(
                refund_id=stray.return_id,
                order_id=None,
                provider_ref=stray.sent_ref,
                minor=stray.amount_minor,
                currency=stray.currency,
                state=stray.state.value,
                began_at=stray.due_at,
                at=stray.done_at,
                booked_minor=minor,
            )
        )
    return back
