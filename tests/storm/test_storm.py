"""Shopping and settlement under random SIGKILL of web processes, their watcher, the worker, the settler and
PostgreSQL: nothing is lost, and nothing is paid out twice.

CI form: one round of 30 checkouts in which each kind of process is killed once. Long form: `make storm`
(STORM_ROUNDS, STORM_CHECKOUTS in all, STORM_SEED), which writes its figures down.
"""

import asyncio
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from linli.kernel.database import Database
from linli.kernel.journey import Journey
from tests.product import Product
from tests.storm import page, planted
from tests.storm.harbor import PAY_WITHIN_SECONDS, Harbor, spread
from tests.storm.people import FAULTS
from tests.storm.weather import KINDS, Weather

SEED = int(os.environ.get("STORM_SEED", "20261122"))
ROUNDS = int(os.environ.get("STORM_ROUNDS", "1"))
CHECKOUTS = int(os.environ.get("STORM_CHECKOUTS", "30"))
LONG = ROUNDS > 1
READY_WITHIN_SECONDS = float(os.environ.get("STORM_READY_SECONDS", "10" if LONG else "30"))
# In the CI form nothing is lost on purpose that only a time limit brings back.
CALM_FAULTS = {name: weight for name, weight in FAULTS.items() if name != "callback_lost"}


class Storm(Harbor):
    """The harbor while the storm blows."""

    def __init__(self, product: Product, db: Database, owner_db: Database) -> None:
        super().__init__(product, (db, owner_db), SEED, "storm", FAULTS if LONG else CALM_FAULTS)
        self.weather = Weather(product, self.dice, self.keeper.at_work)

    async def round(self, checkouts: int, kinds: list[str], pauses: tuple[float, float]) -> None:
        """So many checkouts, a dozen at once, while the storm blows; it ends with them, and then what was
        earned is settled to its end.
        """
        # Plenty of the first; of the second less than is asked for.
        deals = [await self.stage.deal(10_000, 10_000), await self.stage.deal(max(5, checkouts // 4), 10_000)]
        await self.let_the_provider_dawdle()
        stop, over = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as under_way:
            under_way.create_task(self.keeper.keep(over))
            under_way.create_task(self.let_the_bank_dawdle(over))
            blowing = under_way.create_task(self.weather.blow(stop, kinds, pauses, on=LONG))
            await self.crowd(iter(range(checkouts)), deals)
            stop.set()
            await blowing
            over.set()
        await self.settle()


@pytest.mark.slow
async def test_nothing_is_lost_doubled_or_left_lying_in_a_storm(harbor: Product) -> None:
    began = time.monotonic()
    db, owner_db = await harbor.database(Journey()), await harbor.database(Journey(), role=None)
    town = Storm(harbor, db, owner_db)
    await town.set_up()
    calms = []
    for number in range(ROUNDS):
        kinds = list(KINDS) if number == 0 else []
        town.dice.shuffle(kinds)
        await town.round(max(1, CHECKOUTS // ROUNDS), kinds, (1.0, 5.0) if LONG else (0.2, 1.0))
        calms.append(await town.calm())
        print(f"storm, round {number + 1} of {ROUNDS}: {_said(town)}, calm after {calms[-1]:.1f} s")
    if LONG:
        # Whoever never paid has had a minute by then, and the timetable its turn.
        await asyncio.sleep(PAY_WITHIN_SECONDS)
        calms.append(await town.calm())
    assert town.journal.redemptions, "nothing was earned, so nothing could be settled"
    found = await planted.all_found(harbor.database_url, town.journal, town.book())
    await town.stage.close()
    await db.pool.close()
    await owner_db.pool.close()
    _write_down(town, calms, found, time.monotonic() - began)
    assert set(town.weather.kills) == set(KINDS)
    assert max(town.weather.answered) <= READY_WITHIN_SECONDS
    assert not (bugs := [line for line in harbor.bugs() if '"event": "bug"' in line]), bugs[0]


def _said(town: Storm) -> str:
    journal = town.journal
    kills = sum(town.weather.kills.values())
    return (
        f"{len(journal.orders)} orders, {len(journal.paid)} paid, {len(journal.redemptions)} redeemed,"
        f" {len(journal.refunds)} refunded, {kills} kills, {journal.repeated} repeats,"
        f" payouts {_settled(town)}, back after {max(town.weather.answered, default=0):.1f} s at worst"
    )


def _settled(town: Storm) -> dict[str, int]:
    """Payouts by what the bank's book says of them; each is a statement, or one more try at it."""
    return dict(sorted(Counter(one.status for one in town.book().payouts).items()))


def _write_down(town: Storm, calms: list[float], found: list[str], seconds: float) -> None:
    journal, weather = town.journal, town.weather
    figures: dict[str, Any] = {
        "form": page.form_of(ROUNDS, CHECKOUTS),
        "seed": SEED,
        "rounds": ROUNDS,
        "checkouts": max(1, CHECKOUTS // ROUNDS) * ROUNDS,
        "orders": len(journal.orders),
        "paid": len(journal.paid),
        "redemptions": len(journal.redemptions),
        "refunds": len(journal.refunds),
        "repeats": journal.repeated,
        "given_up": journal.given_up,
        "payouts": _settled(town),
        "kills": weather.kills,
        "answers_again": spread(weather.answered),
        "all_processes_again": spread(weather.stood),
        "calm_after": spread(calms),
        "allowed_seconds": READY_WITHIN_SECONDS,
        "planted_and_found": found,
        "took_seconds": round(seconds),
        **page.where_and_when(),
    }
    print(f"\nstorm, {figures['form']}: " + json.dumps(figures, ensure_ascii=False))
    if asked := os.environ.get("STORM_FIGURES"):
        Path(asked).write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
