"""The audit trail read back: who did what to what, when and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor

SQL = sql.load(__file__)


class Deed(msgspec.Struct, frozen=True):
    """One row of the trail; `actor` is a kind (`system`) or a kind and an id (`person:…`)."""

    audit_id: UUID
    at: datetime
    actor: str
    action: str
    subject: str
    why: str
    facts: dict[str, Any]


class DeedFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which deeds a list shows; `since` is inclusive, `until` is not."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def deeds(
    reader: Reader,
    market_id: int,
    wanted: DeedFilter,
    cursor: str | None = None,
    size: int = 50,
    *,
    oldest_first: bool = False,
) -> Page[Deed]:
    """The market's audit trail, newest first or from its beginning. Refuses: invalid (cursor)."""
    statement = SQL.trail_oldest if oldest_first else SQL.trail_newest
    start = read_cursor(cursor, oldest_first=oldest_first)
    about = (wanted.actor, wanted.action, wanted.subject, wanted.since, wanted.until)
    rows = await reader.many(Deed, statement, market_id, start, *about, size + 1)
    return page_of(rows, size, lambda row: row.audit_id)


async def actions(reader: Reader, market_id: int) -> list[str]:
    """Every action that stands in the market's trail, once."""
    return await reader.column(str, SQL.trail_actions, market_id)
