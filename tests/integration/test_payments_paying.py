"""Paying through the real sandbox provider: what it charges, says, loses and repeats."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders, payments
from tests.integration.sandbox_pay.world import SECRET, signature
from tests.integration.till_stage import AWAY, PATH, Till, open_till
from tests.integration.trade_stage import MARKET, answer

STATE, ORDER = payments.IntentState, orders.OrderState


@pytest_asyncio.fixture(scope="module")
async def shared(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Till]:
    async with open_till(postgres, tmp_path_factory.mktemp("pay")) as till:
        yield till


@pytest.fixture
def till(shared: Till) -> Till:
    """At the real time of day: signatures are good for five minutes."""
    shared.town.clock.at = clock.now()
    shared.deaf = False
    return shared


async def placed(till: Till, quantity: int = 2) -> orders.Order:
    return await till.town.place(await till.town.deal(price=1250), quantity)


async def stands(till: Till, order: orders.Order) -> tuple[payments.IntentState, orders.OrderState, int]:
    """Payment, order, vouchers."""
    town = till.town
    now = await town.order(order.order_id)
    return (await town.intent(order)).state, now.state, len(await town.vouchers(order))


PAID = (STATE.PAID, ORDER.PAID, 2)
UNPAID = (STATE.PENDING, ORDER.AWAITING_PAYMENT, 0)


async def test_a_payment_is_told_by_callback_and_brings_the_vouchers(till: Till) -> None:
    order = await placed(till)
    await till.paid(order)
    assert await stands(till, order) == PAID
    (known,) = await till.known(order)
    assert (known["amount"], known["currency"]) == (2500, "CNY")
    assert (await till.town.intent(order)).provider_ref == known["id"]


async def test_starting_again_gives_the_same_page_and_ten_at_once_one_payment(till: Till) -> None:
    order = await placed(till)
    pages = await asyncio.gather(*(till.start(order) for _ in range(10)))
    assert len({*pages, await till.start(order, locale="en")}) == 1
    assert len(await till.known(order)) == 1


async def test_a_paid_order_cannot_be_paid_again(till: Till) -> None:
    order = await placed(till)
    await till.paid(order)
    assert await answer(till.start(order)) == "already_paid"


async def test_a_declined_payment_is_tried_again_and_pays_once(till: Till) -> None:
    order = await placed(till)
    first = await till.start(order)
    await till.press(first, "decline")
    await till.heard("payment.failed", order)
    assert (await stands(till, order))[0] is STATE.FAILED
    second = await till.start(order)
    assert second != first
    await till.press(second)
    await till.heard("payment.paid", order)
    assert await stands(till, order) == PAID
    assert [known["status"] for known in await till.known(order)] == ["paid", "failed"]


async def test_the_word_of_a_declined_attempt_that_comes_late_leaves_the_next_one_alone(till: Till) -> None:
    order = await placed(till)
    till.deaf = True
    await till.press(await till.start(order), "insufficient_funds")
    (late,) = await till.heard("payment.failed", order)
    till.deaf = False
    assert await till.check(order) is STATE.FAILED
    await till.start(order)
    assert await till.ring(late.header, late.body) == 204
    assert await stands(till, order) == UNPAID


async def test_a_lost_callback_is_made_up_for_by_asking(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "callback_lost")
    assert await stands(till, order) == UNPAID
    assert await till.check(order) is STATE.PAID
    assert await stands(till, order) == PAID


async def test_a_lost_callback_is_made_up_for_by_the_timetable(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "callback_lost")
    till.town.clock.move_on(timedelta(seconds=21))
    assert await payments.query_pending(till.town.db, MARKET, AWAY) >= 1
    assert await stands(till, order) == UNPAID
    await payments.query_pending(till.town.db, MARKET, till.gateways)
    assert await stands(till, order) == PAID


async def test_a_duplicated_and_a_replayed_callback_count_once(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "callback_twice")
    first, second = await till.heard("payment.paid", order, 2)
    assert first.event["id"] == second.event["id"]
    assert await till.ring(first.header, first.body) == 204
    assert await stands(till, order) == PAID
    text = "SELECT count(*) FROM payments.provider_events WHERE event_id = $1"
    assert (await till.town.rows(text, first.event["id"]))[0][0] == 1


async def test_twenty_deliveries_of_one_callback_at_once_count_once(till: Till) -> None:
    order = await placed(till)
    till.deaf = True
    await till.press(await till.start(order))
    (ring,) = await till.heard("payment.paid", order)
    till.deaf = False
    assert set(await asyncio.gather(*(till.ring(ring.header, ring.body) for _ in range(20)))) == {204}
    assert await stands(till, order) == PAID


async def test_a_callback_and_a_question_at_once_count_once(till: Till) -> None:
    order = await placed(till)
    page = await till.start(order)
    await asyncio.gather(till.press(page), *(till.check(order) for _ in range(10)))
    await till.heard("payment.paid", order)
    assert await stands(till, order) == PAID


async def test_a_wrong_amount_is_held_with_a_note_and_nothing_moves(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "wrong_amount")
    await till.heard("payment.paid", order)
    assert await stands(till, order) == (STATE.HELD, ORDER.AWAITING_PAYMENT, 0)
    assert await till.town.trail(order.intent_id) == ["payment.held"]
    assert await answer(till.start(order)) == "payment_closed"


async def test_a_held_payment_moves_once_the_provider_asked_directly_confirms_our_amount(
    till: Till,
) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "wrong_amount")
    await till.heard("payment.paid", order)
    assert await till.check(order) is STATE.PAID
    assert await stands(till, order) == PAID


async def test_a_wrong_amount_told_of_a_paid_order_is_noted_and_changes_nothing(till: Till) -> None:
    order = await placed(till)
    till.deaf = True
    await till.press(await till.start(order), "wrong_amount")
    (ring,) = await till.heard("payment.paid", order)
    till.deaf = False
    await till.check(order)
    assert await till.ring(ring.header, ring.body) == 204
    assert await stands(till, order) == PAID
    assert await till.town.trail(order.intent_id) == ["payment.differs"]


@pytest.mark.parametrize("fault", ["bad_signature", "forged_callback"])
async def test_a_callback_with_a_wrong_signature_is_refused_and_believed_in_nothing(
    till: Till, fault: str
) -> None:
    order = await placed(till)
    await till.press(await till.start(order), fault)
    (ring, *_) = await till.heard("payment.paid", order)
    assert ring.status == 401
    assert await stands(till, order) == UNPAID
    assert await till.check(order) is (STATE.PAID if fault == "bad_signature" else STATE.PENDING)


async def test_a_genuine_callback_is_refused_once_old_or_altered_or_for_another_address(till: Till) -> None:
    order = await placed(till)
    till.deaf = True
    await till.press(await till.start(order))
    (ring,) = await till.heard("payment.paid", order)
    assert await till.ring(ring.header, ring.body.replace(b"2500", b"2501")) == 401
    assert await till.ring(ring.header, ring.body, PATH + "?for=another") == 401
    assert await till.ring("", ring.body) == 401
    till.town.clock.move_on(timedelta(minutes=6))
    assert await till.ring(ring.header, ring.body) == 401
    assert await stands(till, order) == UNPAID


@pytest.mark.parametrize(
    "header",
    ["t=1,n=2", "t=" + "9" * 5000 + ",n=abcdefgh,v1=00", "t=-1,n=abcdefgh,v1=x", "v1=é,t=١,n=a", ",,,==,"],
)
async def test_an_unreadable_signature_is_refused_like_a_wrong_one(till: Till, header: str) -> None:
    assert await till.ring(header, b"{}") == 401


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"\xff", b'{"id":"e","type":"payment.paid","data":{}}'])
async def test_a_rightly_signed_callback_that_says_nothing_is_refused(till: Till, body: bytes) -> None:
    assert await till.ring(signature("POST", PATH, body, secret=SECRET), body) == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 2**63},
        {"amount": -(2**63) - 1},
        {"id": "pay_\x00"},
        {"currency": "CN\x00"},
        {"event": "evt\x00"},
        {"event": "evt_1\n\x00"},
    ],
)
async def test_news_that_our_books_cannot_hold_is_refused_and_changes_nothing(
    till: Till, changes: dict[str, Any]
) -> None:
    order = await placed(till)
    data = {
        "id": "pay_1",
        "status": "paid",
        "reference": str(order.intent_id),
        "amount": order.total_minor,
        "currency": order.currency,
    }
    told = {**data, **changes}
    event = {"id": told.pop("event", "evt_1"), "type": "payment.paid", "data": told}
    body = msgspec.json.encode(event)
    before = await stands(till, order)
    assert await till.ring(signature("POST", PATH, body, secret=SECRET), body) == 401
    assert await stands(till, order) == before


async def test_a_payment_that_is_not_of_this_market_is_unknown_and_may_be_told_again(till: Till) -> None:
    order = await placed(till)
    till.deaf = True
    await till.press(await till.start(order))
    (ring,) = await till.heard("payment.paid", order)
    till.deaf = False
    gateway = till.gateways["sandbox"]
    headers = {"sandbox-signature": ring.header}
    there = payments.receive_callback(till.town.db, MARKET + 1, gateway, headers, PATH, ring.body)
    assert await answer(there) == "not_found"
    text = "SELECT count(*) FROM payments.provider_events WHERE market_id = $1"
    assert (await till.town.rows(text, MARKET + 1))[0][0] == 0
    assert await till.ring(ring.header, ring.body) == 204
    assert await stands(till, order) == PAID


async def test_a_payer_whose_page_hangs_after_the_charge_has_paid(till: Till) -> None:
    order = await placed(till)
    assert (await till.press(await till.start(order), "timeout_after_charge")).status_code == 504
    await till.heard("payment.paid", order)
    assert await stands(till, order) == PAID
