"""Learning, by the timetable: where stores are, what happens there at which hour, who is like whom."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from math import cos, radians
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel import sql
from linli.kernel.database import Database, Work
from linli.modules import markets, merchants
from linli.modules.recommendations.learning import Counted, Learned, Seen, Spot, learn_all
from linli.modules.recommendations.serving import Model

SQL = sql.load(__file__)
EVERY = timedelta(hours=1)
KEPT = timedelta(days=730)
# Longer than any use can be undone, or news of it be late.
USES_KEPT = timedelta(days=30)
MOST_VISITS = 500_000
BATCH = 500


async def train(db: Database, market_id: int) -> int:
    """Learn anew, at most once an hour, from the last two years' visits of those who agreed; how many."""
    async with db.read() as reader:
        market = await markets.market(reader, market_id)
        model = await reader.one(Model, SQL.find_model, market_id)
        if model and model.trained_at > reader.now - EVERY:
            return 0
    await _place_stores(db, market_id)
    async with db.snapshot() as reader:
        seen = await reader.many(Seen, SQL.visits_of_market, market_id, reader.now - KEPT, MOST_VISITS)
        counted = await reader.many(Counted, SQL.all_counts, market_id)
        ids = sorted({one.store_id for one in seen} | {one.store_id for one in counted})
        spots = await reader.many(Spot, SQL.find_spots, market_id, ids)
    learned = await asyncio.to_thread(learn_all, seen, counted, spots, ZoneInfo(market.timezone))
    async with db.work() as work:
        await work.run(SQL.forget_old, market_id, work.now - KEPT)
        await work.run(SQL.forget_uses, market_id, work.now - USES_KEPT)
        await _write(work, market_id, learned, len(seen))
    return len(seen)


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
    await work.run(SQL.write_learned, market_id, *learned.places)
    await work.run(SQL.drop_steps, market_id)
    await work.run(SQL.write_steps, market_id, *learned.steps)
    await work.run(SQL.write_likeness, market_id, *learned.people)
    await work.run(SQL.write_model, market_id, work.now, visits, learned.weights)
