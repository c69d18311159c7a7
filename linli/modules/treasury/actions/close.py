"""A day of the market is closed: its totals are fixed."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.kernel.database import Work
from linli.modules import ledger, markets
from linli.modules.treasury.model import DayClose
from linli.modules.treasury.refusals import DAY_BEFORE_OPEN, DAY_CLOSED, DAY_NOT_OVER
from linli.modules.treasury.statements import SQL

ONE_DAY = timedelta(days=1)


async def close_day(work: Work, market_id: int, day: date) -> None:
    """Fix what each purpose moved on a day, for good; written into the audit trail.

    Days are closed in their order; the first one is yesterday, and has all there was before. What is booked
    afterwards with a moment of a closed day counts for the next one: each day is all there is until its end,
    less what the closed days before it have.
    Refuses: day_not_over, day_closed, day_before_open (day: which comes first).
    """
    market = await markets.market(work, market_id)
    today = markets.day_began(work.now, market.timezone).date()
    if day >= today:
        raise DAY_NOT_OVER()
    last = await work.one(DayClose, SQL.last_close, market_id)
    if last and day <= last.day:
        raise DAY_CLOSED()
    comes = last.day + ONE_DAY if last else today - ONE_DAY
    if day != comes:
        raise DAY_BEFORE_OPEN(day=comes.isoformat())
    ends = datetime.combine(day + ONE_DAY, time(), ZoneInfo(market.timezone))
    if not await work.run(SQL.insert_close, market_id, day, work.now, work.actor.name):
        raise DAY_CLOSED()
    totals = await ledger.totals_until(work, market_id, ends)
    await work.run(
        SQL.insert_totals,
        market_id,
        day,
        last.day if last else None,
        [row.purpose for row in totals],
        [row.currency for row in totals],
        [row.debits_minor for row in totals],
        [row.credits_minor for row in totals],
    )
    await work.audit(market_id, "day_closed", day.isoformat())
