"""Notifications: retried until taken, and everything that can go wrong with them on demand."""

import asyncio
import time
from datetime import datetime, timedelta

import pytest

from .world import Merchant


async def test_receiver_in_trouble_is_asked_again_with_the_same_event(merchant: Merchant) -> None:
    payment = await merchant.paid(notify_url=merchant.receiver.url([500]))
    first, second = await merchant.receiver.about(payment["id"], 2)
    assert first.event == second.event
    assert first.header != second.header
    assert second.genuine
    assert 0.9 <= second.at - first.at < 2.5
    await asyncio.sleep(0.1)
    (line,) = await merchant.log(payment)
    assert (line["state"], line["attempts"], line["answer"]) == ("delivered", 2, "204")


async def test_redirecting_receiver_is_not_followed(merchant: Merchant) -> None:
    payment = await merchant.paid(notify_url=merchant.receiver.url([302]))
    await merchant.receiver.about(payment["id"])
    await asyncio.sleep(0.1)
    (line,) = await merchant.log(payment)
    assert (line["state"], line["answer"]) == ("waiting", "302")


async def test_lost_callback_leaves_only_the_query(merchant: Merchant) -> None:
    payment = await merchant.create()
    await merchant.press(payment, "callback_lost")
    (line,) = await merchant.log(payment)
    assert (line["state"], line["attempts"]) == ("lost", 0)
    assert (await merchant.get(f"/v1/payments/{payment['id']}"))["status"] == "paid"


async def test_delayed_callback_is_due_in_twenty_seconds(merchant: Merchant) -> None:
    payment = await merchant.create()
    await merchant.press(payment, "callback_delayed")
    (line,) = await merchant.log(payment)
    assert (line["state"], line["attempts"]) == ("waiting", 0)
    paid = await merchant.get(f"/v1/payments/{payment['id']}")
    assert paid["status"] == "paid"
    delay = datetime.fromisoformat(line["due_at"]) - datetime.fromisoformat(paid["paid_at"])
    assert delay == timedelta(seconds=20)


async def test_callback_sent_twice_has_one_event_id(merchant: Merchant) -> None:
    payment = await merchant.create()
    await merchant.press(payment, "callback_twice")
    news = await merchant.receiver.about(payment["id"], 2)
    assert len({one.event["id"] for one in news}) == 1
    assert all(one.genuine for one in news)


async def test_callback_can_come_before_the_payer(merchant: Merchant) -> None:
    payment = await merchant.create(notify_url=merchant.receiver.url([500]))
    back = await merchant.press(payment, "callback_before_redirect")
    assert back.status_code == 303
    assert len(await merchant.receiver.about(payment["id"], 1, within=0)) == 1


async def test_callback_can_come_after_the_payer(merchant: Merchant) -> None:
    payment = await merchant.create()
    start = time.monotonic()
    await merchant.press(payment, "callback_after_redirect")
    (news,) = await merchant.receiver.about(payment["id"])
    assert news.at - start >= 1.9


async def test_wrong_amount_is_rightly_signed(merchant: Merchant) -> None:
    payment = await merchant.create()
    await merchant.press(payment, "wrong_amount")
    (news,) = await merchant.receiver.about(payment["id"])
    assert news.genuine
    assert news.event["data"]["amount"] == 1
    assert (await merchant.get(f"/v1/payments/{payment['id']}"))["amount"] == 12880


@pytest.mark.parametrize(("fault", "status"), [("bad_signature", "paid"), ("forged_callback", "pending")])
async def test_wrongly_signed_callback_proves_nothing(merchant: Merchant, fault: str, status: str) -> None:
    payment = await merchant.create(notify_url=merchant.receiver.url([401, 401, 401]))
    await merchant.press(payment, fault)
    (news,) = await merchant.receiver.about(payment["id"])
    assert not news.genuine
    assert (news.event["type"], news.event["data"]["status"]) == ("payment.paid", "paid")
    assert (await merchant.get(f"/v1/payments/{payment['id']}"))["status"] == status
    await asyncio.sleep(0.1)
    (line,) = await merchant.log(payment)
    assert line["state"] == ("given_up" if fault == "forged_callback" else "waiting")


async def test_timeout_after_charging_is_paid_and_told(merchant: Merchant) -> None:
    payment = await merchant.create(locale="en")
    pressing = asyncio.create_task(merchant.press(payment, "timeout_after_charge"))
    (news,) = await merchant.receiver.about(payment["id"])
    assert (news.genuine, news.event["type"]) == (True, "payment.paid")
    answer = await pressing
    assert answer.status_code == 504
    assert "do not pay again" in answer.text
