"""What the database read for an answer, as it tells itself: pages of 8 KB, in memory or not."""

import asyncio

import asyncpg
import msgspec

OURS = "pg_stat_statements"
READ = """
SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 70) AS name,
    sum(calls)::bigint AS calls,
    sum(shared_blks_hit + shared_blks_read)::bigint AS pages,
    sum(total_exec_time) AS ms
FROM pg_stat_statements GROUP BY 1 ORDER BY pages DESC
"""

WARM = """
SELECT sum(pg_prewarm(c.oid))::bigint
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('discovery', 'gazetteer') AND c.relkind IN ('r', 'i')
"""


class Read(msgspec.Struct, frozen=True):
    """One named statement since the last look: how often it ran, its pages, and its own milliseconds."""

    name: str
    calls: int
    pages: int
    ms: float


def forget(url: str) -> None:
    """Begin to count anew."""
    asyncio.run(_ask(url, "SELECT pg_stat_statements_reset()"))


def statements_read(url: str) -> list[Read]:
    """What ran since, the most reading first, this question left out."""
    rows = asyncio.run(_ask(url, READ))
    return [Read(**dict(row)) for row in rows if OURS not in row["name"]]


def warm(url: str) -> None:
    """Read what is searched into the database's memory, so that no row pays for another's first look."""
    asyncio.run(_ask(url, WARM, "pg_prewarm"))


async def _ask(url: str, statement: str, extension: str = OURS) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        return await connection.fetch(statement)
    finally:
        await connection.close()
