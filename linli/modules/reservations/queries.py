"""How much is left."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader

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


async def pool_drift(reader: Reader, market_id: int) -> list[UUID]:
    """Pools whose counts are not the sum of their holds: always empty, or a bug."""
    return await reader.column(UUID, SQL.pool_drift, market_id)
