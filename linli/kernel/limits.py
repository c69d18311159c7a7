"""Rate limits counted in the database, so that they hold over all processes."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from linli.kernel import metrics, sql
from linli.kernel.database import Reader, Work
from linli.kernel.refusals import TOO_MANY_TRIES
from linli.kernel.signing import body_print

SQL = sql.load(__file__)
# What one customer of a network is given: within it they change addresses as they like.
CUSTOMER_NETWORK = 64


class Limit(msgspec.Struct, frozen=True):
    """At most `tries` in any window of `within` that starts with the first of them."""

    name: str
    tries: int
    within: timedelta


class _Window(msgspec.Struct, frozen=True):
    subject_print: bytes
    window_start: datetime
    tries: int


class _Answer(_Window, frozen=True):
    counted: bool


class Counted(msgspec.Struct, frozen=True):
    """A try under a limit before its end is known: it is number `tries` of a window that began `since`."""

    limit: Limit
    subject: tuple[object, ...]
    tries: int
    since: datetime

    @property
    def over(self) -> bool:
        """Whether it is one too many."""
        return self.tries > self.limit.tries

    @property
    def last(self) -> bool:
        """Whether none is left after it."""
        return self.tries >= self.limit.tries

    def left(self, now: datetime) -> dict[str, int]:
        """How long the window still lasts, as a refusal says it: whole `minutes` and `seconds`, at least
        one.
        """
        seconds = max(1, int(-(-(self.since + self.limit.within - now).total_seconds() // 1)))
        return {"minutes": -(-seconds // 60), "seconds": seconds}


Wanted = tuple[Limit, tuple[object, ...]]


async def count(work: Work, limit: Limit, *subject: object) -> None:
    """Count one try for the subject (only its hash is kept). Refuses: too_many_tries.

    Counts only when its transaction commits: give it a transaction of its own before the guarded action, or
    the action's own where the two are to stand or fall together.
    """
    _refuse_over(await count_all(work, (limit, subject)), work.now)


async def give_back(work: Work, limit: Limit, *subject: object) -> None:
    """Uncount one try that was counted before its end was known, so that only failures stay counted."""
    await work.run(SQL.give_back_try, _print(limit, subject), work.now, limit.within)


async def count_all(work: Work, *wanted: Wanted) -> list[Counted]:
    """Count one try under several limits, each with its own subject, in one statement.

    In the order given; or, where limits are full already, those alone: they are `over`, and the try counts
    nowhere. Refuses nothing.
    """
    rows = await work.many(_Answer, SQL.count_tries, *_columns(wanted), work.now)
    counted = _in_order(wanted, rows)
    if any(one.over for one in counted) and any(row.counted for row in rows):
        # Somebody else took the last one between the look and the lock.
        await give_back_all(work, counted)
    return counted


async def give_back_all(work: Work, counted: Sequence[Counted]) -> None:
    """Uncount what `count_all` has counted, for it turned out well."""
    prints = [_print(one.limit, one.subject) for one in counted]
    await work.run(SQL.give_back_tries, prints, [one.since for one in counted])


async def full(reader: Reader, *wanted: Wanted) -> list[Counted]:
    """Those of the limits that let nobody in now, in the order given; counts nothing."""
    rows = await reader.many(_Window, SQL.full_limits, *_columns(wanted), reader.now)
    return _in_order(wanted, rows)


async def check(reader: Reader, limit: Limit, *subject: object) -> None:
    """Count nothing; for actions of which only failures are counted, afterwards, by `count`.

    Refuses: too_many_tries (as many as the limit allows have been counted already).
    """
    _refuse_over(await full(reader, (limit, subject)), reader.now)


def network_of(address: str) -> str:
    """Who an address is counted as: itself, for IPv6 its /64; whatever is no address counts as it stands."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), CUSTOMER_NETWORK), strict=False))


def _print(limit: Limit, subject: tuple[object, ...]) -> bytes:
    return body_print(limit.name, *subject)


def _columns(wanted: Sequence[Wanted]) -> tuple[list[bytes], list[int], list[timedelta]]:
    prints = [_print(limit, subject) for limit, subject in wanted]
    return prints, [limit.tries for limit, _ in wanted], [limit.within for limit, _ in wanted]


def _in_order(wanted: Sequence[Wanted], rows: Sequence[_Window]) -> list[Counted]:
    found = {row.subject_print: row for row in rows}
    asked = ((limit, subject, found.get(_print(limit, subject))) for limit, subject in wanted)
    counted = [Counted(limit, subject, one.tries, one.window_start) for limit, subject, one in asked if one]
    for one in counted:
        if one.over:
            metrics.LIMITS_HIT.labels(one.limit.name).inc()
    return counted


def _refuse_over(counted: Sequence[Counted], now: datetime) -> None:
    for one in counted:
        if one.over:
            raise TOO_MANY_TRIES(**one.left(now))
