"""What every test may stand on: a real PostgreSQL, freshly migrated, and a transaction that is rolled
back.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
import pytest_asyncio
import uvloop

from linli.kernel import clock
from linli.kernel.database import APP_ROLE, SYSTEM, Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from tests.databases import drop_spare, make_template
from tests.given_server import given_server
from tests.product import Product, free_port_pair
from tests.scratch import scratch
from tests.simulators import douyin
from tests.simulators.douyin import Douyin

pytest_plugins = ("tests.shares",)

# The loop that the product runs in; it takes less time of its own, too.
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A cluster of this test run's own, thrown away at its end; or the server it has been pointed at."""
    if given := given_server():
        asyncio.run(make_template(given))
        yield given
        asyncio.run(drop_spare(given))
        return
    folder = scratch("test")
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    # Nobody connects to the template, for PostgreSQL copies only what nobody uses.
    asyncio.run(make_template(server))
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sold_elsewhere() -> Iterator[Douyin]:
    """Another platform, to which the shared product speaks."""
    program = douyin.started()
    yield program
    program.stop()


@pytest.fixture(scope="session")
def product(sold_elsewhere: Douyin) -> Iterator[Product]:
    """`linli run` with the demo markets, shared by every test that needs the whole of it."""
    there = {"LINLI_DOUYIN_URL": sold_elsewhere.url, "LINLI_DOUYIN_LINK_URL": sold_elsewhere.url}
    running = Product(scratch("product"), free_port_pair(), **there)
    try:
        running.start_filled()
        yield running
        assert running.bugs() == []
    finally:
        running.throw_away()


@pytest.fixture(scope="session")
def database_url(postgres: EmbeddedPostgres) -> str:
    """The migrated database that tests share; what they write in `work` is rolled back."""
    return postgres.url()


@pytest_asyncio.fixture(scope="session")
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    pool = await open_pool(database_url, role=APP_ROLE, size=4)
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
def journey() -> Journey:
    """The product's own journey: every reaction as it runs in production."""
    from linli.journey import wire

    return wire(Journey())


@pytest.fixture
def db(pool: asyncpg.Pool, journey: Journey) -> Database:
    return Database(pool, journey)


@pytest_asyncio.fixture
async def work(pool: asyncpg.Pool, journey: Journey) -> AsyncIterator[Work]:
    """A transaction as the app's own role, rolled back after the test."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            yield Work(connection, clock.now(), SYSTEM, journey)
        finally:
            await transaction.rollback()
