"""Killed without warning and started again: what was answered is kept, what was not told is told."""

import asyncio
import time

import httpx

from .world import Merchant, Receiver


async def test_pending_news_and_used_nonces_survive_a_kill(mortal: Merchant, receiver: Receiver) -> None:
    call = {"key": "k", "at": int(time.time()), "nonce": "used-before-the-kill"}
    wish = mortal.wish()
    assert (await mortal.send("POST", "/v1/payments", wish, **call)).status_code == 201
    payment = await mortal.paid(notify_url=receiver.url([500]))
    await receiver.about(payment["id"])
    await mortal.provider.kill()
    await mortal.provider.start()
    first, second = await receiver.about(payment["id"], 2)
    assert (second.event, second.genuine) == (first.event, True)
    replay = await mortal.send("POST", "/v1/payments", wish, **call)
    assert (replay.status_code, replay.json()["error"]["code"]) == (401, "signature_replayed")


async def test_everything_answered_before_a_kill_is_there_after_it(mortal: Merchant) -> None:
    paid: list[str] = []

    async def keep_paying() -> None:
        while True:
            paid.append((await mortal.paid())["id"])

    payers = [asyncio.create_task(keep_paying()) for _ in range(10)]
    await asyncio.sleep(0.7)
    await mortal.provider.kill()
    ends = await asyncio.gather(*payers, return_exceptions=True)
    assert all(isinstance(end, httpx.HTTPError) for end in ends), ends
    assert len(paid) > 10
    await mortal.provider.start()
    found = await asyncio.gather(*(mortal.get(f"/v1/payments/{payment_id}") for payment_id in paid))
    assert {one["status"] for one in found} == {"paid"}
    for payment_id in paid:
        assert (await mortal.receiver.about(payment_id, within=8))[0].genuine


async def test_stopping_is_clean_and_quick_even_with_a_caller_on_hold(mortal: Merchant) -> None:
    await mortal.plan(next_create="timeout_after", seconds=60)
    held = asyncio.create_task(mortal.send("POST", "/v1/payments", mortal.wish(), key="k-held"))
    await asyncio.sleep(0.3)
    start = time.monotonic()
    assert await mortal.provider.stop() == 0
    assert time.monotonic() - start < 3
    await asyncio.gather(held, return_exceptions=True)
