"""How payments and refunds stand."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.payments.bills import Bill
from linli.modules.payments.books import Charge, Named, SentBack, Unplaced
from linli.modules.payments.merchant_presented import PayCodeRule
from linli.modules.payments.model import Intent, LooseEnd, LooseFilter, Refund, RefundFilter, RefundTotal
from linli.modules.payments.statements import SQL


async def intent(reader: Reader, market_id: int, intent_id: UUID) -> Intent:
    """One intent. Refuses: not_found."""
    found = await reader.one(Intent, SQL.find_intent, market_id, intent_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def intent_of_order(reader: Reader, market_id: int, order_id: UUID) -> Intent | None:
    """The order's intent, if it has one."""
    return await reader.one(Intent, SQL.intent_of_order, market_id, order_id)


async def refunds_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[Refund]:
    """The order's refunds, oldest first."""
    return await reader.many(Refund, SQL.refunds_of_order, market_id, order_id)


async def refund_of_id(reader: Reader, market_id: int, refund_id: UUID) -> Refund:
    """One refund. Refuses: not_found."""
    found = await reader.one(Refund, SQL.find_refund, market_id, refund_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def loose_ends(reader: Reader, market_id: int, size: int = 50) -> tuple[int, list[LooseEnd]]:
    """How much of the market's payments waits for a person, and the `size` that wait longest."""
    count = await reader.value(int, SQL.count_loose_ends, market_id) or 0
    return count, await reader.many(LooseEnd, SQL.find_loose_ends, market_id, size) if count else []


async def loose_end(reader: Reader, market_id: int, loose_end_id: UUID) -> LooseEnd:
    """One loose end, also a settled one. Refuses: not_found."""
    found = await reader.one(LooseEnd, SQL.find_loose_end, market_id, loose_end_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def loose_ends_of_market(
    reader: Reader,
    market_id: int,
    wanted: LooseFilter,
    cursor: str | None = None,
    size: int = 50,
    *,
    oldest_first: bool = False,
) -> Page[LooseEnd]:
    """The market's loose ends, newest first or from the beginning; refused refunds are in the list of
    refunds. Refuses: invalid (cursor).
    """
    statement = SQL.market_loose_ends_oldest if oldest_first else SQL.market_loose_ends_newest
    start = read_cursor(cursor, oldest_first=oldest_first)
    about = (wanted.open, wanted.kind, wanted.since, wanted.until)
    rows = await reader.many(LooseEnd, statement, market_id, start, *about, size + 1)
    return page_of(rows, size, lambda row: row.loose_end_id)


async def refund_totals(reader: Reader, market_id: int) -> list[RefundTotal]:
    """How many of the market's refunds stand in each state that has any, and for how much."""
    return await reader.many(RefundTotal, SQL.refund_totals, market_id)


async def refunds_of_market(
    reader: Reader,
    market_id: int,
    wanted: RefundFilter,
    cursor: str | None = None,
    size: int = 50,
    *,
    oldest_first: bool = False,
) -> Page[Refund]:
    """The market's refunds, newest first or from the beginning. Refuses: invalid (cursor)."""
    statement = SQL.market_refunds_oldest if oldest_first else SQL.market_refunds_newest
    start = read_cursor(cursor, oldest_first=oldest_first)
    rows = await reader.many(
        Refund, statement, market_id, start, wanted.state, wanted.since, wanted.until, size + 1
    )
    return page_of(rows, size, lambda row: row.refund_id)


async def bill_of_day(reader: Reader, provider: str, day: date, zone: str) -> Bill | None:
    """The newest bill that was fetched of a day."""
    return await reader.one(Bill, SQL.bill_of_day, provider, day, zone)


async def habit_of(reader: Reader, person_id: UUID) -> str | None:
    """The provider that a person last chose."""
    return await reader.value(str, SQL.habit_of, person_id)


async def charges_on_bill(
    reader: Reader,
    market_id: int,
    provider: str,
    ids: Iterable[UUID],
    names: Iterable[str],
    window: tuple[datetime, datetime],
) -> list[Charge]:
    """The payments that a provider's bill can be about: of these ids, or of these names at the provider, or
    paid in the `window` (until is not part of it). One statement, however many.
    """
    row = (market_id, provider, sorted(set(ids)), sorted(set(names)), *window)
    return await reader.many(Charge, SQL.charges_on_bill, *row)


async def refunds_on_bill(
    reader: Reader,
    market_id: int,
    provider: str,
    ids: Iterable[UUID],
    names: Iterable[str],
    window: tuple[datetime, datetime],
) -> list[SentBack]:
    """The same of refunds: of these ids or names, or sent in the `window`."""
    row = (market_id, provider, sorted(set(ids)), sorted(set(names)), *window)
    return await reader.many(SentBack, SQL.refunds_on_bill, *row)


async def names_known(
    reader: Reader, market_id: int, provider: str, ids: Iterable[UUID], names: Iterable[str]
) -> list[Named]:
    """Which of these ids and provider's names belong to a payment or refund of the market."""
    row = (market_id, provider, sorted(set(ids)), sorted(set(names)))
    return await reader.many(Named, SQL.names_known, *row)


async def unplaced_on_bill(
    reader: Reader, market_id: int, provider: str, names: Iterable[str]
) -> list[Unplaced]:
    """Which of these payments at the provider came and could not be placed."""
    return await reader.many(Unplaced, SQL.unplaced_on_bill, market_id, provider, sorted(set(names)))


async def about_orders(reader: Reader, market_id: int, order_ids: list[UUID]) -> list[Fact]:
    """What was paid and paid back for these orders, for the eyes of whoever paid."""
    return await reader.many(Fact, SQL.about_orders, market_id, order_ids)


async def about_payer(reader: Reader, person_id: UUID) -> list[Fact]:
    """How somebody likes to pay, for their own eyes."""
    return await reader.many(Fact, SQL.about_payer, person_id)


async def pay_code_rule(reader: Reader, market_id: int) -> PayCodeRule:
    """What a market says of its payment codes."""
    return await reader.one(PayCodeRule, SQL.find_pay_code_rule, market_id) or PayCodeRule()
