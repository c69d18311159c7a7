"""What an operator sees of guessing, and has looked at."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Reader, Work
from linli.kernel.paging import Page, page_of, read_cursor
from linli.modules.vouchers.guessing import Alarm
from linli.modules.vouchers.statements import SQL


async def alarms(
    reader: Reader,
    market_id: int,
    *,
    unseen: bool | None = None,
    store_id: UUID | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Alarm]:
    """A market's alarms, newest first; `unseen`: those that no operator has acknowledged, or the others.

    Refuses: invalid (cursor).
    """
    about = (read_cursor(cursor), unseen, store_id, size + 1)
    rows = await reader.many(Alarm, SQL.alarms_newest, market_id, *about)
    return page_of(rows, size, lambda row: row.alarm_id)


async def open_alarms(reader: Reader, market_id: int) -> int:
    """How many alarms no operator has acknowledged."""
    return await reader.value(int, SQL.count_open_alarms, market_id) or 0


async def acknowledge_alarms(work: Work, market_id: int, alarm_ids: Sequence[UUID], note: str) -> int:
    """Somebody has looked at these alarms, and what came of it stands in the audit trail; how many were not
    acknowledged before.
    """
    about = (list(alarm_ids), work.now, work.actor.name, note)
    seen = await work.column(UUID, SQL.acknowledge_alarms, market_id, *about)
    for alarm_id in seen:
        await work.audit(market_id, "guessing_acknowledged", str(alarm_id), note)
    return len(seen)
