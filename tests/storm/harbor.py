"""The product while something befalls it, the people who shop there meanwhile, and what they were told."""

import asyncio
import contextlib
import itertools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import asyncpg
import httpx

from linli.kernel.database import Database
from linli.kernel.refusals import Refusal
from tests.product import Product
from tests.races.stage import Somebody, Stage
from tests.storm import bank, checker
from tests.storm.journal import Journal
from tests.storm.keeper import Keeper
from tests.storm.people import Shopper
from tests.storm.weather import GIVE_UP_SECONDS

AT_ONCE = 12
# Whoever waits for its payment, for being asked about and for being sent again has had its turn by then.
CALM_SECONDS = 150.0
PAY_WITHIN_SECONDS = 60.0
# How the bank takes a batch, by turns: its answer is lost, it pays or sends back late, it takes nothing.
MOODS = ("timeout_after", "slow", "slow_fail", "error500", "fail")
MOOD_SECONDS = 2


class Harbor:
    """`databases`: as the app and as their owner; `faults`: how the provider behaves, and how often."""

    def __init__(
        self,
        product: Product,
        databases: tuple[Database, Database],
        seed: int,
        mark: str,
        faults: Mapping[str, int],
    ) -> None:
        self.product = product
        self.stage = Stage(product, *databases, seed, mark)
        self.dice = random.Random(seed)
        self.journal = Journal()
        self.keeper = Keeper(product)
        self.people: list[Somebody] = []
        self.clerks: list[Somebody] = []
        self._faults = dict(faults)

    async def set_up(self) -> None:
        self.people = await self.stage.people(40)
        self.clerks = await self.stage.clerks(4)
        connection = await asyncpg.connect(self.product.database_url)
        self.journal.remembered = await bank.unknown_to(connection, self.book().payouts)
        await connection.close()

    async def crowd(self, left: Iterator[object], deals: Sequence[UUID]) -> None:
        """A dozen people at once, each of whom takes the next of what is `left` and shops."""

        async def shop() -> None:
            for _ in left:
                shopper = Shopper(self.product, self.stage.http, self.journal, self.dice)
                who, clerk = self.dice.choice(self.people), self.dice.choice(self.clerks)
                await shopper.shop(who, clerk, self.dice.choice(deals), self._faults)

        await asyncio.gather(*(shop() for _ in range(AT_ONCE)))

    async def settle(self) -> None:
        """What was earned is settled to its end."""
        if not await self.keeper.finish():
            raise AssertionError("never settled:\n" + "\n".join(await self.faults()))

    async def let_the_provider_dawdle(self) -> None:
        late: dict[str, object] = {
            "next_create": "timeout_after",
            "next_refund": "slow",
            "count": 2,
            "seconds": 3,
        }
        await self._tell_the_provider(late)

    async def let_the_bank_dawdle(self, over: asyncio.Event) -> None:
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


def spread(seconds: list[float]) -> dict[str, float]:
    """Median and worst, in seconds."""
    ordered = sorted(seconds)
    return {"median": round(ordered[len(ordered) // 2], 2), "worst": round(ordered[-1], 2)}
