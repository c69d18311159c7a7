"""The outbox as people look at it: what was announced, what became of it, and handing it over once more."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader, Work, plain
from linli.kernel.paging import Page, page_of, read_cursor

SQL = sql.load(__file__)


class Waiting(msgspec.Struct, frozen=True):
    """Announcements of one market that wait for the relay, and when the oldest of them was made."""

    announcements: int
    oldest: datetime | None


class Posted(msgspec.Struct, frozen=True):
    """One announcement; `handed_at` None while it waits for the relay."""

    announcement_id: UUID
    event: str
    announced_at: datetime
    handed_at: datetime | None


class Delivery(msgspec.Struct, frozen=True):
    """A reaction that has happened."""

    announcement_id: UUID
    reaction: str
    delivered_at: datetime


async def waiting(reader: Reader, market_id: int) -> Waiting:
    """What the relay has not handed on yet."""
    return await reader.one(Waiting, SQL.outbox_waiting, market_id) or Waiting(0, None)


async def announcements(
    reader: Reader,
    market_id: int,
    *,
    event: str | None = None,
    handed: bool | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Posted]:
    """The market's announcements, newest first; `handed` None: all of them. Refuses: invalid (cursor)."""
    before = read_cursor(cursor)
    if handed is False:
        rows = await reader.many(Posted, SQL.waiting_announcements, market_id, before, event, size + 1)
    else:
        rows = await reader.many(Posted, SQL.announcements, market_id, before, event, handed, size + 1)
    return page_of(rows, size, lambda row: row.announcement_id)


async def deliveries(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, list[Delivery]]:
    """Which reactions to these announcements have happened, in the order in which they did."""
    found: dict[UUID, list[Delivery]] = {}
    for row in await reader.many(Delivery, SQL.deliveries_of, market_id, list(set(ids))):
        found.setdefault(row.announcement_id, []).append(row)
    return found


async def hand_again(work: Work, market_id: int, ids: Iterable[UUID], why: str) -> int:
    """Let the relay hand these over once more; how many it will. Those that still wait are left alone.

    A *later* reaction that has happened does not happen again; one *by job* may. In the audit trail.
    """
    again = await work.column(UUID, SQL.hand_again, market_id, plain(sorted(set(ids))))
    for announcement_id in again:
        await work.audit(market_id, "announcement_handed_again", str(announcement_id), why)
    return len(again)
