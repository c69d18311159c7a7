"""Places by their stores, and how many there are of each trade."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import markets
from linli.modules.discovery.model import Found, Place
from linli.modules.discovery.sifting import Candidate
from linli.modules.discovery.statements import SQL


class _Count(msgspec.Struct, frozen=True):
    trade: str
    places: int


async def find_one(
    reader: Reader, market_id: int, store_id: UUID, *, at: tuple[float, float], place: markets.Market
) -> Found | None:
    """The place of a store as a search from `at` would show it; None where there is none."""
    row = await reader.one(Place, SQL.find_places_of_stores, market_id, *at, [store_id])
    return found_as(row, reader.now, place) if row else None


async def find_these(
    reader: Reader,
    market_id: int,
    store_ids: Sequence[UUID],
    *,
    at: tuple[float, float],
    place: markets.Market,
) -> list[Found]:
    """The places of these stores, nearest first: also of those that only their own mall shows. One that has
    closed for good, or that is not known yet, is left out.
    """
    rows = await reader.many(Place, SQL.find_places_of_stores, market_id, *at, list(store_ids))
    return sorted((found_as(row, reader.now, place) for row in rows), key=lambda found: found.distance_m)


async def trade_counts(reader: Reader, market_id: int) -> dict[str, int]:
    """How many places each trade has; a trade without places is left out."""
    rows = await reader.many(_Count, SQL.trade_counts, market_id)
    return {row.trade: row.places for row in rows}


async def founds(
    reader: Reader,
    market: markets.Market,
    store_ids: Sequence[UUID],
    at: tuple[float, float],
    moment: datetime | None = None,
) -> dict[UUID, Found]:
    if not store_ids:
        return {}
    rows = await reader.many(Place, SQL.find_places_of_stores, market.market_id, *at, list(store_ids))
    return {row.store_id: found_as(row, moment or reader.now, market) for row in rows}


def found_as(row: Place, moment: datetime, market: markets.Market) -> Found:
    return Found(row, state_of(row, moment, market), row.distance_m or 0)


def state_of(row: Place | Candidate, moment: datetime, market: markets.Market) -> markets.OpenState:
    zone, country = market.timezone, market.country
    return markets.open_state(row.hours, moment, timezone=zone, country=country, lat=row.lat, lon=row.lon)
