"""A month whose truth is known: reports say it to the minor unit; a lost or doubled touch is found."""

import json
import os
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import attribution
from tests.integration.discovery_stage import MARKET
from tests.integration.own_database import Clock, own_database
from tests.months import checker
from tests.months.month import BEGAN, DAYS, month_of
from tests.months.play import play
from tests.races.page import where_and_when

# The short form; `make attribution` plays the long one.
PEOPLE = int(os.environ.get("MONTH_PEOPLE", "100"))
SHOPS = int(os.environ.get("MONTH_SHOPS", "1"))
SEED = int(os.environ.get("MONTH_SEED", "20261123"))
Town = tuple[Database, Clock]


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with own_database(postgres) as opened:
        opened[1].at = BEGAN + timedelta(days=DAYS + 2)
        yield opened


@pytest.mark.slow
async def test_reports_say_what_the_month_was_and_what_was_learned_is_nearer_to_what_worked(
    town: Town,
) -> None:
    db, _ = town
    month, began = month_of(SEED, PEOPLE, SHOPS), time.monotonic()
    shops = await play(db, month)
    async with db.snapshot() as reader:
        assert await checker.differences(reader, month, shops) == []
    await attribution.learn(db, MARKET)
    async with db.snapshot() as reader:
        assert await checker.differences(reader, month, shops) == []
        distances = await checker.distances(reader, month, shops)
    assert distances["data_driven"] < distances["last"]
    facts = {"seed": SEED, "people": PEOPLE, "shops": SHOPS, "touches": len(month.came)}
    facts |= {"orders": len(month.bought), "paid_minor": sum(order.minor for order in month.bought)}
    _note({**facts, "took_seconds": round(time.monotonic() - began), "distances": distances})


@pytest.mark.slow
async def test_a_lost_touch_and_one_that_is_counted_twice_are_found(town: Town) -> None:
    db, _ = town
    month = month_of(SEED, 12)
    lost = next(one for one in month.came if not one.fault)
    shops = await play(db, month, lose=lost.visit_id, twice=False)
    async with db.snapshot() as reader:
        found = await checker.differences(reader, month, shops)
    assert any(f"visits, {lost.channel}" in said for said in found)
    async with db.work() as work:
        visitor = attribution.Visitor(device_id=lost.device)
        about = (lost.visit_id, shops[0].store_id, lost.device, lost.channel, visitor)
        work.now = lost.at
        await attribution.note_visit(work, MARKET, *about)
        about = (lost.device, *about[1:])
        await attribution.note_visit(work, MARKET, *about)
    async with db.snapshot() as reader:
        found = await checker.differences(reader, month, shops)
    assert any(f"visits, {lost.channel}" in said for said in found)


def _note(figures: dict[str, Any]) -> None:
    """The figures, as they are printed and, in the long form, kept."""
    print(f"\n{figures}")
    if path := os.environ.get("MONTH_FIGURES"):
        Path(path).write_text(json.dumps({**figures, **where_and_when()}, indent=1), "utf-8")
