"""What is known of connections, and of the uses of what was sold elsewhere."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules.foreign_vouchers.model import Connection, Use, UseTotals

SQL = sql.load(__file__)


async def connections(reader: Reader, market_id: int, store_id: UUID) -> list[Connection]:
    """A store's connections that have not ended, in the order in which they were made."""
    return await reader.many(Connection, SQL.connections_of_store, market_id, store_id)


async def connection(reader: Reader, market_id: int, store_id: UUID, connection_id: UUID) -> Connection:
    """One connection of this store, ended ones too. Refuses: not_found."""
    found = await reader.one(Connection, SQL.find_connection, market_id, store_id, connection_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def use(reader: Reader, market_id: int, use_id: UUID, store_id: UUID) -> Use:
    """One use at this store, as we know it. Refuses: not_found."""
    found = await reader.one(Use, SQL.find_use, market_id, use_id, store_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def uses_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Use]:
    """These uses by id; one that is not there is left out."""
    rows = await reader.many(Use, SQL.uses_of_ids, market_id, list(set(ids)))
    return {row.use_id: row for row in rows}


async def uses_of_store(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, size: int = 50
) -> list[Use]:
    """What a counter has asked for since a moment (inclusive), newest first, at most `size`: what stands,
    what was taken back, and what is not clear yet.
    """
    return await reader.many(Use, SQL.uses_of_store, market_id, store_id, since, size)


async def use_totals(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, until: datetime | None = None
) -> list[UseTotals]:
    """What stands since a moment (inclusive) and until another (exclusive), platform by platform; one without
    a use is left out.
    """
    return await reader.many(UseTotals, SQL.use_totals, market_id, store_id, since, until)
