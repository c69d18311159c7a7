"""What a branch lacks is brought over from another one: held there, asked for when paid, sent and received;
or declined, refunded on its way, given up before it was paid. Shelf and money are exact at every step.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import items, merchants, orders, pickups, stock
from linli.modules.stock import TransferState
from tests.integration.goods_stage import (
    CUP,
    RICE,
    escrow,
    give_back,
    hand_over,
    order_goods,
    pickup_of,
    put_on_shelf,
    shelf,
    transfer_of,
)
from tests.integration.trade_stage import MARKET, MERCHANT, STORE, Town, answer, open_town

STATE = orders.OrderState
OTHER = ids.derived("store", "lao wang's second")


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        async with town.db.work() as work:
            like = await merchants.store(work, MARKET, STORE)
            place = {"trade": like.trade, "lat": like.lat, "lon": like.lon, "merchant_id": MERCHANT}
            second = merchants.Store(store_id=OTHER, slug="lao-wang-2", name="老王二店", **place)
            await merchants.list_store(work, MARKET, second)
        yield town


async def _there(town: Town, title: str, price: int, units: int, here: int = 0) -> UUID:
    """An article that both stores sell and count: so many there, so many here."""
    (variant,) = await put_on_shelf(town, (title, price, units), store_id=OTHER)
    async with town.db.work() as work:
        item_id = (await items.variants(work, MARKET, [variant]))[variant].item_id
        await items.set_range(work, MARKET, MERCHANT, [STORE], add=[item_id])
        await stock.track(work, MARKET, STORE, [variant])
    if here:
        async with town.db.work() as work:
            await stock.receive(work, MARKET, STORE, {variant: here}, town.key())
    return variant


async def _do(town: Town, act: Callable[..., Awaitable[Any]], *args: Any) -> Any:
    async with town.db.work() as work:
        return await act(work, MARKET, *args)


async def test_what_is_out_here_is_held_there_brought_over_and_handed_over_here(town: Town) -> None:
    rice, cup = await _there(town, RICE, 1000, 5, here=1), await _there(town, CUP, 300, 9, here=9)
    assert await answer(order_goods(town, {rice: 3, cup: 2})) == "goods_too_few"
    order = await order_goods(town, {rice: 3, cup: 2}, bring_from=OTHER)
    assert (await shelf(town, rice, OTHER), await shelf(town, rice)) == ((5, 3, 2), (1, 0, 1))
    assert await shelf(town, cup) == (9, 2, 7), "what is here is taken here"
    planned = await transfer_of(town, order.order_id)
    due = (town.clock.at + timedelta(hours=8, days=2)).date()
    assert (planned.state, planned.due_on) == (TransferState.PLANNED, due)
    assert await answer(_do(town, stock.dispatch, OTHER, planned.transfer_id)) == "not_found"
    await town.pay(order)
    async with town.db.read() as reader:
        assert await stock.asked_of_stores(reader, MARKET, [STORE, OTHER]) == {OTHER: 1}
        assert await answer(stock.require_no_transfers(reader, MARKET, STORE)) == "done"
    assert await answer(_do(town, merchants.close_store, OTHER)) == "transfers_still_open"
    waits = await pickup_of(town, order)
    assert (waits.on_the_way, waits.comes_on) == (True, planned.due_on)
    assert waits.collect_before - town.clock.at > timedelta(days=2, hours=72)
    assert await answer(hand_over(town, order)) == "goods_on_the_way"
    assert await answer(_do(town, pickups.mark_ready, order.order_id, STORE)) == "goods_on_the_way"
    assert await answer(_do(town, stock.dispatch, STORE, planned.transfer_id)) == "not_found"

    await _do(town, stock.dispatch, OTHER, planned.transfer_id)
    assert await answer(_do(town, stock.dispatch, OTHER, planned.transfer_id)) == "transfer_over"
    assert await shelf(town, rice, OTHER) == (2, 0, 2)
    await _do(town, stock.call_back, OTHER, planned.transfer_id)
    waiting = await transfer_of(town, order.order_id)
    assert waiting.state is TransferState.ASKED, "its order still waits for it"
    assert await shelf(town, rice, OTHER) == (5, 3, 2)
    await _do(town, stock.dispatch, OTHER, planned.transfer_id)
    async with town.db.read() as reader:
        assert await answer(stock.require_no_transfers(reader, MARKET, STORE)) == "transfers_still_open"
        assert await answer(stock.require_no_transfers(reader, MARKET, OTHER)) == "done"
    await _do(town, stock.receive_transfer, STORE, planned.transfer_id, {})
    assert await shelf(town, rice) == (4, 3, 1)
    await town.work_off()
    assert (await pickup_of(town, order)).state is pickups.PickupState.READY
    await hand_over(town, order)
    assert (await shelf(town, rice), await shelf(town, cup)) == ((1, 0, 1), (7, 0, 7))
    assert (await town.order(order.order_id)).state is STATE.COMPLETED


async def test_what_is_refunded_goes_back_to_the_shelf_where_it_is(town: Town) -> None:
    tea = await _there(town, "茶", 700, 9)
    unpaid = await town.cancel(await order_goods(town, {tea: 2}, bring_from=OTHER))
    assert (await transfer_of(town, unpaid.order_id)).state is TransferState.DROPPED
    assert await shelf(town, tea, OTHER) == (9, 0, 9)
    assert (await town.pay(unpaid)).state is STATE.PAID, "late, and still there"
    assert (await transfer_of(town, unpaid.order_id)).state is TransferState.ASKED
    await give_back(town, unpaid, {1: 1})
    assert await shelf(town, tea, OTHER) == (9, 1, 8)
    await give_back(town, unpaid)
    assert (await transfer_of(town, unpaid.order_id)).state is TransferState.DROPPED
    assert await shelf(town, tea, OTHER) == (9, 0, 9)

    order = await town.pay(await order_goods(town, {tea: 3}, bring_from=OTHER))
    parcel = (await transfer_of(town, order.order_id)).transfer_id
    await give_back(town, order, {1: 1})
    sent = await _do(town, stock.dispatch, OTHER, parcel)
    assert [line.sent for line in sent.lines] == [2], "what nobody wants any more stays"
    await give_back(town, order, {1: 1})
    await _do(town, stock.receive_transfer, STORE, parcel, {})
    assert (await shelf(town, tea), await shelf(town, tea, OTHER)) == ((2, 1, 1), (7, 0, 7))
    await town.work_off()
    await hand_over(town, order)
    assert await shelf(town, tea) == (1, 0, 1)
    assert await escrow(town, order) == (0, 700, 1400)


async def test_what_is_declined_or_lost_is_given_up_and_nothing_else(town: Town) -> None:
    milk, here = await _there(town, "牛奶", 500, 6), await _there(town, CUP, 300, 1, here=4)
    order = await town.pay(await order_goods(town, {milk: 2, here: 1}, bring_from=OTHER))
    parcel = (await transfer_of(town, order.order_id)).transfer_id
    assert await answer(_do(town, stock.decline, OTHER, parcel, "  ")) == "invalid"
    await _do(town, stock.decline, OTHER, parcel, "破了")
    await town.work_off()
    waits = await pickup_of(town, order)
    assert (waits.on_the_way, waits.waits.units) == (False, 1)
    assert [one.amount_minor for one in await town.refunds(order)] == [1000]
    assert await shelf(town, milk, OTHER) == (6, 0, 6)
    await hand_over(town, order)

    lost = await town.pay(await order_goods(town, {milk: 3}, bring_from=OTHER))
    parcel = (await transfer_of(town, lost.order_id)).transfer_id
    await _do(town, stock.dispatch, OTHER, parcel)
    await _do(town, stock.receive_transfer, STORE, parcel, {milk: 1})
    await town.work_off()
    waits = await pickup_of(town, lost)
    assert (waits.on_the_way, waits.state) == (False, pickups.PickupState.WAITING), "a clerk decides"
    assert await shelf(town, milk) == (1, 3, 0)
    await hand_over(town, lost, {1: 1})
    await give_back(town, lost)
    assert await shelf(town, milk) == (0, 0, 0)
    assert await escrow(town, lost) == (0, 500, 1000)


async def test_a_store_that_does_not_bring_over_and_stock_of_others_are_not_offered(town: Town) -> None:
    milk = await _there(town, "豆奶", 500, 2)
    _, strangers = await town.shop()
    assert await answer(order_goods(town, {milk: 1}, bring_from=strangers)) == "goods_too_few"
    assert await answer(order_goods(town, {milk: 3}, bring_from=OTHER)) == "goods_too_few"
    await _do(town, pickups.set_rules, STORE, pickups.Rules(brings=False))
    assert await answer(order_goods(town, {milk: 1}, bring_from=OTHER)) == "goods_too_few"
    assert await answer(_do(town, pickups.set_rules, STORE, pickups.Rules(bring_days=31))) == "invalid"
    await _do(town, pickups.set_rules, STORE, pickups.Rules(bring_days=0))
    order = await town.pay(await order_goods(town, {milk: 1}, bring_from=OTHER))
    town.clock.move_on(timedelta(days=6))
    assert await orders.refund_uncollected(town.db, MARKET) == 1, "it did not come in time"
    assert await shelf(town, milk, OTHER) == (2, 0, 2)
    assert (await transfer_of(town, order.order_id)).state is TransferState.DROPPED
