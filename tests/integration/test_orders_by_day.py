"""Tickets and rooms: so many on each day, at that day's price; what is sold is not taken away."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest_asyncio

from linli.kernel.database import Reader, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import audits, items, orders, prices, stock
from tests.integration.goods_stage import (
    bring_back,
    escrow,
    give_back,
    hand_over,
    order_goods,
    pickup_of,
    undo,
)
from tests.integration.trade_stage import MARKET, MERCHANT, STORE, Town, answer, open_town

ZONE = ZoneInfo("Asia/Shanghai")


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


def day_in(town: Town, days: int) -> date:
    return town.clock.at.astimezone(ZONE).date() + timedelta(days=days)


async def ticket(town: Town, price: int = 8000) -> UUID:
    new = items.NewItem(
        kind=items.ItemKind.TICKET,
        title="日场票",
        title_en="Day ticket",
        variants=[items.NewVariant(price_minor=price)],
    )
    async with town.db.work() as work:
        (made,) = await items.create_items(work, MARKET, MERCHANT, [new], [STORE])
    return made.variants[0].variant_id


async def put_on_sale(town: Town, variant_id: UUID, units: int, *days: date) -> None:
    async with town.db.work() as work:
        await stock.set_days(work, MARKET, STORE, variant_id, days, units)


async def day_of(town: Town, variant_id: UUID, day: date) -> tuple[int, int, int, bool]:
    """In all, promised, left, closed."""
    async with town.db.read() as reader:
        (level,) = await stock.days_of_variants(
            reader, MARKET, STORE, [variant_id], day, day + timedelta(days=1)
        )
    return level.there, level.promised, level.left, level.closed


async def pool_faults(town: Town) -> list[str]:
    """What the audit finds wrong; as the superuser, who may read every schema."""
    async with await open_pool(town.url, role=None, size=1) as pool, pool.acquire() as superuser:
        found = await audits.check(Reader(superuser, town.clock.at), MARKET)
    return [str(one.facts) for one in found if not one.fine]


async def test_a_ticket_is_bought_for_its_day_at_its_price_and_used_on_it(town: Town) -> None:
    one = await ticket(town)
    day, other = day_in(town, 2), day_in(town, 3)
    assert await answer(order_goods(town, {one: 1}, day=day)) == "goods_day_off"
    assert await answer(order_goods(town, {one: 1})) == "goods_not_to_collect"
    await put_on_sale(town, one, 5, day, other)
    async with town.db.work() as work:
        await prices.set_day_prices(work, MARKET, STORE, one, [day], 12000)
    assert await answer(order_goods(town, {one: 1}, day=day_in(town, -1))) == "goods_day_off"
    aisle = order_goods(town, {one: 1}, orders.OrderKind.AISLE, day=day)
    assert await answer(aisle) in ("self_checkout_off", "goods_not_to_collect")
    assert await answer(order_goods(town, {one: 6}, day=day)) == "goods_too_few"
    order = await order_goods(town, {one: 3}, day=day)
    assert order.total_minor == 36000
    await town.pay(order)
    async with town.db.read() as reader:
        (line,) = await orders.lines_of_order(reader, MARKET, order.order_id)
    assert (line.price_why, line.detail) == ("day", day.isoformat())
    assert await day_of(town, one, day) == (5, 3, 2, False)
    assert await day_of(town, one, other) == (5, 0, 5, False)

    waits = await pickup_of(town, order)
    assert waits.for_day == day
    until = waits.collect_before.astimezone(ZONE)
    assert (until.date(), until.hour) == (day + timedelta(days=1), 6)
    assert await answer(hand_over(town, order)) == "pickup_not_yet"
    await give_back(town, order, {1: 1})
    assert await day_of(town, one, day) == (5, 2, 3, False)
    town.clock.move_on(timedelta(days=2))
    move = await hand_over(town, order, {1: 1})
    await undo(town, move)
    await hand_over(town, order)
    assert await day_of(town, one, day) == (5, 0, 3, False)
    await bring_back(town, order, {1: 1})
    assert await day_of(town, one, day) == (5, 0, 4, False)
    assert await escrow(town, order) == (0, 12000, 24000)
    assert await pool_faults(town) == []


async def test_what_is_sold_is_not_taken_away_and_a_closed_day_sells_nothing(town: Town) -> None:
    one = await ticket(town)
    day, next_day = day_in(town, 5), day_in(town, 6)
    await put_on_sale(town, one, 4, day, next_day)
    order = await order_goods(town, {one: 2}, day=day)
    await town.pay(order)
    refused = stock.DAY_SOLD.code
    assert await answer(put_on_sale(town, one, 1, next_day, day)) == refused
    assert await day_of(town, one, next_day) == (4, 0, 4, False), "all of it or nothing"
    await put_on_sale(town, one, 2, day)
    assert await day_of(town, one, day) == (2, 2, 0, False)
    await put_on_sale(town, one, 3, day)
    async with town.db.work() as work:
        await stock.close_days(work, MARKET, STORE, one, [day, day_in(town, 9)])
    assert await day_of(town, one, day) == (2, 2, 0, True)
    await give_back(town, order, {1: 1})
    assert (await day_of(town, one, day))[2:] == (0, True), "what is given back is not sold again"
    assert await answer(order_goods(town, {one: 1}, day=day)) == "goods_day_off"
    await put_on_sale(town, one, 3, day)
    assert await day_of(town, one, day) == (3, 1, 2, False)
    for wrong in ((), (day_in(town, -1), day), tuple(day + timedelta(days=n) for n in range(367))):
        assert await answer(put_on_sale(town, one, 3, *wrong)) == "invalid"
    assert await answer(put_on_sale(town, one, -1, day)) == "invalid"


async def test_a_day_is_lowered_while_its_last_ones_are_bought(town: Town) -> None:
    one, day = await ticket(town), day_in(town, 4)
    await put_on_sale(town, one, 6, day)

    acts = [answer(order_goods(town, {one: 1}, day=day)) for _ in range(8)]
    acts[4:4] = [answer(put_on_sale(town, one, 3, day))]
    answers = await asyncio.gather(*acts)
    there, promised, left, _ = await day_of(town, one, day)
    assert there in (3, 6)
    assert promised + left == there
    assert promised == answers.count("done") - (there == 3)
    assert set(answers) <= {"done", "sold_out", "goods_too_few", "day_sold"}
