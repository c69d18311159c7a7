"""Throwing away what the kernel itself keeps and nobody asks for any more, in batches."""

from datetime import datetime

from linli.kernel import ids, sql
from linli.kernel.database import Work

SQL = sql.load(__file__)


async def forget_announcements(work: Work, market_id: int, before: datetime, size: int) -> int:
    """Announcements from before then that were handed on and came to their end; how many went."""
    return await work.value(int, SQL.forget_announcements, market_id, ids.first_at(before), size) or 0


async def forget_keys(work: Work, market_id: int, before: datetime, size: int) -> int:
    """Idempotency keys from before then: a repeat would be a new call. How many went."""
    return await work.run(SQL.forget_keys, market_id, before, size)


async def forget_tries(work: Work, _market_id: int, before: datetime, size: int) -> int:
    """What was counted under limits before then, in all markets; how many went."""
    return await work.run(SQL.forget_tries, before, size)
