"""What the timetable does with foreign vouchers."""

from datetime import timedelta
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Database
from linli.kernel.log import logger
from linli.kernel.refusals import Refusal
from linli.modules.foreign_vouchers.actions.find_out import find_out
from linli.modules.foreign_vouchers.model import Means

SQL = sql.load(__file__)
log = logger(__name__)
BATCH = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=10)
KEPT_PREPARED = timedelta(days=1)


class _Due(msgspec.Struct, frozen=True):
    use_id: UUID
    tries: int


async def find_out_due(db: Database, market_id: int, means: Means) -> int:
    """Ask the platforms about uses whose end is not known; returns how many were asked about.

    Two runs at once find the same and record it once. A platform that does not answer is asked again after
    a wait that doubles up to ten minutes. What was only looked at is dropped after a day.
    """
    async with db.work() as work:
        dropped = await work.run(SQL.drop_prepared, market_id, work.now - KEPT_PREPARED)
        due = await work.many(_Due, SQL.uses_to_look_at, market_id, work.now, BATCH)
    for one in due:
        try:
            await find_out(db, market_id, one.use_id, None, means)
        except Refusal as refusal:
            log.warning("a use is still not clear", use=str(one.use_id), why=refusal.code)
        wait = min(FIRST_WAIT * 2 ** min(one.tries, 10), LONGEST_WAIT)
        async with db.work() as work:
            await work.run(SQL.look_later, market_id, one.use_id, work.now, work.now + wait)
    return len(due) + dropped
