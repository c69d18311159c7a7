"""A database that is killed and recovers: whoever serves for long waits for it when it starts."""

import asyncio
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from linli.kernel.away import AWAY
from linli.kernel.database import open_pool
from linli.kernel.embedded import EmbeddedPostgres


@pytest_asyncio.fixture
async def server() -> AsyncIterator[EmbeddedPostgres]:
    """A cluster of its own, for it is stopped and killed here."""
    folder = Path(f"/tmp/linli-away-{secrets.token_hex(4)}")
    own = EmbeddedPostgres(folder, durable=False)
    await asyncio.to_thread(own.start)
    yield own
    await asyncio.to_thread(own.stop)
    shutil.rmtree(folder)


async def test_a_pool_is_opened_as_soon_as_the_database_is_back(server: EmbeddedPostgres) -> None:
    await asyncio.to_thread(server.stop)
    with pytest.raises(AWAY):
        await open_pool(server.url(), role=None)
    with pytest.raises(AWAY):
        await open_pool(server.url(), role=None, patience=0.5)
    opening = asyncio.create_task(open_pool(server.url(), role=None, patience=60))
    await asyncio.sleep(0.5)
    assert not opening.done()
    await asyncio.to_thread(server.start)
    pool = await opening
    assert await pool.fetchval("SELECT 1") == 1
    await pool.close()


async def test_a_database_that_recovers_is_waited_for(server: EmbeddedPostgres) -> None:
    """One connection is killed; the server throws out all others, and takes none until it has recovered."""
    for _ in range(5):
        victim = await open_pool(server.url(), role=None, size=1, patience=60)
        pid = await victim.fetchval("SELECT pg_backend_pid()")
        killer = await asyncpg.connect(server.url())
        with pytest.raises(AWAY):
            await killer.execute(f"COPY (SELECT 1) TO PROGRAM $$kill -9 {pid}; sleep 5$$")
        pool = await open_pool(server.url(), role=None, patience=60)
        assert await pool.fetchval("SELECT 1") == 1
        await pool.close()
        victim.terminate()


async def test_who_may_not_come_in_is_told_so_at_once(server: EmbeddedPostgres) -> None:
    began = time.monotonic()
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await open_pool(server.url("nobody"), role=None, patience=60)
    assert time.monotonic() - began < 30
