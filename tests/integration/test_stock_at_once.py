"""Many at once at one shelf: the last unit goes once, a slip is undone once, a transfer ends once."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import merchants, reservations, stock
from tests.integration.trade_stage import MARKET, MERCHANT, STORE, Town, answer, open_town


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=12) as opened:
        yield opened


async def do(town: Town, act: Any, *args: Any, **named: Any) -> Any:
    async with town.db.work() as work:
        return await act(work, MARKET, *args, **named)


async def second_store(town: Town) -> UUID:
    store_id = ids.uuid7()
    place = {"trade": "restaurant", "lat": 30.25, "lon": 120.16, "merchant_id": MERCHANT}
    store = merchants.Store(store_id=store_id, slug="lao-wang-2", name="老王二店", **place)
    await do(town, merchants.list_store, store)
    return store_id


async def left(town: Town, store_id: UUID, article: UUID) -> stock.Level:
    async with town.db.read() as reader:
        return (await stock.levels(reader, MARKET, store_id, [article]))[article]


async def test_the_last_unit_is_sold_held_or_sent_once(town: Town) -> None:
    article, other = ids.uuid7(), await second_store(town)
    await do(town, stock.receive, STORE, {article: 1}, town.key())

    async def hold(work: Work, market_id: int) -> None:
        claims = await stock.claims(work, market_id, STORE, {article: 1})
        await reservations.hold(work, market_id, ids.uuid7(), claims)

    acts = [do(town, stock.sell_at_till, STORE, {article: 1}, town.key()) for _ in range(6)]
    acts += [do(town, stock.send_transfer, STORE, other, {article: 1}, town.key()) for _ in range(6)]
    acts += [do(town, hold) for _ in range(6)]
    ends = Counter(await asyncio.gather(*(answer(act) for act in acts)))
    assert ends == {"done": 1, "sold_out": 17}
    level = await left(town, STORE, article)
    assert level.left == 0
    assert level.on_hand == level.promised


async def test_one_delivery_is_booked_once_and_undone_once(town: Town) -> None:
    article, key = ids.uuid7(), town.key()
    slips = await asyncio.gather(
        *(do(town, stock.receive, STORE, {article: 5}, key) for _ in range(8)),
    )
    assert len({slip.slip_id for slip in slips}) == 1
    acts = [answer(do(town, stock.undo, STORE, slips[0].slip_id)) for _ in range(8)]
    assert Counter(await asyncio.gather(*acts)) == {"done": 1, "stock_undone": 7}
    assert (await left(town, STORE, article)).on_hand == 0


async def test_a_transfer_arrives_or_is_called_back_once(town: Town) -> None:
    article, other = ids.uuid7(), await second_store(town)
    await do(town, stock.receive, STORE, {article: 5}, town.key())
    sent = await do(town, stock.send_transfer, STORE, other, {article: 3}, town.key())
    acts = [do(town, stock.receive_transfer, other, sent.transfer_id, {}) for _ in range(6)]
    acts += [do(town, stock.call_back, STORE, sent.transfer_id) for _ in range(6)]
    ends = Counter(await asyncio.gather(*(answer(act) for act in acts)))
    assert ends == {"done": 1, "transfer_over": 11}
    here = await left(town, STORE, article)
    async with town.db.read() as reader:
        there = await stock.levels(reader, MARKET, other, [article])
    assert here.on_hand + sum(level.on_hand for level in there.values()) == 5


async def test_till_sales_while_somebody_counts_and_goods_come_add_up(town: Town) -> None:
    article = ids.uuid7()
    await do(town, stock.receive, STORE, {article: 10}, town.key())
    acts = [do(town, stock.sell_at_till, STORE, {article: 2}, town.key()) for _ in range(10)]
    acts += [do(town, stock.count, STORE, {article: 7}) for _ in range(4)]
    acts += [do(town, stock.receive, STORE, {article: 1}, town.key()) for _ in range(4)]
    await asyncio.gather(*(answer(act) for act in acts))
    async with town.db.read() as reader:
        rows = (await stock.movements(reader, MARKET, STORE, article)).items
    level = await left(town, STORE, article)
    assert level.on_hand == sum(row.delta for row in rows) == rows[0].on_hand
    # Each movement says what was there after it, one after the other.
    assert all(new.on_hand == old.on_hand + new.delta for new, old in itertools.pairwise(rows))
