"""A migrated database of one's own and a clock that a test moves, for what commits by itself."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg

from linli.kernel import clock
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.migration import migrate


class Clock:
    """Stands still until the test moves it on."""

    def __init__(self) -> None:
        self.at = clock.now()

    def __call__(self) -> datetime:
        return self.at

    def move_on(self, by: timedelta) -> None:
        self.at += by


@asynccontextmanager
async def own_database(server: EmbeddedPostgres) -> AsyncIterator[tuple[Database, Clock]]:
    """An empty database that is dropped afterwards."""
    name = f"own_{secrets.token_hex(6)}"
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        await migrate(server.url(name))
        pool = await open_pool(server.url(name), size=4)
        moved = Clock()
        try:
            yield Database(pool, Journey(), moved), moved
        finally:
            await pool.close()
            await connection.execute(f'DROP DATABASE "{name}"')
    finally:
        await connection.close()
