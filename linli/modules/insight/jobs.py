"""Once a day: how many will come to each store in the next two weeks."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from linli.kernel.database import Database, Reader, Work
from linli.modules import markets
from linli.modules.insight.arrays import Real
from linli.modules.insight.forecasting import HORIZON, Forecast, by_weekday, foresee, learn, learned, tried
from linli.modules.insight.model import Outlook
from linli.modules.insight.statements import SQL

LOOKED_BACK = timedelta(days=400)
# A store that had nobody for so many days is not foreseen.
STILL_HERE = 28
LEAST_DAYS = 7
READ, WRITTEN = 20_000, 2_000
FIRST_ID = UUID(int=0)


class Counted(msgspec.Struct, frozen=True):
    """A day of a store."""

    store_id: UUID
    day: date
    visits: int


class Past(msgspec.Struct, frozen=True):
    """Stores by days up to yesterday; before a store's first visit nothing is known, after it a day without
    anybody is a day with nobody.
    """

    stores: list[UUID]
    counts: Real
    today: date


async def foresee_footfall(db: Database, market_id: int) -> int:
    """Learn from all stores of a market and foresee each, once a day of its clock; of how many stores."""
    async with db.read() as reader:
        market = await markets.market(reader, market_id)
        today = reader.now.astimezone(ZoneInfo(market.timezone)).date()
        if await reader.value(date, SQL.last_made, market_id) == today:
            return 0
    async with db.snapshot() as reader:
        past = await _past(reader, market_id, today)
    if not past.stores:
        return 0
    forecast, outlooks = await asyncio.to_thread(_foreseen, past)
    async with db.work() as work:
        await _write(work, market_id, past, forecast, outlooks)
    return len(past.stores)


async def _past(reader: Reader, market_id: int, today: date) -> Past:
    since = today - LOOKED_BACK
    rows: dict[UUID, dict[int, int]] = {}
    store_id, day = FIRST_ID, since
    while found := await reader.many(Counted, SQL.counts_after, market_id, since, store_id, day, READ):
        for one in found:
            if one.day < today and one.visits:
                rows.setdefault(one.store_id, {})[(one.day - since).days] = one.visits
        store_id, day = found[-1].store_id, found[-1].day
    kept = {store: days for store, days in rows.items() if _foreseeable(days)}
    counts = np.full((len(kept), LOOKED_BACK.days), np.nan)
    for row, days in enumerate(kept.values()):
        counts[row, min(days) :] = 0
        counts[row, list(days)] = list(days.values())
    return Past(list(kept), counts, today)


def _foreseeable(days: dict[int, int]) -> bool:
    """Whether enough is known, and somebody came lately."""
    since_first = LOOKED_BACK.days - min(days)
    return since_first >= LEAST_DAYS and LOOKED_BACK.days - max(days) <= STILL_HERE


def _foreseen(past: Past) -> tuple[Forecast, list[Outlook]]:
    counts = past.counts
    forecast = foresee(counts, learn(counts))
    own = tried(counts, learned)
    usual = tried(counts, lambda before: by_weekday(before, weeks=4))
    days = (~np.isnan(counts)).sum(1)
    outlooks = [
        Outlook(store_id, past.today, int(days[row]), _basis_points(own[row]), _basis_points(usual[row]))
        for row, store_id in enumerate(past.stores)
    ]
    return forecast, outlooks


def _basis_points(loss: float) -> int | None:
    return None if np.isnan(loss) else round(loss * 10_000)


async def _write(work: Work, market_id: int, past: Past, forecast: Forecast, outlooks: list[Outlook]) -> None:
    await work.run(SQL.drop_forecasts, market_id)
    await work.run(SQL.drop_outlooks, market_id)
    for columns in _columns(past, forecast):
        await work.run(SQL.write_forecasts, market_id, *columns)
    for low in range(0, len(outlooks), WRITTEN):
        some = outlooks[low : low + WRITTEN]
        told = ([one.store_id for one in some], [one.days for one in some])
        losses = ([one.loss_bp for one in some], [one.usual_loss_bp for one in some])
        await work.run(SQL.write_outlooks, market_id, past.today, *told, *losses)


def _columns(past: Past, forecast: Forecast) -> Iterator[tuple[Sequence[object], ...]]:
    """Rows of the table as columns, some at a time."""
    step = WRITTEN // HORIZON
    days = [past.today + timedelta(days=ahead) for ahead in range(HORIZON)]
    for start in range(0, len(past.stores), step):
        rows = slice(start, start + step)
        stores = [store for store in past.stores[rows] for _ in days]
        parts = (np.rint(forecast.expected), np.floor(forecast.low), np.ceil(forecast.high))
        figures: list[list[int]] = [part[rows].ravel().astype(np.int64).tolist() for part in parts]
        yield stores, days * len(past.stores[rows]), *figures
