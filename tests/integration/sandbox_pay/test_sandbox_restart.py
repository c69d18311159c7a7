"""Killed without warning and started again: what was answered is kept, what was not told is told."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest_asyncio

from .world import Json, Merchant, Receiver


@dataclass
class Life:
    """What a provider had answered when it was killed; by now it runs again."""

    merchant: Merchant
    untold: Json
    wish: Json
    signing: dict[str, Any]
    paid: list[str]


@pytest_asyncio.fixture(scope="module")
async def second_life(mortal: Merchant, receiver: Receiver) -> AsyncIterator[Life]:
    wish, signing = mortal.wish(), {"at": int(time.time()), "nonce": "used-before-the-kill"}
    assert (await mortal.send("POST", "/v1/payments", wish, key="k", **signing)).status_code == 201
    paid: list[str] = []

    async def keep_paying() -> None:
        while True:
            paid.append((await mortal.paid())["id"])

    payers = [asyncio.create_task(keep_paying()) for _ in range(10)]
    await asyncio.sleep(0.5)
    untold = await mortal.paid(notify_url=receiver.url([500]))
    await receiver.about(untold["id"])
    await mortal.provider.kill()
    ends = await asyncio.gather(*payers, return_exceptions=True)
    assert all(isinstance(end, httpx.HTTPError) for end in ends), ends
    await mortal.provider.start()
    yield Life(mortal, untold, wish, signing, paid)


async def test_news_that_was_not_taken_survives_a_kill(second_life: Life, receiver: Receiver) -> None:
    first, second = await receiver.about(second_life.untold["id"], 2)
    assert (second.event, second.genuine) == (first.event, True)


async def test_used_nonce_stays_used_after_a_kill(second_life: Life) -> None:
    life = second_life
    replay = await life.merchant.send("POST", "/v1/payments", life.wish, key="k", **life.signing)
    assert (replay.status_code, replay.json()["error"]["code"]) == (401, "signature_replayed")


async def test_everything_answered_before_a_kill_is_there_and_told_after_it(second_life: Life) -> None:
    merchant, paid = second_life.merchant, second_life.paid
    assert len(paid) > 10
    found = await asyncio.gather(*(merchant.get(f"/v1/payments/{payment_id}") for payment_id in paid))
    assert {one["status"] for one in found} == {"paid"}
    for payment_id in paid:
        assert (await merchant.receiver.about(payment_id, within=8))[0].genuine


async def test_stopping_is_clean_and_quick_even_with_a_caller_on_hold(second_life: Life) -> None:
    merchant = second_life.merchant
    await merchant.plan(next_create="timeout_after", seconds=60)
    held = asyncio.create_task(merchant.send("POST", "/v1/payments", merchant.wish(), key="k-held"))
    await asyncio.sleep(0.3)
    start = time.monotonic()
    assert await merchant.provider.stop() == 0
    assert time.monotonic() - start < 5
    await asyncio.gather(held, return_exceptions=True)
