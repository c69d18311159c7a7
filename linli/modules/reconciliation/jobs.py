"""By the clock: days whose bill should be there, and money of no order that is to be sent back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import msgspec

from linli.kernel.database import Database, Reader
from linli.kernel.log import logger
from linli.modules import payments
from linli.modules.reconciliation.actions.read_bill import reconcile_day
from linli.modules.reconciliation.habits import LOOK_BACK, habits_of
from linli.modules.reconciliation.statements import SQL

log = logger(__name__)


class _Begun(msgspec.Struct, frozen=True):
    day: date
    next_try_at: datetime | None
    ran_at: datetime | None


async def reconcile_due(
    db: Database,
    market_id: int,
    gateways: payments.Gateways,
    providers: Iterable[str],
    sharing: Mapping[str, Mapping[int, str]],
) -> int:
    """Every day whose bill should be there and was not read yet, or is to be looked at again, of these
    providers, oldest first; how many were asked for. `sharing`: provider → its markets with their currency.

    A day that cannot be read at all keeps no other day and no other provider waiting; its error is raised at
    the end, and it is asked for again with the next run.
    """
    asked, failed = 0, []
    for provider in providers:
        if provider not in gateways:
            continue
        async with db.read() as reader:
            due = await due_days(reader, market_id, provider)
        for day in due:
            try:
                await reconcile_day(db, market_id, gateways[provider], day, sharing.get(provider))
            except Exception as error:
                log.error("a day could not be read", provider=provider, day=day.isoformat(), exc_info=error)
                failed.append(error)
        asked += len(due)
    if failed:
        raise failed[0]
    return asked


async def due_days(reader: Reader, market_id: int, provider: str) -> list[date]:
    """The days of a provider to ask for now: those that should have a bill and were not begun, from the first
    one ever begun (eight weeks back at most) or, where none was, a week back; and those to look at again.
    """
    habits = habits_of(provider)
    last = habits.day_of(reader.now - habits.ready_after) - timedelta(days=1)
    first = last - LOOK_BACK + timedelta(days=1)
    # A bill that stays away is asked for until it comes, and a worker that was away leaves no days out.
    begun = await reader.many(_Begun, SQL.days_since, market_id, provider, first - LOOK_BACK * 8)
    known = {one.day for one in begun}
    again = {one.day for one in begun if one.next_try_at is not None and one.next_try_at <= reader.now}
    start = min(known, default=first)
    fresh = {start + timedelta(days=number) for number in range((last - start).days + 1)} - known
    return sorted(again | fresh)
