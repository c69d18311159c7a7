"""Learning, by the timetable: where stores are, what happens there at which hour, who is like whom."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from math import cos, radians
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel import sql
from linli.kernel.database import Database, Reader, Work
from linli.modules import markets, merchants
from linli.modules.recommendations.learning import Counted, History, Learned, Seen, Spot, learn_all
from linli.modules.recommendations.serving import Model

SQL = sql.load(__file__)
EVERY = timedelta(hours=1)
# A market with a long history learns anew only when a twentieth of it is new, or a day is over.
DAILY = timedelta(days=1)
SHORT, SHARE = 1_000, 20
KEPT = timedelta(days=730)
# Longer than any use can be undone, or news of it be late.
USES_KEPT = timedelta(days=30)
MOST_VISITS = 500_000
BATCH = 500
READ = 10_000
LAST = UUID(int=2**128 - 1)
FIRST = UUID(int=0)


async def train(db: Database, market_id: int) -> int:
    """Learn anew, at most once an hour, from the last two years' visits of those who agreed (the newest
    500,000) and the counts of all stores; of how many visits. Reads in batches and holds nothing meanwhile.
    """
    async with db.read() as reader:
        market = await markets.market(reader, market_id)
        model = await reader.one(Model, SQL.find_model, market_id)
        if model and not await _is_due(reader, market_id, model):
            return 0
    await _place_stores(db, market_id)
    history = History(ZoneInfo(market.timezone))
    async with db.snapshot() as reader:
        await _read(reader, market_id, history)
        spots = await _spots(reader, market_id, list(history.stores))
    learned = await asyncio.to_thread(learn_all, history, spots)
    async with db.work() as work:
        await work.run(SQL.forget_old, market_id, work.now - KEPT)
        await work.run(SQL.forget_uses, market_id, work.now - USES_KEPT)
        await _write(work, market_id, learned, len(history))
    return len(history)


async def _is_due(reader: Reader, market_id: int, model: Model) -> bool:
    since = reader.now - model.trained_at
    if since <= EVERY or since > DAILY or model.visits < SHORT:
        return since > EVERY
    enough = model.visits // SHARE
    return await reader.value(int, SQL.visits_since, market_id, model.trained_at, enough) == enough


async def _read(reader: Reader, market_id: int, history: History, size: int = READ) -> None:
    since, after = reader.now - KEPT, (reader.now + DAILY, LAST, LAST)
    while len(history) < MOST_VISITS:
        seen = await reader.many(Seen, SQL.visits_of_market, market_id, since, *after, size)
        if not seen:
            break
        history.add(seen)
        after = (seen[-1].visited_at, seen[-1].person_id, seen[-1].visit_id)
    store_id, slot = FIRST, -1
    while counted := await reader.many(Counted, SQL.counts_after, market_id, store_id, slot, size):
        history.count(counted)
        store_id, slot = counted[-1].store_id, counted[-1].slot


async def _spots(reader: Reader, market_id: int, ids: list[UUID]) -> list[Spot]:
    """Where the stores are from which something is learned, those that are still there."""
    spots: list[Spot] = []
    for low in range(0, len(ids), READ):
        spots += await reader.many(Spot, SQL.find_spots, market_id, ids[low : low + READ])
    return spots


async def _place_stores(db: Database, market_id: int) -> None:
    """Every store of the market, a batch a transaction, so that nothing is held for long."""
    after: UUID | None = None
    while True:
        async with db.work() as work:
            stores = await merchants.all_stores(work, market_id, after=after, size=BATCH)
            if not stores:
                return
            after = stores[-1].store_id
            await _place(work, market_id, stores)


async def _place(work: Work, market_id: int, stores: Sequence[merchants.Store]) -> None:
    closed = [store.store_id for store in stores if store.closed]
    if closed:
        await work.run(SQL.drop_places, market_id, closed)
    rows = [
        (store.store_id, store.lat, store.lon, store.lon * cos(radians(store.lat)))
        for store in stores
        if not store.closed
    ]
    if rows:
        await work.run(SQL.place_stores, market_id, *(list(column) for column in zip(*rows, strict=True)))


async def _write(work: Work, market_id: int, learned: Learned, visits: int) -> None:
    for columns in learned.places():
        await work.run(SQL.write_learned, market_id, *columns)
    await work.run(SQL.drop_steps, market_id)
    for columns in learned.steps():
        await work.run(SQL.write_steps, market_id, *columns)
    for columns in learned.people():
        await work.run(SQL.write_alike, market_id, *columns)
    await work.run(SQL.write_model, market_id, work.now, visits, learned.weights())
