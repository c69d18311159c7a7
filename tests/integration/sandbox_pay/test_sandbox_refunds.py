"""Refunds never exceed what was paid; the day's bill adds up."""

import asyncio
from datetime import UTC, datetime

from .world import Merchant


async def test_refund_goes_back_and_is_told(merchant: Merchant) -> None:
    payment = await merchant.paid()
    answer = await merchant.refund(payment, 880)
    assert answer.status_code == 201
    refund = answer.json()
    assert (refund["status"], refund["payment"], refund["currency"]) == ("succeeded", payment["id"], "CNY")
    (news,) = await merchant.receiver.about(refund["id"])
    assert news.event["type"] == "refund.succeeded"
    assert news.event["data"] == refund == await merchant.get(f"/v1/refunds/{refund['id']}")
    assert refund["payment_reference"] == payment["reference"]
    assert refund["metadata"] == {"order": "8K3Q7F"}
    assert (await merchant.get(f"/v1/payments/{payment['id']}"))["refunded_amount"] == 880


async def test_more_than_was_paid_is_refused(merchant: Merchant) -> None:
    payment = await merchant.paid()
    assert (await merchant.refund(payment, 12000)).status_code == 201
    refused = await merchant.refund(payment, 881)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "refund_exceeds_payment")
    assert (await merchant.refund(payment, 880)).status_code == 201


async def test_twenty_refunds_at_once_never_exceed_the_payment(merchant: Merchant) -> None:
    payment = await merchant.paid(amount=1000)
    answers = await asyncio.gather(*(merchant.refund(payment, 300) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 17
    assert (await merchant.get(f"/v1/payments/{payment['id']}"))["refunded_amount"] == 900


async def test_unpaid_payment_cannot_be_refunded(merchant: Merchant) -> None:
    refused = await merchant.refund(await merchant.create(), 1)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "payment_not_paid")


async def test_failed_refund_can_be_tried_again(merchant: Merchant) -> None:
    payment = await merchant.paid()
    await merchant.plan(next_refund="fail")
    failed = (await merchant.refund(payment, 12880)).json()
    assert (failed["status"], failed["failure"]) == ("failed", "refused_by_bank")
    (news,) = await merchant.receiver.about(failed["id"])
    assert news.event["type"] == "refund.failed"
    assert (await merchant.refund(payment, 12880)).json()["status"] == "succeeded"


async def test_slow_refund_holds_its_money_until_it_ends(merchant: Merchant) -> None:
    for name, end in (("slow", "succeeded"), ("slow_fail", "failed")):
        payment = await merchant.paid()
        await merchant.plan(next_refund=name, seconds=0.5)
        pending = (await merchant.refund(payment, 12880)).json()
        assert pending["status"] == "pending"
        assert (await merchant.refund(payment, 1)).status_code == 409
        (news,) = await merchant.receiver.about(pending["id"])
        assert news.event["type"] == f"refund.{end}"
        after = await merchant.get(f"/v1/payments/{payment['id']}")
        assert (after["refunding_amount"], after["refunded_amount"]) == (
            0,
            12880 if end == "succeeded" else 0,
        )


async def test_refund_whose_answer_is_lost_is_found_again_by_its_key(merchant: Merchant) -> None:
    payment = await merchant.paid()
    target, wish = f"/v1/payments/{payment['id']}/refunds", {"reference": "r-lost", "amount": 500}
    await merchant.plan(next_refund="timeout_after", seconds=0.2)
    assert (await merchant.send("POST", target, wish, key="k-lost-refund")).status_code == 504
    again = await merchant.send("POST", target, wish, key="k-lost-refund")
    assert (again.status_code, again.json()["status"]) == (201, "succeeded")
    assert (await merchant.get(f"/v1/payments/{payment['id']}"))["refunded_amount"] == 500


async def test_bill_lists_what_moved_and_adds_up(merchant: Merchant) -> None:
    paid = await merchant.paid(currency="EUR", amount=10_000)
    unpaid = await merchant.create(currency="EUR")
    refund = (await merchant.refund(paid, 2_500)).json()
    bill = await merchant.get(f"/v1/bills/{datetime.now(UTC).date()}")
    lines = {line["id"]: line for line in bill["lines"]}
    assert lines[paid["id"]]["fee"] == 60
    assert (lines[refund["id"]]["type"], lines[refund["id"]]["payment"]) == ("refund", paid["id"])
    assert unpaid["id"] not in lines
    (euro,) = [total for total in bill["totals"] if total["currency"] == "EUR"]
    assert euro == {"currency": "EUR", "paid": 10_000, "refunded": 2_500, "fees": 60, "net": 7_440}
    assert (await merchant.get("/v1/bills/2020-01-01?zone=Asia/Shanghai"))["lines"] == []
    assert (await merchant.send("GET", "/v1/bills/yesterday")).status_code == 422
    assert (await merchant.send("GET", "/v1/bills/2020-01-01?zone=Moon/Sea")).status_code == 422
