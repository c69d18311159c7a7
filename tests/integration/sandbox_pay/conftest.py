"""One provider and one receiver for all tests here; the tests that kill share a provider of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from .world import Merchant, Provider, Receiver


@pytest_asyncio.fixture(scope="session")
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.start()
    yield receiver
    receiver.server.close()


async def _trading(database: Path, receiver: Receiver) -> AsyncIterator[Merchant]:
    provider = Provider(database)
    await provider.start()
    merchant = Merchant(provider, receiver)
    yield merchant
    await merchant.http.aclose()
    if provider.process.returncode is None:
        await provider.kill()


@pytest_asyncio.fixture(scope="session")
async def merchant(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> AsyncIterator[Merchant]:
    async for merchant in _trading(tmp_path_factory.mktemp("pay") / "pay.sqlite", receiver):
        yield merchant


@pytest_asyncio.fixture(scope="module")
async def mortal(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> AsyncIterator[Merchant]:
    """A merchant whose provider may be killed and started again."""
    async for merchant in _trading(tmp_path_factory.mktemp("mortal") / "pay.sqlite", receiver):
        yield merchant
