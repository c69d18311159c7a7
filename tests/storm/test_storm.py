"""Shopping and settlement under random SIGKILL of web processes, their watcher, the worker, the settler and
PostgreSQL: nothing is lost, and nothing is paid out twice.

CI form: one round of 30 checkouts in which each kind of process is killed once. Long form: `make storm`
(STORM_ROUNDS, STORM_CHECKOUTS in all, STORM_SEED), which writes its figures down.
"""

import asyncio
import contextlib
import itertools
import json
import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from linli.kernel.database import Database
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from tests.product import Product
from tests.races.stage import Somebody, Stage
from tests.storm import bank, checker, page, planted
from tests.storm.journal import Journal
from tests.storm.keeper import Keeper
from tests.storm.people import FAULTS, Shopper
from tests.storm.weather import GIVE_UP_SECONDS, KINDS, Weather

SEED = int(os.environ.get("STORM_SEED", "20261122"))
ROUNDS = int(os.environ.get("STORM_ROUNDS", "1"))
CHECKOUTS = int(os.environ.get("STORM_CHECKOUTS", "30"))
LONG = ROUNDS > 1
AT_ONCE = 12
# Whoever waits for its payment, for being asked about and for being sent again has had its turn by then.
CALM_SECONDS = 150.0
PAY_WITHIN_SECONDS = 60.0
READY_WITHIN_SECONDS = float(os.environ.get("STORM_READY_SECONDS", "10" if LONG else "30"))
# In the CI form nothing is lost on purpose that only a time limit brings back.
CALM_FAULTS = {name: weight for name, weight in FAULTS.items() if name != "callback_lost"}
# How the bank takes a batch, by turns: its answer is lost, it pays or sends back late, it takes nothing.
MOODS = ("timeout_after", "slow", "slow_fail", "error500", "fail")
MOOD_SECONDS = 2


class Harbor:
    """The product in the storm, the people in it, and what they were told."""

    def __init__(self, product: Product, db: Database, owner_db: Database) -> None:
        self.product = product
        self.stage = Stage(product, db, owner_db, SEED, "storm")
        self.dice = random.Random(SEED)
        self.journal = Journal()
        self.keeper = Keeper(product)
        self.weather = Weather(product, self.dice, self.keeper.at_work)
        self.people: list[Somebody] = []
        self.clerks: list[Somebody] = []

    async def set_up(self) -> None:
        self.people = await self.stage.people(40)
        self.clerks = await self.stage.clerks(4)
        connection = await asyncpg.connect(self.product.database_url)
        self.journal.remembered = await bank.unknown_to(connection, self.book().payouts)
        await connection.close()

    async def round(self, checkouts: int, kinds: list[str], pauses: tuple[float, float]) -> None:
        """So many checkouts, a dozen at once, while the storm blows; it ends with them, and then what was
        earned is settled to its end.
        """
        # Plenty of the first; of the second less than is asked for.
        deals = [await self.stage.deal(10_000, 10_000), await self.stage.deal(max(5, checkouts // 4), 10_000)]
        await self._let_the_provider_dawdle()
        stop, over, left = asyncio.Event(), asyncio.Event(), iter(range(checkouts))

        async def shop() -> None:
            for _ in left:
                shopper = Shopper(self.product, self.stage.http, self.journal, self.dice)
                who, clerk = self.dice.choice(self.people), self.dice.choice(self.clerks)
                await shopper.shop(who, clerk, self.dice.choice(deals), FAULTS if LONG else CALM_FAULTS)

        async with asyncio.TaskGroup() as under_way:
            under_way.create_task(self.keeper.keep(over))
            under_way.create_task(self._let_the_bank_dawdle(over))
            blowing = under_way.create_task(self.weather.blow(stop, kinds, pauses, on=LONG))
            await asyncio.gather(*(shop() for _ in range(AT_ONCE)))
            stop.set()
            await blowing
            over.set()
        if not await self.keeper.finish():
            raise AssertionError("never settled:\n" + "\n".join(await self.faults()))

    async def _let_the_provider_dawdle(self) -> None:
        late: dict[str, object] = {
            "next_create": "timeout_after",
            "next_refund": "slow",
            "count": 2,
            "seconds": 3,
        }
        await self._tell_the_provider(late)

    async def _let_the_bank_dawdle(self, over: asyncio.Event) -> None:
        moods = list(MOODS)
        self.dice.shuffle(moods)
        for mood in itertools.cycle(moods):
            if over.is_set():
                break
            late = {"next_batch": mood, "count": 1, "seconds": MOOD_SECONDS}
            await self._tell_the_provider(late)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), MOOD_SECONDS)
        await self._tell_the_provider({"next_batch": "none"})

    async def _tell_the_provider(self, mood: dict[str, object]) -> None:
        """Its process goes down with the watcher that is killed, and comes back with everything else."""
        began = time.monotonic()
        while time.monotonic() - began < GIVE_UP_SECONDS:
            with contextlib.suppress(httpx.TransportError):
                await self.stage.provider("POST", "/v1/test/faults", mood)
                return
            await asyncio.sleep(0.5)
        log = self.product.log.read_text("utf-8", "replace")[-3000:]
        raise AssertionError(f"the provider's simulator did not come back in {GIVE_UP_SECONDS} s:\n{log}")

    def book(self) -> checker.Book:
        return checker.read_book(self.product.folder / "data" / "sandbox-pay.sqlite")

    async def faults(self) -> list[str]:
        """What is wrong now, looked at from outside."""
        book = self.book()
        connection = await asyncpg.connect(self.product.database_url)
        try:
            async with self.stage.db.snapshot() as reader:
                found = await checker.faults(connection, reader, self.journal, book)
            return found + await checker.stuck(connection)
        finally:
            await connection.close()

    async def calm(self) -> float:
        """Until nothing is wrong any more: the seconds that took. Fails with what is still wrong."""
        began = time.monotonic()
        while found := await self._faults_or_away():
            if time.monotonic() - began > CALM_SECONDS:
                raise AssertionError("\n".join(found))
            await asyncio.sleep(1)
        return time.monotonic() - began

    async def _faults_or_away(self) -> list[str]:
        """Connections of our own died in the storm as well."""
        try:
            return await self.faults()
        except Refusal as refusal:
            return [f"the database: {refusal.code}"]


@pytest.mark.slow
async def test_nothing_is_lost_doubled_or_left_lying_in_a_storm(harbor: Product) -> None:
    began = time.monotonic()
    db, owner_db = await harbor.database(Journey()), await harbor.database(Journey(), role=None)
    town = Harbor(harbor, db, owner_db)
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


def _said(town: Harbor) -> str:
    journal = town.journal
    kills = sum(town.weather.kills.values())
    return (
        f"{len(journal.orders)} orders, {len(journal.paid)} paid, {len(journal.redemptions)} redeemed,"
        f" {len(journal.refunds)} refunded, {kills} kills, {journal.repeated} repeats,"
        f" payouts {_settled(town)}, back after {max(town.weather.answered, default=0):.1f} s at worst"
    )


def _settled(town: Harbor) -> dict[str, int]:
    """Payouts by what the bank's book says of them; each is a statement, or one more try at it."""
    return dict(sorted(Counter(one.status for one in town.book().payouts).items()))


def _write_down(town: Harbor, calms: list[float], found: list[str], seconds: float) -> None:
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
        "answers_again": _spread(weather.answered),
        "all_processes_again": _spread(weather.stood),
        "calm_after": _spread(calms),
        "allowed_seconds": READY_WITHIN_SECONDS,
        "planted_and_found": found,
        "took_seconds": round(seconds),
        **page.where_and_when(),
    }
    print(f"\nstorm, {figures['form']}: " + json.dumps(figures, ensure_ascii=False))
    if asked := os.environ.get("STORM_FIGURES"):
        Path(asked).write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _spread(seconds: list[float]) -> dict[str, float]:
    """Median and worst, in seconds."""
    ordered = sorted(seconds)
    return {"median": round(ordered[len(ordered) // 2], 2), "worst": round(ordered[-1], 2)}
