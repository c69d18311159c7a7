"""Many at once on the same goods, the same order, the same voucher: exact, and nobody waits in a circle."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders, reservations, vouchers
from tests.integration.trade_stage import MARKET, QUARTER_HOUR, Town, answer, open_town

STATE = orders.OrderState
BOUND_SECONDS = 20


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=20) as town:
        yield town


async def all_of(*acts: Awaitable[object]) -> Counter[str]:
    """How they ended; a deadlock would be an error, an endless wait a timeout."""
    async with asyncio.timeout(BOUND_SECONDS):
        return Counter(await asyncio.gather(*(answer(act) for act in acts)))


async def test_forty_buyers_of_ten_get_exactly_ten(town: Town) -> None:
    deal = await town.deal(stock=10)
    ends = await all_of(*(town.place(deal) for _ in range(40)))
    assert ends == {"done": 10, "sold_out": 30}


async def test_one_person_with_twenty_fingers_gets_no_more_than_the_limit(town: Town) -> None:
    deal, person = await town.deal(stock=50, per_person=3), ids.uuid7()
    ends = await all_of(*(town.place(deal, person=person) for _ in range(20)))
    assert ends == {"done": 3, "limit_reached": 17}
    async with town.db.read() as reader:
        assert await reservations.left(reader, MARKET, deal.deal_id) == 47


async def test_one_tap_that_arrives_twenty_times_places_one_order(town: Town) -> None:
    deal, person = await town.deal(), ids.uuid7()
    taps = [town.place(deal, person=person, key=town.key("tapped")) for _ in range(20)]
    placed = await asyncio.gather(*taps)
    assert len({order.order_id for order in placed}) == 1


async def test_placing_paying_canceling_refunding_and_expiring_one_deal_never_deadlocks(town: Town) -> None:
    chance = random.Random(20261122)
    deals = [await town.deal(stock=12, per_person=4) for _ in range(2)]
    people = [ids.uuid7() for _ in range(3)]

    async def one_life() -> None:
        order = await town.place(chance.choice(deals), chance.choice((1, 2)), person=chance.choice(people))
        course = chance.random()
        if course < 0.3:
            await town.cancel(order)
            if course < 0.1:
                await town.pay(order)
            return
        await town.pay(order)
        held = await town.vouchers(order)
        acts = [town.refund(order), *(town.redeem(voucher) for voucher in held)]
        chance.shuffle(acts)
        await asyncio.gather(*(answer(act) for act in acts))

    for _ in range(3):
        ends = await all_of(*(one_life() for _ in range(30)))
        assert set(ends) <= {"done", "sold_out", "limit_reached"}
    async with town.db.read() as reader:
        assert await reservations.pool_drift(reader, MARKET) == []


async def test_a_refund_and_the_redemption_of_the_last_voucher_end_in_one_of_two_ways(town: Town) -> None:
    deal = await town.deal(stock=40)
    pairs = [await town.bought(deal) for _ in range(15)]
    acts = [act for order, (voucher,) in pairs for act in (town.refund(order), town.redeem(voucher))]
    ends = await all_of(*acts)
    assert ends["done"] == 15
    for order, _ in pairs:
        now, (voucher,) = await town.order(order.order_id), await town.vouchers(order)
        assert (now.state, voucher.state.value) in {
            (STATE.REFUNDED, "refunded"),
            (STATE.COMPLETED, "redeemed"),
        }


async def test_two_counters_that_redeem_an_orders_last_two_vouchers_at_once_complete_it(town: Town) -> None:
    deal = await town.deal(stock=40)
    bought = [await town.bought(deal, 2) for _ in range(10)]
    await all_of(*(town.redeem(voucher) for _, held in bought for voucher in held))
    states = {(await town.order(order.order_id)).state for order, _ in bought}
    assert states == {STATE.COMPLETED}


async def test_an_undoing_and_the_last_redemption_at_once_leave_the_order_as_its_vouchers_are(
    town: Town,
) -> None:
    deal = await town.deal(stock=40)
    bought = [await town.bought(deal, 2) for _ in range(10)]
    first = [await town.redeem(held[0]) for _, held in bought]
    acts = [town.undo(redeemed) for redeemed in first] + [town.redeem(held[1]) for _, held in bought]
    assert await all_of(*acts) == {"done": 20}
    assert {(await town.order(order.order_id)).state for order, _ in bought} == {STATE.PAID}


async def test_a_payment_and_a_cancellation_at_once_never_lose_goods_or_money(town: Town) -> None:
    deal = await town.deal(stock=15)
    placed = [await town.place(deal) for _ in range(15)]
    acts = [act for order in placed for act in (town.pay(order), town.cancel(order))]
    ends = await all_of(*acts)
    assert set(ends) <= {"done", "nothing_to_cancel"}
    assert {(await town.order(order.order_id)).state for order in placed} == {STATE.PAID}


async def test_expiry_runs_twice_at_once_beside_buyers_and_refunds_each_voucher_once(town: Town) -> None:
    deal = await town.deal(price=100, stock=60)
    bought = [await town.bought(deal, 3) for _ in range(8)]
    town.clock.at = bought[0][1][0].valid_until
    acts = [town.place(deal, pay_within=QUARTER_HOUR) for _ in range(20)]
    acts += [vouchers.expire_due(town.db, MARKET) for _ in range(2)]
    assert await all_of(*acts) == {"done": 22}
    await asyncio.gather(town.work_off(), all_of(*(town.place(deal) for _ in range(16))))
    for order, _ in bought:
        assert [refund.amount_minor for refund in await town.refunds(order)] == [100, 100, 100]
        assert (await town.order(order.order_id)).state is STATE.REFUNDED
