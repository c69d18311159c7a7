"""Creating once, however often it is asked, and calls that fail on demand."""

import asyncio
import time

from .world import Merchant


async def test_same_key_and_body_gets_the_first_answer(merchant: Merchant) -> None:
    wish = merchant.wish()
    first, again = [await merchant.send("POST", "/v1/payments", wish, key="k-same") for _ in range(2)]
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_same_key_with_another_body_is_refused(merchant: Merchant) -> None:
    await merchant.send("POST", "/v1/payments", merchant.wish(), key="k-other")
    answer = await merchant.send("POST", "/v1/payments", merchant.wish(amount=1), key="k-other")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_key_reused")


async def test_same_key_twenty_times_at_once_creates_one_payment(merchant: Merchant) -> None:
    wish = merchant.wish()
    calls = [merchant.send("POST", "/v1/payments", wish, key="k-many") for _ in range(20)]
    answers = await asyncio.gather(*calls)
    assert len({answer.content for answer in answers}) == 1
    assert len((await merchant.get(f"/v1/payments?reference={wish['reference']}"))["data"]) == 1


async def test_creating_without_a_key_is_refused(merchant: Merchant) -> None:
    answer = await merchant.send("POST", "/v1/payments", merchant.wish())
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "idempotency_key_missing")


async def test_planned_error_creates_nothing_and_the_retry_succeeds(merchant: Merchant) -> None:
    wish = merchant.wish()
    await merchant.plan(next_create="error500")
    failed = await merchant.send("POST", "/v1/payments", wish, key="k-500")
    assert failed.status_code == 500
    assert (await merchant.get(f"/v1/payments?reference={wish['reference']}"))["data"] == []
    assert (await merchant.send("POST", "/v1/payments", wish, key="k-500")).status_code == 201


async def test_planned_timeout_creates_all_the_same(merchant: Merchant) -> None:
    wish = merchant.wish()
    await merchant.plan(next_create="timeout_after", seconds=0.3)
    start = time.monotonic()
    lost = await merchant.send("POST", "/v1/payments", wish, key="k-504")
    assert lost.status_code == 504
    assert time.monotonic() - start >= 0.3
    found = (await merchant.get(f"/v1/payments?reference={wish['reference']}"))["data"]
    again = await merchant.send("POST", "/v1/payments", wish, key="k-504")
    assert [one["id"] for one in found] == [again.json()["id"]]


async def test_closed_payment_cannot_be_paid_and_a_paid_one_cannot_be_closed(merchant: Merchant) -> None:
    payment = await merchant.create()
    for _ in range(2):
        closed = await merchant.send("POST", f"/v1/payments/{payment['id']}/close")
        assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    await merchant.press(payment)
    assert (await merchant.get(f"/v1/payments/{payment['id']}"))["status"] == "closed"
    news = await merchant.receiver.about(payment["id"])
    assert [one.event["type"] for one in news] == ["payment.closed"]
    paid = await merchant.paid()
    refused = await merchant.send("POST", f"/v1/payments/{paid['id']}/close")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "payment_paid")


async def test_race_of_paying_and_closing_has_one_winner(merchant: Merchant) -> None:
    payments = [await merchant.create() for _ in range(10)]
    calls = [merchant.press(one) for one in payments]
    calls += [merchant.send("POST", f"/v1/payments/{one['id']}/close") for one in payments]
    await asyncio.gather(*calls)
    for payment in payments:
        status = (await merchant.get(f"/v1/payments/{payment['id']}"))["status"]
        news = await merchant.receiver.about(payment["id"])
        assert [one.event["type"] for one in news] == [f"payment.{status}"]
