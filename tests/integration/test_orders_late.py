"""Payments that come after their order was given up: the goods if still there, else the money back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import ledger, orders, reservations, settlement, vouchers
from tests.integration.trade_stage import MARKET, Town, open_town

STATE = orders.OrderState
MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


async def test_an_order_that_nobody_pays_is_given_up_when_its_time_is_over(town: Town) -> None:
    deal = await town.deal(stock=2)
    due = await town.place(deal, pay_within=MINUTE)
    waits = await town.place(deal, pay_within=3 * MINUTE)
    town.clock.move_on(MINUTE)
    assert await orders.expire_unpaid(town.db, MARKET, {}) == 1
    assert (await town.order(due.order_id)).state is STATE.CANCELED
    assert (await town.order(waits.order_id)).state is STATE.AWAITING_PAYMENT
    async with town.db.read() as reader:
        assert await reservations.left(reader, MARKET, deal.deal_id) == 1
    assert await orders.expire_unpaid(town.db, MARKET, {}) == 0


async def test_a_late_payment_whose_goods_are_free_is_served(town: Town) -> None:
    deal, person = await town.deal(stock=2, per_person=2), ids.uuid7()
    order = await town.cancel(await town.place(deal, 2, person=person))
    paid = await town.pay(order)
    assert (paid.state, paid.closed_at) == (STATE.PAID, None)
    held = await town.vouchers(order)
    assert len(held) == 2
    async with town.db.read() as reader:
        assert await reservations.left(reader, MARKET, deal.deal_id) == 0
    await town.redeem(held[0])


async def test_a_late_payment_whose_goods_are_gone_is_recorded_and_due_back_at_once(town: Town) -> None:
    deal = await town.deal(price=640, stock=2)
    late = await town.cancel(await town.place(deal, 2))
    await town.bought(deal)
    async with town.db.read() as reader:
        back = ledger.Account("provider:sandbox", ledger.Purpose.REFUNDS, "CNY")
        before = await ledger.balance(reader, MARKET, back)
    closed = await town.pay(late)
    assert (closed.state, closed.paid_at) == (STATE.REFUNDED, town.clock.at)
    assert await town.vouchers(late) == []
    (refund,) = await town.refunds(late)
    assert (refund.amount_minor, refund.reason, refund.state.value) == (1280, "paid_too_late", "due")
    async with town.db.read() as reader:
        assert (await ledger.balance(reader, MARKET, back) - before).minor == 1280
        escrow = await settlement.escrow(reader, MARKET, late.order_id)
        assert escrow is not None
        assert (escrow.refunded_minor, escrow.waiting.minor) == (1280, 0)
        assert await reservations.left(reader, MARKET, deal.deal_id) == 1


async def test_a_late_payment_beyond_the_persons_limit_goes_back_and_frees_nothing_twice(
    town: Town,
) -> None:
    deal, person = await town.deal(stock=9, per_person=1), ids.uuid7()
    late = await town.cancel(await town.place(deal, person=person))
    await town.bought(deal, person=person)
    assert (await town.pay(late)).state is STATE.REFUNDED
    async with town.db.read() as reader:
        assert await reservations.left(reader, MARKET, deal.deal_id) == 8
        assert await reservations.pool_drift(reader, MARKET) == []


async def test_a_second_word_of_the_same_payment_changes_nothing(town: Town) -> None:
    order, held = await town.bought(await town.deal())
    await town.pay(order)
    assert await town.vouchers(order) == held
    assert await town.trail(order.intent_id) == []


async def test_another_payment_for_a_paid_order_is_noted_for_a_person(town: Town) -> None:
    from linli.modules import payments

    order, held = await town.bought(await town.deal())
    async with town.db.work() as work:
        what = (order.intent_id, "pay_second", order.total_minor, order.currency)
        await payments.record_paid(work, MARKET, *what)
    assert await town.vouchers(order) == held
    assert await town.trail(order.intent_id) == ["payment.paid_twice"]


async def test_a_voucher_lasts_through_its_last_local_day(town: Town) -> None:
    _, held = await town.bought(await town.deal())
    last = held[0].valid_until.astimezone(town.clock.at.tzinfo)
    assert (last.hour, last.minute) == (16, 0)  # midnight in Hangzhou
    assert timedelta(days=90) < held[0].valid_until - town.clock.at <= timedelta(days=91)
    assert held[0].state is vouchers.VoucherState.ISSUED
