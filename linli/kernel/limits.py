"""Rate limits counted in the database, so that they hold over all processes."""

from datetime import timedelta

import msgspec

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.refusals import TOO_MANY_TRIES
from linli.kernel.signing import body_print

SQL = sql.load(__file__)


class Limit(msgspec.Struct, frozen=True):
    """At most `tries` in any window of `within` that starts with the first of them."""

    name: str
    tries: int
    within: timedelta


async def count(work: Work, limit: Limit, *subject: object) -> None:
    """Count one try for the subject (only its hash is kept). Refuses: too_many_tries.

    Counts only when its transaction commits: give it a transaction of its own before the guarded action.
    """
    tries = await work.value(int, SQL.count_try, body_print(limit.name, *subject), work.now, limit.within)
    if tries is not None and tries > limit.tries:
        raise TOO_MANY_TRIES(minutes=max(1, int(limit.within.total_seconds()) // 60))
