"""Rate limits counted in the database, so that they hold over all processes."""

import ipaddress
from datetime import datetime, timedelta

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader, Work
from linli.kernel.refusals import TOO_MANY_TRIES, Refusal
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
    tries: int
    window_start: datetime


class _Row(_Window, frozen=True, kw_only=True):
    subject_print: bytes


class Counted(msgspec.Struct, frozen=True):
    """A try that was counted before its end is known: it is number `tries` of a window that began `since`."""

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


async def count(work: Work, limit: Limit, *subject: object) -> None:
    """Count one try for the subject (only its hash is kept). Refuses: too_many_tries.

    Counts only when its transaction commits: give it a transaction of its own before the guarded action, or
    the action's own where the two are to stand or fall together.
    """
    found = await work.one(_Window, SQL.count_try, _print(limit, subject), work.now, limit.within)
    if found is not None and found.tries > limit.tries:
        raise _too_many(limit, found, work.now)


async def give_back(work: Work, limit: Limit, *subject: object) -> None:
    """Uncount one try that was counted before its end was known, so that only failures stay counted."""
    await work.run(SQL.give_back_try, _print(limit, subject), work.now, limit.within)


async def count_all(work: Work, *tries: tuple[Limit, tuple[object, ...]]) -> list[Counted]:
    """Count one try under several limits, each with its own subject, in one statement; in the order given.

    Refuses nothing: a caller who finds one `over` raises, so that the try counts nowhere.
    """
    prints = [_print(limit, subject) for limit, subject in tries]
    within = [limit.within for limit, _ in tries]
    rows = await work.many(_Row, SQL.count_tries, prints, work.now, within)
    found = {row.subject_print: row for row in rows}
    return [
        Counted(limit, subject, found[key].tries, found[key].window_start)
        for key, (limit, subject) in zip(prints, tries, strict=True)
    ]


async def give_back_all(work: Work, counted: list[Counted]) -> None:
    """Uncount what `count_all` has counted, for it turned out well."""
    prints = [_print(one.limit, one.subject) for one in counted]
    await work.run(SQL.give_back_tries, prints, [one.since for one in counted])


async def check(reader: Reader, limit: Limit, *subject: object) -> None:
    """Count nothing; for actions of which only failures are counted, afterwards, by `count`.

    Refuses: too_many_tries (as many as the limit allows have been counted already).
    """
    found = await reader.one(_Window, SQL.tries_in_window, _print(limit, subject), reader.now, limit.within)
    if found is not None and found.tries >= limit.tries:
        raise _too_many(limit, found, reader.now)


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


def _too_many(limit: Limit, window: _Window, now: datetime) -> Refusal:
    """The refusal with how long the window still lasts."""
    return TOO_MANY_TRIES(**Counted(limit, (), window.tries, window.window_start).left(now))
