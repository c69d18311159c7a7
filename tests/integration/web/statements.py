"""What a page says to the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import Pool

# Said at most once in a quarter of an hour: whether a page says it depends on the minute.
NOW_AND_THEN = "/* see_session */"


@asynccontextmanager
async def counted(pool: "Pool[Any]", size: int) -> AsyncIterator[list[str]]:
    """Our statements that are said meanwhile, over all `size` connections of the pool.

    What the driver asks of a new connection is its own.
    """
    said: list[str] = []

    def count(record: Any) -> None:
        if record.query.startswith("/* ") and not record.query.startswith(NOW_AND_THEN):
            said.append(record.query)

    for connection in await _every(pool, size):
        connection.add_query_logger(count)
        await pool.release(connection)
    try:
        yield said
    finally:
        for connection in await _every(pool, size):
            connection.remove_query_logger(count)
            await pool.release(connection)


async def _every(pool: "Pool[Any]", size: int) -> list[Any]:
    return [await pool.acquire() for _ in range(size)]
