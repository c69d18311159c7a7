"""Rate limits counted in the database, so that they hold over all processes."""

from datetime import timedelta

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader, Work
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


async def check(reader: Reader, limit: Limit, *subject: object) -> None:
    """Count nothing; for actions of which only failures are counted, afterwards, by `count`.

    Refuses: too_many_tries (as many as the limit allows have been counted already).
    """
    print_ = body_print(limit.name, *subject)
    tries = await reader.value(int, SQL.tries_in_window, print_, reader.now, limit.within)
    if tries is not None and tries >= limit.tries:
        raise TOO_MANY_TRIES(minutes=max(1, int(limit.within.total_seconds()) // 60))
