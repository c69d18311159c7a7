"""An order's life: placed, paid, consumed, given back; each step whole or not at all."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import orders, reservations, settlement, vouchers
from tests.integration.trade_stage import MARKET, MERCHANT, Town, answer, open_town

STATE = orders.OrderState


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


async def left(town: Town, deal_id: object) -> int:
    async with town.db.read() as reader:
        return await reservations.left(reader, MARKET, deal_id)  # type: ignore[arg-type]  # an id


async def escrow(town: Town, order: orders.Order) -> tuple[int, int, int]:
    """Waiting, released, refunded."""
    async with town.db.read() as reader:
        found = await settlement.escrow(reader, MARKET, order.order_id)
    assert found is not None
    return found.waiting.minor, found.released_minor, found.refunded_minor


async def test_placing_holds_the_goods_and_asks_for_the_price(town: Town) -> None:
    deal = await town.deal(price=1290, stock=5)
    order = await town.place(deal, 3)
    assert (order.state, order.total) == (STATE.AWAITING_PAYMENT, Money(3870, "CNY"))
    assert order.tracking_code == f"DIRECT-{order.number}"
    assert ids.read_number(order.number_grouped, 12) == order.number
    assert (await town.intent(order)).amount == order.total
    assert await left(town, deal.deal_id) == 2


async def test_the_same_key_again_places_one_order(town: Town) -> None:
    deal, person = await town.deal(stock=5), ids.uuid7()
    first = await town.place(deal, person=person, key=town.key("one tap", b"1 of it"))
    again = await town.place(deal, person=person, key=town.key("one tap", b"1 of it"))
    assert again == first
    assert await left(town, deal.deal_id) == 4


async def test_the_same_key_with_another_wish_is_refused_and_holds_nothing(town: Town) -> None:
    deal = await town.deal(stock=5)
    await town.place(deal, key=town.key("two taps", b"1 of it"))
    other = town.place(deal, 2, key=town.key("two taps", b"2 of it"))
    assert await answer(other) == "idempotency_key_reused"
    assert await left(town, deal.deal_id) == 4


async def test_a_refused_order_leaves_nothing_and_its_key_may_be_used_again(town: Town) -> None:
    deal, person = await town.deal(stock=2), ids.uuid7()
    assert await answer(town.place(deal, 3, person=person, key=town.key("greedy"))) == "sold_out"
    async with town.db.read() as reader:
        assert (await orders.orders_of_person(reader, MARKET, person)).items == []
    assert (await town.place(deal, 2, person=person, key=town.key("greedy"))).quantity == 2


@pytest.mark.parametrize("quantity", [0, -1, 100])
async def test_a_quantity_that_is_none_is_refused(town: Town, quantity: int) -> None:
    with pytest.raises(Refusal) as refused:
        await town.place(await town.deal(), quantity)
    assert (refused.value.code, refused.value.params) == ("quantity_wrong", {"most": 99})


async def test_more_than_one_person_may_have_is_refused_before_more_than_there_is(town: Town) -> None:
    deal, person = await town.deal(stock=1, per_person=2), ids.uuid7()
    with pytest.raises(Refusal) as refused:
        await town.place(deal, 3, person=person)
    assert (refused.value.code, refused.value.params) == ("limit_reached", {"limit": 2})


async def test_a_payment_brings_vouchers_and_escrow_in_one_transaction(town: Town) -> None:
    order, held = await town.bought(await town.deal(price=700), 3)
    assert (order.state, order.paid_at) == (STATE.PAID, town.clock.at)
    assert [voucher.value_minor for voucher in held] == [700, 700, 700]
    assert await escrow(town, order) == (2100, 0, 0)


async def test_a_payment_whose_vouchers_fail_leaves_everything_unpaid(town: Town) -> None:
    order = await town.place(await town.deal())
    try:
        async with town.db.work() as work:
            from linli.modules import payments

            ref, amount = "pay_half", order.total_minor
            await payments.record_paid(work, MARKET, order.intent_id, ref, amount, order.currency)
            raise ConnectionResetError
    except ConnectionResetError:
        pass
    assert (await town.order(order.order_id)).state is STATE.AWAITING_PAYMENT
    assert await town.vouchers(order) == []


async def test_an_unpaid_order_is_canceled_once_and_its_goods_are_free_again(town: Town) -> None:
    deal = await town.deal(stock=3)
    order = await town.place(deal, 3)
    assert (await town.cancel(order)).state is STATE.CANCELED
    assert await left(town, deal.deal_id) == 3
    assert await answer(town.cancel(order)) == "nothing_to_cancel"


async def test_a_paid_order_and_another_persons_cannot_be_canceled(town: Town) -> None:
    order, _ = await town.bought(await town.deal())
    assert await answer(town.cancel(order)) == "nothing_to_cancel"
    async with town.db.work() as work:
        assert await answer(orders.cancel(work, MARKET, order.order_id, ids.uuid7())) == "not_found"


async def test_the_last_redemption_completes_the_order_and_pays_the_merchant(town: Town) -> None:
    order, held = await town.bought(await town.deal(price=333), 2)
    async with town.db.read() as reader:
        before = await settlement.balance(reader, MARKET, MERCHANT, "CNY")
    await town.redeem(held[0])
    assert (await town.order(order.order_id)).state is STATE.PAID
    await town.redeem(held[1])
    done = await town.order(order.order_id)
    assert (done.state, done.closed_at) == (STATE.COMPLETED, town.clock.at)
    async with town.db.read() as reader:
        earned = (await settlement.balance(reader, MARKET, MERCHANT, "CNY")) - before
    assert earned == Money(666 - 666 * 550 // 10_000, "CNY")


async def test_refunding_what_is_unused_of_three_with_one_used_gives_back_exactly_two(town: Town) -> None:
    deal = await town.deal(price=999, stock=3)
    order, held = await town.bought(deal, 3)
    await town.redeem(held[1])
    receipt = await town.refund(order)
    assert (receipt.vouchers, receipt.amount) == (2, Money(1998, "CNY"))
    assert await escrow(town, order) == (0, 999, 1998)
    assert [refund.amount_minor for refund in await town.refunds(order)] == [1998]
    states = Counter(voucher.state for voucher in await town.vouchers(order))
    assert states == {vouchers.VoucherState.REFUNDED: 2, vouchers.VoucherState.REDEEMED: 1}
    assert (await town.order(order.order_id)).state is STATE.COMPLETED
    assert await left(town, deal.deal_id) == 2


async def test_a_second_refund_is_refused_and_a_repeat_of_the_first_is_not(town: Town) -> None:
    order, _ = await town.bought(await town.deal(), 2)
    first = await town.refund(order, town.key("back"))
    assert await town.refund(order, town.key("back")) == first
    assert await answer(town.refund(order)) == "nothing_to_refund"
    assert len(await town.refunds(order)) == 1
    assert (await town.order(order.order_id)).state is STATE.REFUNDED


async def test_an_unpaid_order_and_another_persons_cannot_be_refunded(town: Town) -> None:
    order = await town.place(await town.deal())
    assert await answer(town.refund(order)) == "nothing_to_refund"
    async with town.db.work() as work:
        theft = orders.refund(work, MARKET, order.order_id, ids.uuid7(), town.key())
        assert await answer(theft) == "not_found"


async def test_what_was_refunded_may_be_bought_again_by_the_same_person(town: Town) -> None:
    deal, person = await town.deal(stock=1, per_person=1), ids.uuid7()
    order, _ = await town.bought(deal, person=person)
    assert await answer(town.place(deal, person=person)) == "limit_reached"
    await town.refund(order)
    assert (await town.bought(deal, person=person))[0].state is STATE.PAID


async def test_undoing_the_last_redemption_reopens_the_order_and_takes_the_commission_back(
    town: Town,
) -> None:
    order, held = await town.bought(await town.deal(price=101), 3)
    async with town.db.read() as reader:
        before = await settlement.balance(reader, MARKET, MERCHANT, "CNY")
    receipts = [await town.redeem(voucher) for voucher in held]
    await town.undo(receipts[0])
    assert (await town.order(order.order_id)).state is STATE.PAID
    assert await escrow(town, order) == (101, 202, 0)
    async with town.db.read() as reader:
        earned = (await settlement.balance(reader, MARKET, MERCHANT, "CNY")) - before
    assert earned == Money(202 - 202 * 550 // 10_000, "CNY")


async def test_an_undone_redemption_can_be_refunded_in_full(town: Town) -> None:
    order, held = await town.bought(await town.deal(price=101))
    await town.undo(await town.redeem(held[0]))
    assert (await town.refund(order)).amount_minor == 101
    assert await escrow(town, order) == (0, 0, 101)
    assert (await town.order(order.order_id)).state is STATE.REFUNDED


async def test_what_expires_goes_back_by_itself_with_nobody_asking(town: Town) -> None:
    deal = await town.deal(price=555, stock=2)
    order, held = await town.bought(deal, 2)
    await town.redeem(held[0])
    town.clock.move_on(timedelta(days=91))
    assert await vouchers.expire_due(town.db, MARKET) >= 1
    await town.work_off()
    assert await escrow(town, order) == (0, 555, 555)
    assert [(r.amount_minor, r.reason) for r in await town.refunds(order)] == [(555, "expired")]
    assert (await town.order(order.order_id)).state is STATE.COMPLETED
    assert await left(town, deal.deal_id) == 1


async def test_an_order_that_expires_whole_is_refunded_whole(town: Town) -> None:
    order, _ = await town.bought(await town.deal(price=555), 3)
    town.clock.move_on(timedelta(days=91))
    await vouchers.expire_due(town.db, MARKET)
    await town.work_off()
    assert await escrow(town, order) == (0, 0, 1665)
    assert (await town.order(order.order_id)).state is STATE.REFUNDED
    assert await answer(town.refund(order)) == "nothing_to_refund"
