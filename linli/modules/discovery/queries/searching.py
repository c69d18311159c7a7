"""What a search answers: stores, or what they sell, in their order."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import markets
from linli.modules.discovery.answers import Hit, Reason, Results, ThingFound, ThingHit, ThingResults
from linli.modules.discovery.asking import Filters, Order, Query
from linli.modules.discovery.model import Area, Found, Pin
from linli.modules.discovery.planning import MOST_CANDIDATES, MOST_PICKED, Plan
from linli.modules.discovery.queries.looking import Looked, look, understood_of
from linli.modules.discovery.queries.places import founds, pins_of
from linli.modules.discovery.queries.sponsoring import paid_among
from linli.modules.discovery.ranking import Traits, reasons, with_sponsored
from linli.modules.discovery.sifting import counts_of, fits_of, in_order
from linli.modules.discovery.statements import SQL

MOST_PINS = 1_000


class ThingRow(ThingHit, frozen=True, kw_only=True):
    store_id: UUID
    in_own: list[int] = []


async def search(reader: Reader, market: markets.Market, query: Query) -> Results:
    """Stores that match, in the order asked for, and how many each further filter would leave.

    Every word must match; where nothing has them all, words are left out, the least telling first, and the
    answer says so. At most some hundreds are looked at, whatever the market's size. Whatever stands in `text`
    is only ever searched for. Refuses nothing.
    """
    looked = await look(reader, market, query)
    rows = in_order(looked.rows, query.order)
    placed = with_sponsored(rows, await paid_among(reader, market.market_id, query, looked, rows))
    page = placed[query.offset : query.offset + query.size]
    ids = [row.one.store_id for row, _ in page]
    found = await founds(reader, market, ids, looked.plan.at)
    things = await things_of(reader, market, ids, looked)
    hits = [
        Hit(
            found=found[row.one.store_id],
            things=things.get(row.one.store_id, []),
            why=row.why,
            sponsored=paid,
            score=round(row.score, 2),
        )
        for row, paid in page
        if row.one.store_id in found
    ]
    return Results(
        hits=hits,
        total=len(rows),
        capped=looked.capped,
        counts=counts_of(rows),
        understood=understood_of(looked),
    )


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
    """Places in `area` near `at` (latitude, longitude) that match every word of `text`, best first.

    `open_at` keeps only those open at that moment; without it each shows its state.
    `place` is the market: its clock and its holidays. Refuses nothing.
    """
    filters = Filters(trade=trade or "", open_at=open_at, deals=deals_only)
    query = Query(text=text, at=at, area=area, filters=filters, size=size, offset=offset)
    looked = await look(reader, as_market(place, market_id), query, strict=True)
    page = in_order(looked.rows, Order.BEST)[offset : offset + size]
    found = await founds(reader, place, [row.one.store_id for row in page], at, open_at)
    return [found[row.one.store_id] for row in page if row.one.store_id in found]


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
    filters = Filters(trade=trade or "", open_at=open_at, deals=deals_only)
    return await search_pins(
        reader, as_market(place, market_id), Query(text=text, at=at, area=area, filters=filters)
    )


async def search_pins(reader: Reader, market: markets.Market, query: Query) -> list[Pin]:
    """What `search` would find, as pins for a map, at most 1,000: those with deals first, then claimed ones,
    each nearest first.
    """
    wanted = msgspec.structs.replace(query, size=MOST_PINS, offset=0)
    looked = await look(reader, market, wanted)
    rows = sorted(
        looked.rows, key=lambda row: (not row.one.deal_count, not row.one.claimed, row.one.distance_m)
    )
    ids = [row.one.store_id for row in rows[:MOST_PINS]]
    found = await pins_of(reader, market.market_id, ids)
    return [found[one] for one in ids if one in found]


async def search_things(reader: Reader, market: markets.Market, query: Query) -> ThingResults:
    """Deals, goods, dishes and services that match, each with its store, of all kinds or those
    asked for; as `search` otherwise: filters are asked of the store. Refuses nothing.
    """
    looked = await look(reader, market, query)
    plan = looked.plan
    where = (*plan.spot, *plan.low, plan.codes, plan.asked_words, plan.any_word)
    limits = (
        MOST_CANDIDATES,
        MOST_PICKED if plan.by_words else plan.walk,
        *plan.high,
        list(query.kinds) or None,
    )
    statement = SQL.pick_things if plan.by_words and plan.asked_words else SQL.walk_things
    rows = await reader.many(ThingRow, statement, market.market_id, *where, *limits)
    ids = list(dict.fromkeys(row.store_id for row in rows))
    found = await founds(reader, market, ids, plan.at)
    matching = [row for row in rows if row.store_id in found and _store_left(found[row.store_id], query)]
    counts: dict[str, int] = {}
    for row in matching:
        counts[f"kind:{row.kind}"] = counts.get(f"kind:{row.kind}", 0) + 1
    matching.sort(key=lambda row: (-len(_matched(row, plan)), found[row.store_id].distance_m))
    page = matching[query.offset : query.offset + query.size]
    things = [
        ThingFound(
            thing=thing_of(row),
            found=found[row.store_id],
            why=_why(row, found[row.store_id], looked),
        )
        for row in page
    ]
    return ThingResults(
        things=things,
        total=len(matching),
        capped=len(rows) >= MOST_CANDIDATES,
        counts=counts,
        understood=understood_of(looked),
    )


async def things_of(
    reader: Reader, market: markets.Market, store_ids: Sequence[UUID], looked: Looked
) -> dict[UUID, list[ThingHit]]:
    plan = looked.plan
    if not plan.any_word or not store_ids:
        return {}
    about = (market.market_id, list(store_ids), plan.any_word, plan.codes)
    things: dict[UUID, list[ThingHit]] = {}
    for row in await reader.many(ThingRow, SQL.find_things_of_stores, *about):
        things.setdefault(row.store_id, []).append(thing_of(row))
    return things


def thing_of(row: ThingRow) -> ThingHit:
    return ThingHit(**{name: getattr(row, name) for name in ThingHit.__struct_fields__})


def _why(row: ThingRow, found: Found, looked: Looked) -> list[Reason]:
    """What speaks for a thing: the words that its own title has, and its store."""
    place = found.place
    traits = Traits(
        distance_m=found.distance_m,
        open=found.open_state.open,
        rating_count=place.rating_count,
        rating_tenths=place.rating_tenths,
        kept=0,
        refunded=0,
        offer="",
        claimed=place.claimed,
        verified=place.verified,
        fits=fits_of((), (), row.in_own, looked.plan, looked.words),
    )
    return reasons(traits, looked.weights)


def _matched(row: ThingRow, plan: Plan) -> set[int]:
    """Which words of the query its own title has."""
    return {number for code in row.in_own for number, _ in plan.meant.get(code, ())}


def _store_left(found: Found, query: Query) -> bool:
    wanted, place = query.filters, found.place
    return (
        (not wanted.trade or place.trade == wanted.trade)
        and (found.open_state.open is True or not (wanted.open or wanted.open_at))
        and (not wanted.within_m or found.distance_m <= wanted.within_m)
        and (not wanted.price_levels or place.price_level in wanted.price_levels)
        and place.rating_tenths >= wanted.rating_tenths
        and (place.verified or not wanted.verified)
    )


def as_market(market: markets.Market, market_id: int) -> markets.Market:
    """The market whose places are asked for, with the clock of the one given."""
    return market if market.market_id == market_id else msgspec.structs.replace(market, market_id=market_id)
