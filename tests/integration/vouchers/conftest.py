"""What every test of vouchers starts from: noon on a Monday, and a journey that only listens."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.events import Event
from linli.kernel.journey import Journey
from tests.integration.vouchers.stage import NOON, listening, own_database

AT_ONCE = 12


@pytest.fixture
def heard() -> list[Event]:
    """What vouchers have announced."""
    return []


@pytest.fixture
def journey(heard: list[Event]) -> Journey:
    return listening(heard)


@pytest.fixture
def work(work: Work) -> Work:
    """At noon, rolled back after the test."""
    work.now = NOON
    return work


@pytest_asyncio.fixture
async def db(postgres: EmbeddedPostgres, journey: Journey) -> AsyncIterator[Database]:
    """A database of its own at noon, where work is committed and many act at once."""
    pool = await open_pool(await own_database(postgres), size=AT_ONCE)
    yield Database(pool, journey, clock=lambda: NOON)
    await pool.close()
