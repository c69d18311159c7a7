"""What was written into a database between two moments, told by its own log.

Comparing whole tables before and after costs as much as the tables hold; the log tells only what was done.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

# Rows that came, changed or went, by transactions that were committed. Locked rows are as they were.
_TABLES_WRITTEN = """
SELECT DISTINCT written.oid::regclass::text AS name
  FROM pg_get_wal_block_info($1::text::pg_lsn, $2::text::pg_lsn, false) AS log
  JOIN pg_class AS written ON pg_relation_filenode(written.oid) = log.relfilenode AND written.relkind = 'r'
 WHERE log.reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND log.resource_manager IN ('Heap', 'Heap2')
   AND log.record_type ~ '^(INSERT|MULTI_INSERT|UPDATE|HOT_UPDATE|DELETE)'
   AND pg_xact_status(log.xid::text::xid8) = 'committed'
"""


@asynccontextmanager
async def watching(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to ask what is written into a database; a superuser's, for the log tells everything."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect")
        yield connection
    finally:
        await connection.close()


async def moment(connection: asyncpg.Connection) -> str:
    """Now, as the log counts; whatever was done until now can be read."""
    now: str = await connection.fetchval("SELECT pg_logical_emit_message(false, 'moment', '', true)::text")
    return now


async def written_since(connection: asyncpg.Connection, before: str) -> set[str]:
    """The tables into which somebody has written since, each with its schema's name."""
    rows = await connection.fetch(_TABLES_WRITTEN, before, await moment(connection))
    return {row["name"] for row in rows}
