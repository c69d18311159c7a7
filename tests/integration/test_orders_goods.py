"""Goods: ordered, paid, handed over in parts, given back, returned; money and shelf exact at every step."""

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.database import Reader, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import audits, items, orders, pickups
from tests.integration.goods_stage import (
    CUP,
    RICE,
    TEA,
    bring_back,
    escrow,
    give_back,
    hand_over,
    order_goods,
    pickup_of,
    put_on_shelf,
    shelf,
    undo,
)
from tests.integration.trade_stage import MARKET, MEI, MERCHANT, STORE, Town, answer, open_town

STATE = orders.OrderState
POT = pickups.PickupState
FORESEEN = {"too_few_waiting", "too_few_handed", "pickup_closed", "hand_over_returned", "nothing_to_refund"}


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


async def test_three_lines_are_paid_handed_over_in_part_and_the_rest_goes_back(town: Town) -> None:
    rice, tea, cup = await put_on_shelf(town, (RICE, 3333, 10), (TEA, 1000, 5), (CUP, 750, None))
    order = await order_goods(town, {rice: 5, tea: 1, cup: 2}, key="one tap")
    assert await order_goods(town, {rice: 5, tea: 1, cup: 2}, key="one tap", person=order.person_id) == order
    assert (order.total_minor, order.line_count, order.state) == (19165, 3, STATE.AWAITING_PAYMENT)
    assert await shelf(town, rice) == (10, 5, 5)
    assert (await town.pay(order)).state is STATE.PAID
    assert await escrow(town, order) == (19165, 0, 0)
    waits = await pickup_of(town, order)
    assert (waits.state, waits.waits.units, len(waits.code)) == (POT.WAITING, 8, 14)

    first = await hand_over(town, order, {1: 2}, key="one click")
    assert await hand_over(town, order, {1: 2}, key="one click") == first
    assert first.amount_minor == 6666
    assert await escrow(town, order) == (12499, 6666, 0)
    assert await shelf(town, rice) == (8, 3, 5)
    assert await answer(hand_over(town, order, {1: 4})) == "too_few_waiting"
    assert await answer(hand_over(town, order, {1: 1, 9: 1})) == "too_few_waiting"

    back = await give_back(town, order)
    assert (back.amount_minor, back.units) == (12499, 6)
    assert await escrow(town, order) == (0, 6666, 12499)
    assert await shelf(town, rice) == (8, 0, 8)
    assert await shelf(town, tea) == (5, 0, 5)
    assert (await town.order(order.order_id)).state is STATE.COMPLETED
    assert await answer(give_back(town, order)) == "nothing_to_refund"
    assert await answer(hand_over(town, order)) == "pickup_closed"
    assert [(one.amount_minor, one.reason) for one in await town.refunds(order)] == [(12499, "unused")]


async def test_a_hand_over_is_undone_whole_and_a_return_goes_back_to_shelf_or_is_written_off(
    town: Town,
) -> None:
    rice, cup = await put_on_shelf(town, (RICE, 1000, 6), (CUP, 333, 6))
    order = await town.pay(await order_goods(town, {rice: 3, cup: 3}))
    mistake = await hand_over(town, order)
    assert (await town.order(order.order_id)).state is STATE.COMPLETED
    assert await shelf(town, rice) == (3, 0, 3)
    await undo(town, mistake)
    assert await answer(undo(town, mistake)) == "hand_over_undone"
    assert (await town.order(order.order_id)).state is STATE.PAID
    assert await escrow(town, order) == (3999, 0, 0)
    assert await shelf(town, rice) == (6, 3, 3)

    right = await hand_over(town, order)
    assert await answer(undo(town, right, timedelta(0))) == "undo_too_late"
    returned = await bring_back(town, order, {1: 2})
    assert returned.amount_minor == 2000
    assert await shelf(town, rice) == (5, 0, 5)
    assert await answer(undo(town, right)) == "hand_over_returned"
    await bring_back(town, order, {2: 1}, restock=False)
    assert await shelf(town, cup) == (3, 0, 3)
    assert await escrow(town, order) == (0, 1666, 2333)
    assert await answer(bring_back(town, order, {2: 3})) == "too_few_handed"
    assert await answer(bring_back(town, order, {})) == "too_few_handed"
    town.clock.move_on(timedelta(days=7))
    assert await answer(bring_back(town, order, {2: 1})) == "return_time_over"
    assert (await bring_back(town, order, {2: 1}, within=None)).amount_minor == 333
    kinds = {one.reason for one in await town.refunds(order)}
    assert kinds == {"returned"}


async def test_another_shop_neither_hands_over_nor_takes_back(town: Town) -> None:
    (rice,) = await put_on_shelf(town, (RICE, 500, 4))
    _, elsewhere = await town.shop()
    order = await town.pay(await order_goods(town, {rice: 2}))
    assert await answer(hand_over(town, order, store_id=elsewhere)) == "pickup_of_another_store"
    move = await hand_over(town, order, {1: 1})
    assert await answer(bring_back(town, order, {1: 1}, store_id=elsewhere)) == "pickup_of_another_store"
    async with town.db.work() as work:
        about = (MARKET, move.move_id, elsewhere, MEI, timedelta(hours=1))
        assert await answer(pickups.undo_hand_over(work, *about)) == "hand_over_not_found"
    assert await answer(order_goods(town, {rice: 1}, store_id=elsewhere)) == "goods_gone"


async def test_what_cannot_be_ordered_is_said_line_by_line_and_holds_nothing(town: Town) -> None:
    rice, tea = await put_on_shelf(town, (RICE, 500, 4), (TEA, 900, 2))
    wanted = [orders.Wanted(rice, 3), orders.Wanted(ids.uuid7(), 1), orders.Wanted(rice, 2)]
    async with town.db.read() as reader:
        quote = await orders.quote_goods(reader, MARKET, STORE, wanted)
    problem = orders.Problem
    assert [line.problem for line in quote.lines] == [None, problem.GONE, problem.TOO_FEW]
    assert (quote.total.minor, quote.whole, quote.lines[2].left) == (1500, False, 1)
    assert await answer(order_goods(town, {rice: 5, tea: 1})) == "goods_too_few"
    assert await answer(order_goods(town, {rice: 0})) == "quantity_wrong"
    assert await answer(order_goods(town, {})) == "cart_empty"
    assert await answer(order_goods(town, {tea: 1}, seen_minor=899)) == "price_changed"
    assert await answer(order_goods(town, {tea: 1}, orders.OrderKind.AISLE)) == "self_checkout_off"
    assert await shelf(town, rice) == (4, 0, 4)
    assert await shelf(town, tea) == (2, 0, 2)


async def test_choices_add_to_the_price_and_stand_on_the_line(town: Town) -> None:
    sugar = items.Option(
        name="糖", name_en="Sugar", least=1, choices=(items.Choice(name="少糖"), items.Choice(name="无糖"))
    )
    egg = items.Choice(name="加蛋", name_en="egg", extra_minor=200)
    extra = items.Option(name="加料", most=2, choices=(egg, items.Choice(name="加肉", extra_minor=500)))
    dish = items.NewItem(
        kind=items.ItemKind.DISH,
        title="豆浆",
        variants=[items.NewVariant(price_minor=600, name="大杯")],
        details=items.Details(options=(sugar, extra)),
    )
    async with town.db.work() as work:
        (made,) = await items.create_items(work, MARKET, MERCHANT, [dish], [STORE])
    variant = made.variants[0].variant_id
    for picks in ((), ((0, 1),), ((0,), (0, 2)), ((0,), (0,), (0,)), ((0, 0),)):
        assert await answer(order_goods(town, [orders.Wanted(variant, 1, picks)])) == "goods_choices"
    order = await order_goods(town, [orders.Wanted(variant, 2, ((1,), (1, 0)))])
    async with town.db.read() as reader:
        (line,) = await orders.lines_of_order(reader, MARKET, order.order_id)
    assert (line.unit_price_minor, line.total_minor) == (1300, 2600)
    assert (line.detail, line.detail_en) == ("大杯 · 无糖 · 加蛋 · 加肉", "大杯 · 无糖 · egg · 加肉")
    assert (line.price_why, line.price_book_id) == ("base", None)
    assert (await town.pay(order)).state is STATE.PAID, "what nobody counts is never too late"


async def test_a_late_payment_takes_from_the_shelf_again_or_goes_back(town: Town) -> None:
    (rice,) = await put_on_shelf(town, (RICE, 500, 3))
    late = await town.cancel(await order_goods(town, {rice: 2}))
    assert await shelf(town, rice) == (3, 0, 3)
    assert (await town.pay(late)).state is STATE.PAID
    too_late = await town.cancel(await order_goods(town, {rice: 1}))
    await order_goods(town, {rice: 1})
    assert (await town.pay(too_late)).state is STATE.REFUNDED
    assert [one.reason for one in await town.refunds(too_late)] == ["paid_too_late"]
    async with town.db.read() as reader:
        assert await pickups.pickups_of_orders(reader, MARKET, [too_late.order_id]) == {}
    assert await shelf(town, rice) == (3, 3, 0)
    assert await answer(give_back(town, await order_goods(town, {(await _uncounted(town)): 1}))) == (
        "nothing_to_refund"
    )


async def _uncounted(town: Town) -> UUID:
    return (await put_on_shelf(town, (CUP, 100, None)))[0]


async def test_what_nobody_collects_goes_back_by_itself_and_ready_gives_more_time(town: Town) -> None:
    (rice,) = await put_on_shelf(town, (RICE, 700, 9))
    async with town.db.work() as work:
        await pickups.set_rules(work, MARKET, STORE, pickups.Rules(collect_hours=24))
    forgotten = await town.pay(await order_goods(town, {rice: 3}))
    called = await town.pay(await order_goods(town, {rice: 1}))
    await hand_over(town, forgotten, {1: 1})
    town.clock.move_on(timedelta(hours=20))
    async with town.db.work() as work:
        ready = await pickups.mark_ready(work, MARKET, called.order_id, STORE)
        assert await pickups.mark_ready(work, MARKET, called.order_id, STORE) == ready
    assert ready.collect_before == town.clock.at + timedelta(hours=24)
    town.clock.move_on(timedelta(hours=4))
    assert await orders.refund_uncollected(town.db, MARKET) == 1
    assert await orders.refund_uncollected(town.db, MARKET) == 0
    assert (await town.order(forgotten.order_id)).state is STATE.COMPLETED
    assert (await town.order(called.order_id)).state is STATE.PAID
    (refund,) = await town.refunds(forgotten)
    assert (refund.amount_minor, refund.reason) == (1400, "not_collected")
    assert await shelf(town, rice) == (8, 1, 7)
    async with town.db.read() as reader:
        waiting = await pickups.count_waiting(reader, MARKET, STORE)
        closing = pickups.require_nothing_waiting(reader, MARKET, STORE)
        assert await answer(closing) == "pickups_still_wait"
    assert waiting.ready == 1


async def test_paid_in_the_aisle_is_taken_along_and_leaves_once(town: Town) -> None:
    (rice,) = await put_on_shelf(town, (RICE, 700, 2))
    async with town.db.work() as work:
        await pickups.set_rules(work, MARKET, STORE, pickups.Rules(self_checkout=True))
    order = await town.pay(await order_goods(town, {rice: 2}, orders.OrderKind.AISLE))
    assert (await town.order(order.order_id)).state is STATE.COMPLETED
    assert await escrow(town, order) == (0, 1400, 0)
    assert await shelf(town, rice) == (0, 0, 0)
    async with town.db.work() as work:
        left = await pickups.leave(work, MARKET, order.order_id, STORE, MEI)
        assert (left.left_by, left.out.units) == ("Mei", 2)
        assert await answer(pickups.leave(work, MARKET, order.order_id, STORE, MEI)) == "exit_pass_used"
    assert (await bring_back(town, order, {1: 1})).amount_minor == 700


async def test_the_audit_finds_units_that_nobody_moved_and_money_that_escrow_denies(town: Town) -> None:
    (rice,) = await put_on_shelf(town, (RICE, 500, 4))
    order = await town.pay(await order_goods(town, {rice: 4}))
    await hand_over(town, order, {1: 2})
    plants = (
        "UPDATE pickups.lines SET waiting = 1, handed = 3 WHERE order_id = $1",
        "UPDATE settlement.lines SET released_minor = released_minor - 1 WHERE order_id = $1",
        "DELETE FROM pickups.lines WHERE order_id = $1",
        "DELETE FROM pickups.moves WHERE order_id = $1",
    )
    async with await open_pool(town.url, role=None, size=1) as pool, pool.acquire() as superuser:
        for plant in plants:
            transaction = superuser.transaction()
            await transaction.start()
            await superuser.execute(plant, order.order_id)
            found = await audits.check(Reader(superuser, town.clock.at), MARKET)
            assert [one.key for one in found if one.key == "pickups" and not one.fine] == ["pickups"], plant
            assert str(order.order_id) in next(one.facts for one in found if one.key == "pickups")
            await transaction.rollback()


async def test_random_histories_through_the_doors_add_up_to_the_cent(town: Town) -> None:
    (rice,) = await put_on_shelf(town, (RICE, 333, 400))
    draw = Random(20261123)
    for _ in range(6):
        order = await town.pay(await order_goods(town, {rice: 7}))
        handed: list[pickups.Move] = []
        for _ in range(9):
            units = {1: draw.randint(1, 4)}
            step = draw.choice(("hand", "hand", "undo", "give", "bring"))
            try:
                if step == "hand":
                    handed.append(await hand_over(town, order, units))
                elif step == "undo" and handed:
                    await undo(town, handed.pop(draw.randrange(len(handed))))
                elif step == "give":
                    await give_back(town, order, units)
                elif step == "bring":
                    await bring_back(town, order, units, restock=draw.random() < 0.5)
            except Refusal as refusal:
                assert refusal.code in FORESEEN
            (line,) = (await pickup_of(town, order)).lines
            pots = (line.waiting_minor, line.handed_minor, line.refunded_minor + line.returned_minor)
            assert await escrow(town, order) == pots
            sent = sum(one.amount_minor for one in await town.refunds(order))
            assert sent == line.refunded_minor + line.returned_minor
