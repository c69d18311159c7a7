"""A history of goods played twice: through the stock's own door on a real database, and through the model."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.modules import reservations, stock
from tests.histories.stock_model import Shelves, Wish
from tests.integration.goods_stage import transfer_of
from tests.integration.trade_stage import MARKET, Town, answer

Step = tuple[str, int, int]
NOTE = "why"


@dataclass
class Stage:
    """One article in two stores of one merchant, and the model beside it; the n-th order is the n-th in
    both.
    """

    town: Town
    stores: tuple[UUID, UUID]
    article: UUID = field(default_factory=ids.uuid7)
    shelves: Shelves = field(default_factory=Shelves)
    orders: list[UUID] = field(default_factory=list)
    transfers: list[UUID] = field(default_factory=list)

    async def do(self, act: Callable[..., Awaitable[Any]], *args: Any, **named: Any) -> Any:
        async with self.town.db.work() as work:
            return await act(work, MARKET, *args, **named)

    def units(self, number: int) -> dict[UUID, int]:
        return {self.article: number}


async def play(town: Town, stores: tuple[UUID, UUID], history: list[Step]) -> None:
    """Every step ends alike on both sides, and afterwards both say the same of both stores."""
    stage = Stage(town, stores)
    for store in (0, 1):
        await _receive(stage, store, 3)
    for kind, which, number in history:
        await STEPS[kind](stage, which, number)
        if kind in ("place", "pay", "refund"):
            for store_id in stores:
                await stage.do(stock.notice_low, store_id, [stage.article])
        for place, store_id in enumerate(stores):
            async with town.db.read() as reader:
                level = (await stock.levels(reader, MARKET, store_id, [stage.article]))[stage.article]
            seen = (level.on_hand, level.promised, level.left, level.missing, level.handed)
            assert seen == stage.shelves.figures(place), f"{kind} {which} {number} in {history}"
            assert level.low == (level.left <= level.low_from)


async def _receive(stage: Stage, which: int, number: int) -> None:
    store = which % 2
    await stage.do(stock.receive, stage.stores[store], stage.units(number + 1), stage.town.key())
    stage.shelves.there[store] += number + 1


async def _sell(stage: Stage, which: int, number: int) -> None:
    store = which % 2
    sold = stage.do(stock.sell_at_till, stage.stores[store], stage.units(number + 1), stage.town.key())
    assert await answer(sold) == stage.shelves.take(store, number + 1)


async def _write_off(stage: Stage, which: int, number: int) -> None:
    store, minus = which % 2, {stage.article: -number - 1}
    gone = stage.do(stock.correct, stage.stores[store], minus, stage.town.key(), note=NOTE)
    assert await answer(gone) == stage.shelves.take(store, number + 1, "stock_promised")


async def _count(stage: Stage, which: int, number: int) -> None:
    await stage.do(stock.count, stage.stores[which % 2], stage.units(number))
    stage.shelves.there[which % 2] = number


async def _undone(stage: Stage, which: int, number: int) -> None:
    """Counted and taken back at once: nothing has happened, unless more was found and promised already."""
    store = stage.stores[which % 2]
    slip = await stage.do(stock.count, store, stage.units(number))
    was = stage.shelves.there[which % 2]
    stage.shelves.there[which % 2] = number
    fits = number <= was or stage.shelves.figures(which % 2)[2] >= number - was
    assert await answer(stage.do(stock.undo, store, slip.slip_id)) == ("done" if fits else "sold_out")
    stage.shelves.there[which % 2] = was if fits else number
    assert await answer(stage.do(stock.undo, store, slip.slip_id)) == ("stock_undone" if fits else "sold_out")


async def _place(stage: Stage, which: int, number: int) -> None:
    store, order_id = which % 2, ids.uuid7()

    async def hold(work: Work, market_id: int) -> None:
        claims = await stock.claims(work, market_id, stage.stores[store], stage.units(number % 3 + 1))
        await reservations.hold(work, market_id, order_id, claims)

    ended = stage.shelves.place(store, number % 3 + 1)
    assert await answer(stage.do(hold)) == ended
    if ended == "done":
        stage.orders.append(order_id)
        if number > 2:
            await _plan(stage, store, number % 3 + 1, order_id)


async def _plan(stage: Stage, store: int, units: int, order_id: UUID) -> None:
    """It will be collected in the other store."""
    between = (stage.stores[store], stage.stores[1 - store])
    await stage.do(stock.plan_transfer, *between, stage.units(units), order_id, stage.town.clock.at.date())
    stage.shelves.plan(stage.shelves.wishes[-1])
    stage.transfers.append((await transfer_of(stage.town, order_id)).transfer_id)


def _wish(stage: Stage, which: int) -> tuple[UUID, Wish] | None:
    if not stage.orders:
        return None
    return stage.orders[which % len(stage.orders)], stage.shelves.wishes[which % len(stage.orders)]


async def _pay(stage: Stage, which: int, number: int) -> None:
    if (pair := _wish(stage, which)) and pair[1].held:
        if number % 4:
            await stage.do(reservations.confirm, pair[0])
            await stage.do(stock.ask_transfer, pair[0])
            stage.shelves.pay(pair[1])
        else:
            await stage.do(reservations.give_back, pair[0])
            await stage.do(stock.drop_transfers, pair[0])
            stage.shelves.cancel(pair[1])


async def _refund(stage: Stage, which: int, number: int) -> None:
    """One unit that waits, or is on its way, is not wanted any more."""
    if (pair := _wish(stage, which)) and not pair[1].held:
        ways = stage.shelves.open_ways(pair[1])
        if len(ways) < 2 and (pair[1].waits[number % 2] or any(way.wanted for way in ways)):
            store = stage.stores[number % 2]
            still = await stage.do(stock.give_up, store, stage.units(1), pair[0])
            stage.shelves.give_up(pair[1], number % 2, 1)
            assert still == any(way.wanted for way in stage.shelves.open_ways(pair[1]))


def _asked(stage: Stage, wish: Wish, store: int) -> bool:
    """Whether what waits there for an order is to be sent elsewhere: then nobody hands it over."""
    return any(way.state == "asked" and way.source == store for way in stage.shelves.open_ways(wish))


async def _hand_over(stage: Stage, which: int, number: int) -> None:
    pair = _wish(stage, which)
    if pair and not _asked(stage, pair[1], number % 2) and (most := pair[1].waits[number % 2]):
        units = min(most, number // 2 + 1)
        await stage.do(stock.hand_over, stage.stores[number % 2], stage.units(units), pair[0])
        stage.shelves.hand_over(pair[1], number % 2, units)


async def _undo_hand_over(stage: Stage, which: int, number: int) -> None:
    if (pair := _wish(stage, which)) and pair[1].out[number % 2]:
        await stage.do(stock.undo_hand_over, stage.stores[number % 2], stage.units(1), pair[0])
        stage.shelves.undo_hand_over(pair[1], number % 2, 1)


async def _take_back(stage: Stage, which: int, number: int) -> None:
    if (pair := _wish(stage, which)) and pair[1].out[number % 2]:
        restock = number > 1
        back = (stage.stores[number % 2], stage.units(1), pair[0])
        await stage.do(stock.take_back, *back, restock=restock)
        stage.shelves.take_back(pair[1], number % 2, 1, restock)


async def _send(stage: Stage, which: int, number: int) -> None:
    await _sent(stage, which % 2, number + 1, None)


async def _bring_over(stage: Stage, which: int, number: int) -> None:
    """Of a paid order, what waits in one store is brought to the other."""
    pair = _wish(stage, which)
    if pair and not _asked(stage, pair[1], number % 2) and (waits := pair[1].waits[number % 2]):
        await _sent(stage, number % 2, waits, pair)


async def _dispatch(stage: Stage, which: int, _: int) -> None:
    """What was asked for leaves."""
    if not stage.transfers:
        return
    transfer_id = stage.transfers[which % len(stage.transfers)]
    way = stage.shelves.ways[which % len(stage.transfers)]
    if way.state == "planned":
        return
    sent = stage.do(stock.dispatch, stage.stores[way.source], transfer_id)
    assert await answer(sent) == stage.shelves.dispatch(way)


async def _sent(stage: Stage, source: int, units: int, of: tuple[UUID, Wish] | None) -> None:
    ended = stage.shelves.send(source, units, of[1] if of else None)
    about = (stage.stores[source], stage.stores[1 - source], stage.units(units), stage.town.key())
    try:
        sent = await stage.do(stock.send_transfer, *about, order_id=of[0] if of else None)
    except Exception as refusal:
        assert getattr(refusal, "code", refusal) == ended
    else:
        assert ended == "done"
        stage.transfers.append(sent.transfer_id)


async def _end(stage: Stage, which: int, number: int) -> None:
    """It arrives, with more or less than was sent at times, or is called back."""
    if not stage.transfers:
        return
    transfer_id = stage.transfers[which % len(stage.transfers)]
    way = stage.shelves.ways[which % len(stage.transfers)]
    if way.state == "planned":
        return
    if number == 0:
        ended = stage.do(stock.call_back, stage.stores[way.source], transfer_id)
        assert await answer(ended) == stage.shelves.end(way, way.source, way.units)
    else:
        came = max(0, way.units + (number - 2 if number < 4 else 0))
        ended = stage.do(stock.receive_transfer, stage.stores[way.target], transfer_id, stage.units(came))
        assert await answer(ended) == stage.shelves.end(way, way.target, came)


STEPS: dict[str, Callable[[Stage, int, int], Awaitable[None]]] = {
    "receive": _receive,
    "sell": _sell,
    "write off": _write_off,
    "count": _count,
    "undo a count": _undone,
    "place": _place,
    "pay": _pay,
    "refund": _refund,
    "hand over": _hand_over,
    "undo a hand-over": _undo_hand_over,
    "take back": _take_back,
    "send": _send,
    "bring over": _bring_over,
    "dispatch": _dispatch,
    "end": _end,
}
