"""A day's bill is fetched, kept and compared; what it changes on other days is compared again."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from linli.kernel.database import Database, Reader, Work
from linli.kernel.log import logger
from linli.kernel.refusals import Refusal
from linli.modules import markets, payments
from linli.modules.reconciliation import lines as rules
from linli.modules.reconciliation.actions.settle_day import note_found, settle_day
from linli.modules.reconciliation.comparing import bill_missing
from linli.modules.reconciliation.habits import ASK_AGAIN_AFTER, SECOND_LOOK_AFTER, Habits, habits_of
from linli.modules.reconciliation.model import BilledLine, Day, DayState, Return, day_id
from linli.modules.reconciliation.statements import SQL

log = logger(__name__)
DAY = timedelta(days=1)


async def reconcile_day(
    db: Database,
    market_id: int,
    gateway: payments.Gateway,
    day: date,
    sharing: Mapping[int, str] | None = None,
) -> Day:
    """Fetch the provider's bill of a day and compare it with payments, ledger and orders; returns the day.

    May be repeated at any time and in any order of days: nothing is noted or booked twice. `sharing` names
    the markets (id → currency) that use the provider's account; lines that none of them knows are noted in
    one of them. A bill that does not come stays asked for, and is a difference once it is late.

    Refuses: bill_not_ready (a day that is not over: what is there of it is no bill yet).
    """
    habits = habits_of(gateway.name)
    if db.clock() < habits.window(day)[1]:
        raise payments.BILL_NOT_READY()
    try:
        bill = await payments.fetch_bill(db, gateway, day, habits.zone)
    except Refusal as refusal:
        log.info("no bill", provider=gateway.name, day=day.isoformat(), refusal=refusal.code)
        async with db.work() as work:
            return await _note_absence(work, market_id, gateway.name, day)
    return await reconcile_bill(db, market_id, bill, sharing, look_again=True)


async def reconcile_bill(
    db: Database,
    market_id: int,
    bill: payments.Bill,
    sharing: Mapping[int, str] | None = None,
    *,
    look_again: bool = False,
) -> Day:
    """The same with a bill that is at hand; `look_again`: it is asked for once more after two days, or as
    soon as it should be there where it was read before that. Each day that it touches is a transaction of
    its own.
    """
    async with db.work() as work:
        shared = sharing or {market_id: (await markets.market(work, market_id)).currency}
        ids, names = await _keep(work, market_id, bill, shared, look_again=look_again)
        await settle_day(work, market_id, bill.provider, bill.day)
        others = await _others(work, market_id, bill, ids, names)
    for other in others:
        async with db.work() as work:
            await settle_day(work, market_id, bill.provider, other)
    async with db.read() as reader:
        return await _day(reader, market_id, bill.provider, bill.day)


async def _day(reader: Reader, market_id: int, provider: str, day: date) -> Day:
    found = await reader.one(Day, SQL.find_day, market_id, day_id(provider, day))
    if found is None:
        raise RuntimeError(f"{provider} {day} was not begun")
    return found


async def _begin(work: Work, market_id: int, provider: str, day: date, habits: Habits) -> Day:
    currency = (await markets.market(work, market_id)).currency
    row = (market_id, day_id(provider, day), provider, day, habits.zone, currency, work.now)
    begun = await work.one(Day, SQL.lock_day, *row)
    if begun is None:
        raise RuntimeError("a day could not be begun")
    return begun


async def _note_absence(work: Work, market_id: int, provider: str, day: date) -> Day:
    """It is asked for again; once it is late, it is a difference that the bill resolves when it comes."""
    habits = habits_of(provider)
    known = await _begin(work, market_id, provider, day, habits)
    again = work.now + ASK_AGAIN_AFTER
    if known.ran_at is not None:
        await work.run(SQL.look_later, market_id, known.day_id, again)
        return await _day(work, market_id, provider, day)
    late = work.now >= habits.late_at(day)
    state = DayState.MISSING if late else DayState.WAITING
    await work.run(SQL.note_absence, market_id, known.day_id, state, again)
    if late:
        await note_found(work, market_id, provider, day, known.currency, [bill_missing(provider, day)])
    return await _day(work, market_id, provider, day)


async def _keep(
    work: Work, market_id: int, bill: payments.Bill, sharing: Mapping[int, str], *, look_again: bool
) -> tuple[list[UUID], list[str]]:
    """Keep what the bill says of this market; the ids and names that it mentions."""
    habits = habits_of(bill.provider)
    known = await _begin(work, market_id, bill.provider, bill.day, habits)
    own = await _of_market(work, market_id, rules.numbered(bill), bill.provider, sharing)
    columns = (
        [line.line_id for line in own],
        [line.kind for line in own],
        [line.provider_ref for line in own],
        [line.reference for line in own],
        [line.amount_minor for line in own],
        [line.fee_minor for line in own],
        [line.currency for line in own],
        [line.billed_at for line in own],
    )
    await work.run(SQL.keep_lines, market_id, bill.provider, bill.day, *columns)
    await work.run(SQL.lines_gone, market_id, bill.provider, bill.day, columns[0])
    await _note_bill(work, market_id, known, bill, look_again=look_again)
    return [one for one in columns[3] if one], columns[2]


async def _note_bill(
    work: Work, market_id: int, known: Day, bill: payments.Bill, *, look_again: bool
) -> None:
    """Which bill it was; a second look once, at any correction; a change stands in the audit trail. One that
    was read early may be only a part: the first look is when it should be there.
    """
    mark = hashlib.sha256(bill.raw).digest()
    changed = known.bill_print not in (None, mark)
    ready = habits_of(bill.provider).ready_at(bill.day)
    fresh = known.ran_at is None or known.ran_at < ready or changed
    second = ready if work.now < ready else work.now + SECOND_LOOK_AFTER
    look = second if look_again and fresh else None
    row = (mark, known.bill_changes + changed, look, work.now)
    await work.run(SQL.note_bill, market_id, known.day_id, *row)
    if changed:
        facts = {"provider": bill.provider, "day": bill.day.isoformat(), "print": mark.hex()}
        await work.audit(market_id, "bill.changed", str(known.day_id), **facts)


async def _of_market(
    work: Work, market_id: int, lines: list[BilledLine], provider: str, sharing: Mapping[int, str]
) -> list[BilledLine]:
    """The lines that this market knows, and those that no market knows where it is the one to look."""
    own, rest = await _known_to(work, market_id, lines, provider)
    for other in sorted(set(sharing) - {market_id}):
        if not rest:
            break
        _, rest = await _known_to(work, other, rest, provider)
    return own + [line for line in rest if rules.keeper_of(line.currency, sharing) == market_id]


async def _known_to(
    work: Work, market_id: int, lines: list[BilledLine], provider: str
) -> tuple[list[BilledLine], list[BilledLine]]:
    ids = sorted({line.reference for line in lines if line.reference})
    names = sorted({line.provider_ref for line in lines if line.provider_ref})
    known = await payments.names_known(work, market_id, provider, ids, names)
    window = (work.now, work.now)
    sent = await work.many(Return, SQL.returns_on_bill, market_id, provider, ids, names, *window)
    ours = {one.known_id for one in known} | {one.return_id for one in sent}
    called = {one.provider_ref for one in known if one.provider_ref}
    return rules.split(lines, ours, called | {one.sent_ref for one in sent if one.sent_ref})


async def _others(
    work: Work, market_id: int, bill: payments.Bill, ids: list[UUID], names: list[str]
) -> list[date]:
    """Days that were read before and that this bill may change: the neighbors, for the cut-off, and those on
    which something about the same payments is open.
    """
    where = (market_id, bill.provider, bill.day)
    touched = set(await work.column(date, SQL.days_touched, *where, sorted(set(ids)), sorted(set(names))))
    return sorted(touched | {bill.day - DAY, bill.day + DAY})
