"""One stage for all tests of the API; each makes orders of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres

from .stage import Stage, opened


@pytest_asyncio.fixture(scope="session")
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """Opened and closed in one task of its own, as the framework wants it."""
    ready: asyncio.Future[Stage] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def host() -> None:
        async with opened(postgres) as stage:
            ready.set_result(stage)
            await over.wait()

    hosting = asyncio.create_task(host())
    await asyncio.wait([hosting, ready], return_when=asyncio.FIRST_COMPLETED)
    if hosting.done():
        hosting.result()
    yield ready.result()
    over.set()
    await hosting
