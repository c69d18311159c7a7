"""The stages that most pages are tested on, one for each file. A file whose tests must not see each other
opens one for each test instead.
"""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from tests.integration.web import consumer_stage, shop_stage


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[consumer_stage.Town]:
    async with consumer_stage.open_town(postgres) as opened:
        yield opened


@pytest_asyncio.fixture
async def street(town: consumer_stage.Town) -> consumer_stage.Street:
    """A market of its own for each test."""
    return await town.street()


@pytest_asyncio.fixture(scope="module")
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[shop_stage.Stage]:
    async with shop_stage.open_stage(postgres) as opened:
        yield opened
