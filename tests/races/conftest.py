"""A stage for each attack, on the product that other tests share; and the ledger of what was seen."""

import json
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from linli.journey import wire
from linli.kernel.database import Database
from linli.kernel.journey import Journey
from tests.product import Product
from tests.races import page

SEED = int(os.environ.get("RACES_SEED", "20261122"))
ROUNDS = int(os.environ.get("LONG_RACES", "1"))
FORM = f"long form, {ROUNDS} rounds" if ROUNDS > 1 else "CI form, 1 round"


@pytest_asyncio.fixture
async def db(product: Product) -> AsyncIterator[Database]:
    database = await product.database(wire(Journey()))
    yield database
    await database.pool.close()


@pytest_asyncio.fixture
async def owner_db(product: Product) -> AsyncIterator[Database]:
    database = await product.database(Journey(), role=None)
    yield database
    await database.pool.close()


@pytest.fixture(scope="session")
def noted() -> Iterator[page.Figures]:
    """What every attack of this run came to; written down where `make races` asks for it."""
    figures, began = page.Figures(SEED, ROUNDS), time.monotonic()
    yield figures
    figures.took_seconds = round(time.monotonic() - began)
    print(f"\nraces: {FORM}, seed {SEED}, {len(figures.limits)} limits, {figures.took_seconds} s")
    if asked := os.environ.get("RACES_FIGURES"):
        Path(asked).write_text(json.dumps(figures.as_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
