"""The hosted page, from opening it to being sent back."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest

from .world import Merchant


async def test_create_open_pay_and_hear_of_it(merchant: Merchant) -> None:
    payment = await merchant.create()
    assert payment["status"] == "pending"
    assert payment["pay_url"] == f"{merchant.provider.url}/pay/{payment['id']}"
    page = await merchant.http.get(payment["pay_url"])
    assert page.status_code == 200
    assert "老王馄饨铺 · 双人套餐" in page.text
    assert "演示支付，不会产生真实扣款" in page.text
    back = await merchant.press(payment)
    assert back.status_code == 303
    expected = f"http://127.0.0.1:9/orders/1?tab=now&payment={payment['id']}&status=paid"
    assert back.headers["Location"] == expected
    (news,) = await merchant.receiver.about(payment["id"])
    assert news.genuine
    data = news.event["data"]
    assert news.event["type"] == "payment.paid"
    assert (data["amount"], data["currency"], data["reference"]) == (12880, "CNY", payment["reference"])
    assert data["metadata"] == {"order": "8K3Q7F"}
    assert data == await merchant.get(f"/v1/payments/{payment['id']}")
    assert data["fee"] == 77


async def test_page_has_nothing_inline_and_a_strict_policy(merchant: Merchant) -> None:
    payment = await merchant.create(return_url="https://shop.example:8443/back")
    page = await merchant.http.get(payment["pay_url"])
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' https://shop.example:8443" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son\w+=", page.text)
    for link in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        assert (await merchant.http.get(link)).status_code == 200


async def test_page_speaks_the_payments_language_until_told_otherwise(merchant: Merchant) -> None:
    payment = await merchant.create(locale="en-GB")
    english = await merchant.http.get(payment["pay_url"])
    chinese = await merchant.http.get(payment["pay_url"] + "?lang=zh")
    assert '<html lang="en">' in english.text
    assert "no real money moves" in english.text
    assert '<html lang="zh-CN">' in chinese.text


async def test_subject_cannot_smuggle_markup_into_the_page(merchant: Merchant) -> None:
    payment = await merchant.create(subject="<script>alert(1)</script>")
    page = await merchant.http.get(payment["pay_url"])
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


async def test_ten_presses_at_once_charge_once(merchant: Merchant) -> None:
    payment = await merchant.create()
    answers = await asyncio.gather(*(merchant.press(payment) for _ in range(10)))
    assert {answer.headers["Location"][-4:] for answer in answers} == {"paid"}
    news = await merchant.receiver.about(payment["id"])
    assert len(news) == len(await merchant.log(payment)) == 1


async def test_second_press_with_another_wish_changes_nothing(merchant: Merchant) -> None:
    payment = await merchant.create()
    await merchant.press(payment)
    before = await merchant.get(f"/v1/payments/{payment['id']}")
    for fault in ("decline", "forged_callback", "walk_away"):
        assert (await merchant.press(payment, fault, method="card")).status_code == 303
    assert await merchant.get(f"/v1/payments/{payment['id']}") == before
    assert len(await merchant.log(payment)) == 1
    assert "不会再扣一次" in (await merchant.http.get(payment["pay_url"])).text


@pytest.mark.parametrize("reason", ["declined", "insufficient_funds"])
async def test_declined_payment_fails_for_good(merchant: Merchant, reason: str) -> None:
    payment = await merchant.create(locale="en")
    back = await merchant.press(payment, {"declined": "decline"}.get(reason, reason))
    assert back.headers["Location"].endswith("status=failed")
    (news,) = await merchant.receiver.about(payment["id"])
    assert (news.event["type"], news.event["data"]["reason"]) == ("payment.failed", reason)
    assert "Nothing was charged" in (await merchant.http.get(payment["pay_url"])).text


async def test_canceling_and_walking_away_leave_the_payment_payable(merchant: Merchant) -> None:
    payment = await merchant.create()
    back = await merchant.press(payment, action="cancel")
    assert back.headers["Location"].endswith("status=canceled")
    assert (await merchant.press(payment, "walk_away")).status_code == 200
    assert await merchant.log(payment) == []
    assert (await merchant.press(payment)).headers["Location"].endswith("status=paid")


async def test_expired_payment_shows_so_and_cannot_be_paid(merchant: Merchant) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=0.4)).isoformat()
    payment = await merchant.create(expires_at=soon, locale="en")
    await asyncio.sleep(0.45)
    back = await merchant.press(payment)
    assert back.headers["Location"].endswith("status=closed")
    assert "This payment has expired" in (await merchant.http.get(payment["pay_url"])).text
    (news,) = await merchant.receiver.about(payment["id"])
    assert (news.event["type"], news.event["data"]["reason"]) == ("payment.closed", "expired")


async def test_payment_nobody_looks_at_expires_by_itself(merchant: Merchant) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=0.4)).isoformat()
    payment = await merchant.create(expires_at=soon)
    (news,) = await merchant.receiver.about(payment["id"])
    assert news.event["type"] == "payment.closed"


async def test_unknown_payment_and_unknown_choices_have_pages_of_their_own(merchant: Merchant) -> None:
    assert (await merchant.http.get("/pay/pay_unknown")).status_code == 404
    payment = await merchant.create()
    assert (await merchant.press(payment, method="gold")).status_code == 422
    assert (await merchant.press(payment, "no such fault")).status_code == 422
    assert (await merchant.get(f"/v1/payments/{payment['id']}"))["status"] == "pending"
