"""Refunds through the real sandbox provider: due, sent once, refused, slow, repeated when nobody answered."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import ledger, orders, payments
from tests.integration.till_stage import AWAY, Till, open_till, within
from tests.integration.trade_stage import MARKET, answer

STATE = payments.RefundState
OWED = ledger.Account("provider:sandbox", ledger.Purpose.REFUNDS, "CNY")
LATER = timedelta(seconds=45)


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


async def refundable(till: Till) -> tuple[orders.Order, payments.Refund]:
    """Three vouchers, one used; the other two are due back."""
    order = await till.town.place(await till.town.deal(price=999), 3)
    await till.paid(order)
    await till.town.redeem((await till.town.vouchers(order))[0])
    await till.town.refund(order)
    (refund,) = await till.town.refunds(order)
    return order, refund


async def owed(till: Till) -> int:
    async with till.town.db.read() as reader:
        return (await ledger.balance(reader, MARKET, OWED)).minor


async def send(till: Till, refund: payments.Refund, gateways: payments.Gateways | None = None) -> bool:
    gateways = till.gateways if gateways is None else gateways
    return await payments.send_refund(till.town.db, MARKET, refund.refund_id, gateways)


async def state(till: Till, order: orders.Order) -> payments.RefundState:
    return (await till.town.refunds(order))[0].state


async def sent(till: Till, order: orders.Order) -> int:
    """What the provider has sent back, in minor units."""
    return int((await till.known(order))[0]["refunded_amount"])


async def retry(till: Till, gateways: payments.Gateways | None = None) -> int:
    till.town.clock.move_on(LATER)
    gateways = till.gateways if gateways is None else gateways
    return await payments.retry_refunds(till.town.db, MARKET, gateways)


async def test_a_refund_is_sent_by_its_errand_and_leaves_the_ledger(till: Till) -> None:
    before = await owed(till)
    order, refund = await refundable(till)
    assert (refund.state, refund.amount, await owed(till) - before) == (STATE.DUE, Money(1998, "CNY"), 1998)
    await till.town.work_off()
    assert (await state(till, order), await sent(till, order), await owed(till)) == (STATE.DONE, 1998, before)


async def test_a_refund_that_is_sent_and_told_and_sent_again_counts_once(till: Till) -> None:
    before = await owed(till)
    order, refund = await refundable(till)
    assert all(await asyncio.gather(*(send(till, refund) for _ in range(8))))
    (ring,) = await till.heard("refund.succeeded", order)
    assert await till.ring(ring.header, ring.body) == 204
    assert await send(till, refund, AWAY)
    assert (await sent(till, order), await owed(till)) == (1998, before)


async def test_a_refund_while_the_provider_is_away_is_sent_later_once(till: Till) -> None:
    before = await owed(till)
    order, refund = await refundable(till)
    assert not await send(till, refund, AWAY)
    assert (await state(till, order), await owed(till) - before) == (STATE.DUE, 1998)
    assert await payments.retry_refunds(till.town.db, MARKET, till.gateways) == 0
    assert await retry(till) == 1
    assert (await state(till, order), await sent(till, order), await owed(till)) == (STATE.DONE, 1998, before)
    assert await retry(till) == 0


async def test_pauses_between_tries_grow_and_never_exceed_an_hour(till: Till) -> None:
    order, refund = await refundable(till)
    waits = []
    for _ in range(12):
        await send(till, refund, AWAY)
        text = "SELECT next_try_at FROM payments.refunds WHERE refund_id = $1"
        (row,) = await till.town.rows(text, refund.refund_id)
        waits.append((row[0] - till.town.clock.at).total_seconds())
    assert waits[:4] == [10, 20, 40, 80]
    assert max(waits) == waits[-1] == 3600
    assert await send(till, refund)
    assert await sent(till, order) == 1998


async def test_a_refund_whose_answer_was_lost_is_repeated_and_sent_once(till: Till) -> None:
    order, refund = await refundable(till)
    await till.plan(next_refund="timeout_after", seconds=0.05)
    till.deaf = True
    assert not await send(till, refund)
    assert (await state(till, order), await sent(till, order)) == (STATE.DUE, 1998)
    assert await retry(till) == 1
    assert (await state(till, order), await sent(till, order)) == (STATE.DONE, 1998)


async def test_a_slow_refund_is_done_when_its_callback_comes(till: Till) -> None:
    before = await owed(till)
    order, refund = await refundable(till)
    await till.plan(next_refund="slow", seconds=0.3)
    assert not await send(till, refund)
    assert (await state(till, order), await owed(till) - before) == (STATE.DUE, 1998)
    await till.heard("refund.succeeded", order)
    assert (await state(till, order), await owed(till)) == (STATE.DONE, before)


async def test_a_slow_refund_whose_callback_is_lost_is_done_by_asking(till: Till) -> None:
    order, refund = await refundable(till)
    await till.plan(next_refund="slow", seconds=0.3)
    till.deaf = True
    assert not await send(till, refund)
    await till.heard("refund.succeeded", order)
    assert await state(till, order) is STATE.DUE
    assert await retry(till) == 1
    assert await state(till, order) is STATE.DONE


@pytest.mark.parametrize("fault", ["fail", "slow_fail"])
async def test_a_refund_that_the_provider_refuses_waits_for_a_person_and_stays_owed(
    till: Till, fault: str
) -> None:
    before = await owed(till)
    order, refund = await refundable(till)
    await till.plan(next_refund=fault, seconds=0.1)
    assert not await send(till, refund)

    async def asked() -> payments.RefundState:
        return await state(till, order)

    await within(asked, lambda now: now is STATE.FAILED)
    assert await till.town.trail(refund.refund_id) == ["refund.failed"]
    assert await owed(till) - before == 1998
    assert await retry(till) == 0
    assert await sent(till, order) == 0


async def test_a_refund_that_the_provider_can_never_send_is_not_asked_for_ever(till: Till) -> None:
    """A payment that it does not know: asking again will not help."""
    order, _ = await till.town.bought(await till.town.deal())
    await till.town.refund(order)
    (refund,) = await till.town.refunds(order)
    assert not await send(till, refund)
    assert await state(till, order) is STATE.FAILED
    assert await till.town.trail(refund.refund_id) == ["refund.failed"]


async def test_one_refund_that_cannot_be_sent_does_not_hold_up_the_next(till: Till) -> None:
    _, stuck = await refundable(till)
    order, _ = await refundable(till)
    await till.town.rows(
        "UPDATE payments.refunds SET provider = 'gone' WHERE refund_id = $1 RETURNING 1", stuck.refund_id
    )
    assert await retry(till) == 1
    assert await state(till, order) is STATE.DONE
    await till.town.rows(
        "UPDATE payments.refunds SET provider = 'sandbox' WHERE refund_id = $1 RETURNING 1", stuck.refund_id
    )


async def test_a_refund_that_nobody_wrote_is_not_found(till: Till) -> None:
    order = await till.town.place(await till.town.deal())
    assert await answer(payments.send_refund(till.town.db, MARKET, order.order_id, AWAY)) == "not_found"
    async with till.town.db.work() as work:
        wish = payments.refund(work, MARKET, order.order_id, order.total, "unpaid")
        assert await answer(wish) == "not_found"


async def refused(till: Till) -> tuple[orders.Order, payments.Refund]:
    order, refund = await refundable(till)
    await till.plan(next_refund="fail")
    await send(till, refund)
    await till.heard("refund.failed", order)
    return order, refund


async def test_a_word_about_a_refused_round_does_not_fail_the_next(till: Till) -> None:
    order, refund = await refused(till)
    async with till.town.db.work() as work:
        assert await payments.send_again(work, MARKET, [refund.refund_id], "the bank is back") == 1
    (ring,) = await till.heard("refund.failed", order)
    assert await till.tell("refund.failed", ring.event["data"]) == 204
    assert await state(till, order) is STATE.DUE
    assert await retry(till) == 1
    assert await till.tell("refund.failed", ring.event["data"]) == 204
    assert (await state(till, order), await sent(till, order)) == (STATE.DONE, 1998)


async def test_a_refund_told_as_sent_after_it_was_refused_is_recorded(till: Till) -> None:
    before = await owed(till)
    order, _ = await refused(till)
    assert await owed(till) - before == 1998
    (ring,) = await till.heard("refund.failed", order)
    assert await till.tell("refund.succeeded", {**ring.event["data"], "status": "succeeded"}) == 204
    assert (await state(till, order), await owed(till)) == (STATE.DONE, before)


async def test_a_refund_that_came_back_to_the_provider_is_owed_again(till: Till) -> None:
    before = await owed(till)
    order, refund = await refundable(till)
    await send(till, refund)
    (ring,) = await till.heard("refund.succeeded", order)
    for _ in range(2):
        assert await till.tell("refund.failed", {**ring.event["data"], "status": "failed"}) == 204
    assert (await state(till, order), await owed(till) - before) == (STATE.FAILED, 1998)
    assert await till.town.trail(refund.refund_id) == ["refund.bounced"]


@pytest.mark.parametrize("way", list(payments.OtherWay))
async def test_a_refused_refund_that_is_paid_another_way_and_sent_after_all_shows_as_a_loss(
    till: Till, way: payments.OtherWay
) -> None:
    before = await owed(till)
    order, refund = await refused(till)
    (ring,) = await till.heard("refund.failed", order)
    async with till.town.db.work() as work:
        paid = payments.pay_back_otherwise(work, MARKET, refund.refund_id, way, "by transfer")
        await paid
    assert (await state(till, order), await owed(till)) == (STATE.OTHERWISE, before)
    async with till.town.db.work() as work:
        again = payments.pay_back_otherwise(work, MARKET, refund.refund_id, way, "by transfer")
        assert await answer(again) == "refund_not_refused"
    lost = ledger.Account("market", ledger.Purpose.ADJUSTMENTS, "CNY")
    async with till.town.db.read() as reader:
        losses = (await ledger.balance(reader, MARKET, lost)).minor
    for _ in range(2):
        assert await till.tell("refund.succeeded", {**ring.event["data"], "status": "succeeded"}) == 204
    async with till.town.db.read() as reader:
        assert (await ledger.balance(reader, MARKET, lost)).minor == losses - 1998
        _, waiting = await payments.loose_ends(reader, MARKET, 1000)
    assert [one.kind.value for one in waiting if one.order_id == order.order_id] == ["refunded_twice"]
