"""Places by their stores, and how many there are of each trade."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import markets
from linli.modules.discovery.model import Found, Pin, Place
from linli.modules.discovery.sifting import Candidate
from linli.modules.discovery.statements import SQL


class _Count(msgspec.Struct, frozen=True):
    trade: str
    places: int


class _PinRow(msgspec.Struct, frozen=True, array_like=True):
    store_id: UUID
    slug: str
    name: str
    name_en: str
    trade: str
    lat: float
    lon: float
    hours: str
    claimed: bool
    deal_count: int
    offer_price_minor: int
    currency: str

    @property
    def pin(self) -> Pin:
        return Pin(**{name: getattr(self, name) for name in Pin.__struct_fields__})


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
    states = States(moment or reader.now, market)
    return {row.store_id: Found(row, states.of(row), row.distance_m or 0) for row in rows}


async def pins_of(reader: Reader, market_id: int, store_ids: Sequence[UUID]) -> dict[UUID, Pin]:
    rows = await reader.many(_PinRow, SQL.find_pins, market_id, list(store_ids)) if store_ids else []
    return {row.store_id: row.pin for row in rows}


def found_as(row: Place, moment: datetime, market: markets.Market) -> Found:
    return Found(row, States(moment, market).of(row), row.distance_m or 0)


class States:
    """Who is open at a moment. Many places of a list keep the same hours: each is looked up once."""

    def __init__(self, moment: datetime, market: markets.Market) -> None:
        self._moment, self._zone, self._country = moment, market.timezone, market.country
        self._known: dict[str, markets.OpenState] = {}

    def of_all(self, rows: Sequence[Candidate]) -> list[markets.OpenState]:
        known = self._known
        return [known.get(row.hours) or self.of(row) for row in rows]

    def of(self, row: Place | Candidate) -> markets.OpenState:
        state = self._known.get(row.hours)
        if state is None:
            about = {"timezone": self._zone, "country": self._country}
            state = markets.open_state(row.hours, self._moment, lat=row.lat, lon=row.lon, **about)
            if not markets.needs_place(row.hours):
                self._known[row.hours] = state
        return state
