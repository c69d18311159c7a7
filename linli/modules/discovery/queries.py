"""What is near, what it is, and whether it is open."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.modules import markets
from linli.modules.discovery.answers import (
    Compared,
    Hit,
    Results,
    Suggestion,
    ThingFound,
    ThingResults,
    Understood,
)
from linli.modules.discovery.asking import Query
from linli.modules.discovery.model import Area, Found, Pin, Place
from linli.modules.discovery.sifting import counts_of, in_order, matches, suggestion_of
from linli.modules.discovery.words import query_patterns

SQL = sql.load(__file__)
# Hours are read in the app, once until they change: so many of the nearest are looked at for open ones.
MOST_CANDIDATES = 480
MOST_PINS = 1_000
MOST_COMPARED = 4
NO_AREA = (None, None, None, None)


class _Candidate(msgspec.Struct, frozen=True):
    store_id: UUID
    lat: float
    lon: float
    hours: str


class _Count(msgspec.Struct, frozen=True):
    trade: str
    places: int


async def find(
    reader: Reader,
    market_id: int,
    *,
    text: str = "",
    trade: str | None = None,
    at: tuple[float, float],
    open_at: datetime | None = None,
    deals_only: bool = False,
    area: Area | None = None,
    size: int = 24,
    offset: int = 0,
    place: markets.Market,
) -> list[Found]:
    """Places in `area` near `at` (latitude, longitude) that match every word of `text`, nearest first.

    `open_at` keeps only those open at that moment, out of the nearest 480; without it each shows its state.
    `place` is the market: its clock and its holidays. Refuses nothing.
    """
    match = (market_id, *at, trade, deals_only, query_patterns(text))
    edges = area.edges if area else NO_AREA
    if open_at is None:
        rows = await reader.many(Place, SQL.find_places, *match, size, offset, *edges)
        return [_found(row, reader.now, place) for row in rows]
    candidates = await reader.many(_Candidate, SQL.find_candidates, *match, MOST_CANDIDATES, *edges)
    opened = (row.store_id for row in candidates if _state(row, open_at, place).open)
    wanted = list(islice(opened, offset, offset + size))
    known = await reader.many(Place, SQL.find_places_of_stores, market_id, *at, wanted)
    by_store = {row.store_id: row for row in known}
    return [_found(by_store[store_id], open_at, place) for store_id in wanted if store_id in by_store]


async def find_one(
    reader: Reader, market_id: int, store_id: UUID, *, at: tuple[float, float], place: markets.Market
) -> Found | None:
    """The place of a store as a search from `at` would show it; None where there is none."""
    row = await reader.one(Place, SQL.find_places_of_stores, market_id, *at, [store_id])
    return _found(row, reader.now, place) if row else None


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
    return sorted((_found(row, reader.now, place) for row in rows), key=lambda found: found.distance_m)


async def pins(
    reader: Reader,
    market_id: int,
    *,
    text: str = "",
    trade: str | None = None,
    at: tuple[float, float],
    open_at: datetime | None = None,
    deals_only: bool = False,
    area: Area | None = None,
    place: markets.Market,
) -> list[Pin]:
    """What `find` would find, as pins for a map, at most 1,000: those with deals first, then the nearest."""
    edges = area.edges if area else NO_AREA
    size = MOST_PINS if open_at is None else MOST_CANDIDATES
    match = (market_id, *at, trade, deals_only, query_patterns(text), *edges, size)
    rows = await reader.many(Pin, SQL.find_pins, *match)
    if open_at is None:
        return rows
    zone, country = place.timezone, place.country
    return [
        row
        for row in rows
        if markets.is_open(row.hours, open_at, timezone=zone, country=country, lat=row.lat, lon=row.lon)
    ]


def _found(row: Place, moment: datetime, market: markets.Market) -> Found:
    return Found(row, _state(row, moment, market), row.distance_m or 0)


def _state(row: Place | _Candidate, moment: datetime, market: markets.Market) -> markets.OpenState:
    zone, country = market.timezone, market.country
    return markets.open_state(row.hours, moment, timezone=zone, country=country, lat=row.lat, lon=row.lon)


async def trade_counts(reader: Reader, market_id: int) -> dict[str, int]:
    """How many places each trade has; a trade without places is left out."""
    rows = await reader.many(_Count, SQL.trade_counts, market_id)
    return {row.trade: row.places for row in rows}


async def search(reader: Reader, market: markets.Market, query: Query) -> Results:
    """Stores that match, in the order asked for, and how many each further filter would leave.

    Looks at no more than the nearest 480 that match. Whatever stands in `text` is only ever searched for.
    Refuses nothing.
    """
    wanted = query.filters
    moment = wanted.open_at or (reader.now if wanted.open else None)
    found = await find(
        reader,
        market.market_id,
        text=query.text,
        trade=wanted.trade or None,
        at=query.at,
        open_at=moment,
        deals_only=wanted.deals,
        area=query.area,
        size=MOST_CANDIDATES,
        place=market,
    )
    left = [one for one in found if matches(one, wanted)]
    hits = [Hit(found=one) for one in in_order(left, query.order)]
    page = hits[query.offset : query.offset + query.size]
    capped = len(found) == MOST_CANDIDATES
    understood = Understood(words=query.text.split())
    return Results(hits=page, total=len(left), capped=capped, counts=counts_of(left), understood=understood)


async def search_things(reader: Reader, market: markets.Market, query: Query) -> ThingResults:
    """Deals that match, each with its store; as `search` otherwise. Refuses nothing."""
    results = await search(reader, market, query)
    things = [
        ThingFound(thing=thing, found=hit.found, why=hit.why) for hit in results.hits for thing in hit.things
    ]
    understood = results.understood
    return ThingResults(things=things, total=len(things), capped=results.capped, understood=understood)


async def suggest(
    reader: Reader, market: markets.Market, text: str, *, at: tuple[float, float], size: int = 8
) -> list[Suggestion]:
    """What somebody who typed this may mean, best first; nothing for nothing. Refuses nothing."""
    if not text.strip():
        return []
    found = await find(reader, market.market_id, text=text, at=at, size=size, place=market)
    return [suggestion_of(one) for one in found]


async def compare(
    reader: Reader, market: markets.Market, store_ids: Sequence[UUID], *, at: tuple[float, float]
) -> list[Compared]:
    """The first four of these stores side by side, in the order asked for; one that is not known is left
    out. Refuses nothing.
    """
    wanted = list(dict.fromkeys(store_ids))[:MOST_COMPARED]
    found = await find_these(reader, market.market_id, wanted, at=at, place=market)
    by_store = {one.place.store_id: one for one in found}
    known = [by_store[store_id] for store_id in wanted if store_id in by_store]
    return [Compared(found=one, as_of=reader.now) for one in known]
