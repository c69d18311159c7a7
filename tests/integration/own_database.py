"""A migrated database of one's own and a clock that a test moves, for what commits by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from linli.kernel import clock
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from tests.databases import passing_copy


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
    moved = Clock()
    async with passing_copy(server, "own") as url, await open_pool(url, size=4) as pool:
        yield Database(pool, Journey(), moved), moved
