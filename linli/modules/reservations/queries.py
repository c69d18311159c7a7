"""How much is left."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.modules.reservations.model import Hold, Pool

SQL = sql.load(__file__)


class _Left(msgspec.Struct, frozen=True):
    pool_id: UUID
    units: int


async def left(reader: Reader, market_id: int, pool_id: UUID) -> int:
    """Units that can still be held; 0 for a pool that does not exist."""
    return (await lefts(reader, market_id, [pool_id])).get(pool_id, 0)


async def lefts(reader: Reader, market_id: int, pool_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Units left of several pools in one query."""
    rows = await reader.many(_Left, SQL.units_left, market_id, pool_ids)
    return {row.pool_id: row.units for row in rows}


async def pools(reader: Reader, market_id: int, pool_ids: Sequence[UUID]) -> dict[UUID, Pool]:
    """Those of several pools that exist, in one query."""
    found = await reader.many(Pool, SQL.find_pools, market_id, pool_ids)
    return {one.pool_id: one for one in found}


async def pool_drift(reader: Reader, market_id: int) -> list[UUID]:
    """Pools whose counts are not the sum of their holds: always empty, or a bug."""
    return await reader.column(UUID, SQL.pool_drift, market_id)


async def pool(reader: Reader, market_id: int, pool_id: UUID) -> Pool | None:
    """One pool; None where nobody has opened it."""
    return await reader.one(Pool, SQL.find_pool, market_id, pool_id)


async def holds_of(reader: Reader, market_id: int, owner_id: UUID) -> list[Hold]:
    """What an owner holds or held, by pool."""
    return await reader.many(Hold, SQL.holds_of_owner, market_id, owner_id)


async def holds_overdue(reader: Reader, market_id: int, since: datetime) -> list[UUID]:
    """Owners of holds that expired by `since` and are held all the same: the timetable is behind."""
    return await reader.column(UUID, SQL.holds_overdue, market_id, since)
