"""A guest's ten digits, of which a listener has heard all but the last few: every number that it can be is
tried, by many people, at many devices. CI form: 400 tries; `make forgery`: 100,000.
"""

import asyncio
import json
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel import ids, limits
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import vouchers
from linli.modules.vouchers.guessing import WRONG_SHORT_CODES
from tests.forgery import page
from tests.forgery.conftest import SEED
from tests.integration.trade_stage import MARKET, MERCHANT, STORE, Town, open_town
from tests.integration.tries_stage import bought, take, till

# How many of the nine digits before the check digit are not known.
UNKNOWN = int(os.environ.get("GUESSING_UNKNOWN", "3"))
TRIES = 400 if UNKNOWN == 3 else 10**UNKNOWN
HOURS = max(1, TRIES // 2_000)
AT_ONCE, PEOPLE, DEVICES = 20, 40, 10
CLOSED = {"short_codes_closed", "too_many_tries"}
T = TypeVar("T")


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        yield opened


def candidates(heard: str, dice: random.Random) -> list[str]:
    """Every number that begins so, with its check digit, in any order."""
    unknown = 9 - len(heard)
    bodies = (f"{heard}{rest:0{unknown}d}" for rest in range(10**unknown))
    found = [next(n for n in (f"{b}{d}" for d in range(10)) if ids.read_number(n, 10)) for b in bodies]
    dice.shuffle(found)
    return found


def batches(numbers: list[str]) -> list[list[str]]:
    return [numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE)]


class Crowd:
    """People who try codes at one merchant's counters, at enrolled devices and without one."""

    def __init__(self, town: Town, dice: random.Random, merchant_id: UUID, store_id: UUID) -> None:
        self.town = town
        self.dice = dice
        self.where = (merchant_id, store_id)
        self.people = [ids.uuid7() for _ in range(PEOPLE)]
        self.devices = [*(ids.uuid7() for _ in range(DEVICES)), None]

    def _one_of(self, group: Sequence[T]) -> T:
        """Some try far more than others."""
        return group[int(len(group) * self.dice.random() ** 6)]

    async def take(self, code: str) -> str:
        """`done`, or the refusal's code."""
        at = till(*self.where, self._one_of(self.people), self._one_of(self.devices))
        return await take(self.town, code, at)

    async def closed(self) -> bool:
        """Whether ten digits are closed for the merchant at this moment of the town's clock."""
        async with self.town.db.read() as reader:
            return bool(await limits.full(reader, (WRONG_SHORT_CODES, (MARKET, str(self.where[0])))))


@pytest.mark.slow
async def test_without_limits_the_search_ends_with_the_voucher(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vouchers.Till, "counted_as", lambda *_, **__: [])
    dice, outcomes = random.Random(SEED), Counter[str]()
    _, right = await bought(town)
    crowd = Crowd(town, dice, MERCHANT, STORE)
    # One digit more is known than below: a tenth of the tries is enough.
    numbers = candidates(right[: 10 - UNKNOWN], dice)
    assert right in numbers
    for batch in batches(numbers):
        outcomes.update(await asyncio.gather(*(crowd.take(number) for number in batch)))
        if outcomes["done"]:
            break
    assert outcomes["done"] == 1
    assert set(outcomes) <= {"done", "voucher_unknown"}


@pytest.mark.slow
async def test_limits_and_binding_stop_the_search_and_alarms_are_raised(town: Town) -> None:
    dice, found = random.Random(SEED), page.Guessing(SEED, HOURS)
    began = time.monotonic()
    voucher, right = await bought(town)
    ours, theirs = Crowd(town, dice, MERCHANT, STORE), Crowd(town, dice, *await town.shop())
    numbers = candidates(right[: 9 - UNKNOWN], dice)[:TRIES]
    for batch in batches(numbers):
        found.search.update(await asyncio.gather(*(ours.take(number) for number in batch)))
        # The very digits, where they are nobody's business, and where they come too late.
        found.at_others[await theirs.take(right)] += 1
        if await ours.closed():
            found.while_closed[await ours.take(right)] += 1
        town.clock.move_on(timedelta(hours=HOURS) * AT_ONCE / TRIES)
    found.alarms = await _alarms(town)
    found.seconds = round(time.monotonic() - began)
    print(f"\nguessing: {found}")
    assert found.tries == TRIES
    assert set(found.search) <= {"done", "voucher_unknown"} | CLOSED
    # A try that is looked at may be the right one: that is all that the limits leave to luck.
    assert 0 < found.looked_at <= WRONG_SHORT_CODES.tries * HOURS + found.search["done"]
    assert set(found.at_others) <= {"voucher_unknown"} | CLOSED and found.at_others["voucher_unknown"]
    assert set(found.while_closed) <= CLOSED and found.while_closed
    assert set(found.alarms) == {"person", "device", "merchant"}
    assert found.alarms["merchant"] >= HOURS
    assert await take(town, voucher.code) == ("voucher_used" if found.search["done"] else "done")
    _write_down(found)


async def _alarms(town: Town) -> Counter[str]:
    """By how far they reach; nobody has looked at one, and each was announced once."""
    raised, cursor = list[vouchers.Alarm](), None
    while not raised or cursor:
        async with town.db.read() as reader:
            some = await vouchers.alarms(reader, MARKET, unseen=True, cursor=cursor)
        raised, cursor = raised + some.items, some.next_cursor
    announced = "SELECT count(*) FROM kernel.outbox WHERE market_id = $1 AND event = 'GuessingNoticed'"
    assert (await town.rows(announced, MARKET))[0]["count"] == len(raised)
    return Counter(one.reach.value for one in raised)


def _write_down(found: page.Guessing) -> None:
    """Where `make forgery` asks for it."""
    if asked := os.environ.get("GUESSING_FIGURES"):
        Path(asked).write_text(json.dumps(found.as_json(), indent=1) + "\n", "utf-8")
