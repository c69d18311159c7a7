"""The candidates of a query: some hundreds at most, whatever the size of the market."""

from collections.abc import Sequence

import msgspec

from linli.kernel.database import Reader
from linli.modules import markets
from linli.modules.discovery import cutting
from linli.modules.discovery.answers import NearPlace, Understood
from linli.modules.discovery.asking import NO_FILTERS, Query
from linli.modules.discovery.indexing import LISTED, has
from linli.modules.discovery.planning import (
    MOST_PICKED,
    Plan,
    Word,
    counted,
    keys_with,
    least_telling,
    plan_of,
    slot_asked,
)
from linli.modules.discovery.queries.ground import Ground, counts_of, ground_of
from linli.modules.discovery.queries.places import States
from linli.modules.discovery.queries.wording import cut_text, place_named, read_words
from linli.modules.discovery.ranking import Weights
from linli.modules.discovery.reading import corrected
from linli.modules.discovery.sifting import Candidate, Ranked, also_named, exactly_asked, left_by, ranked
from linli.modules.discovery.statements import SQL

MOST_GUESSES = 6
# With so few results a part of the query is tried as the name of a place.
FEW = 3


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What one look at the index brought."""

    rows: list[Ranked]
    capped: bool
    words: list[Word]
    plan: Plan
    weights: Weights
    dropped: list[str] = []
    near: NearPlace | None = None


async def look(reader: Reader, market: markets.Market, query: Query, *, strict: bool = False) -> Looked:
    """The candidates of a query; `strict`: every word as typed must match, and none is taken for a place."""
    slot = slot_asked(query, market, reader.now)
    asked = counted(query, market, slot, words=bool(query.text.strip()))
    ground = await ground_of(reader, market.market_id, asked)
    said = await cut_text(reader, market, ground.meanings, query.text)
    if not strict:
        for guess in [one for one in said.places if one.sure][:MOST_GUESSES]:
            if near := await place_named(reader, market, guess):
                return await _there(reader, market, ground, query, guess, near)
    looked = await _with_words(reader, market, ground, query, said, strict=strict)
    if not strict and (len(looked.rows) < FEW or looked.dropped) and len(said.words) + len(query.text) > 2:
        for guess in [one for one in said.places if not one.sure and one.rest][:MOST_GUESSES]:
            if near := await place_named(reader, market, guess):
                there = await _there(reader, market, ground, query, guess, near)
                if looked.dropped and there.rows:
                    return there
                if len(there.rows) > len(looked.rows):
                    return msgspec.structs.replace(
                        there, rows=also_named(there.rows, looked.rows, guess.names[0])
                    )
    return looked


async def _there(
    reader: Reader,
    market: markets.Market,
    ground: Ground,
    query: Query,
    guess: cutting.PlaceGuess,
    near: NearPlace,
) -> Looked:
    """The rest of the query, asked from where it says."""
    moved = msgspec.structs.replace(query, text=guess.rest, at=(near.lat, near.lon))
    said = await cut_text(reader, market, ground.meanings, guess.rest)
    looked = await _with_words(reader, market, ground, moved, said, there=True)
    return msgspec.structs.replace(looked, near=near)


async def _with_words(
    reader: Reader,
    market: markets.Market,
    ground: Ground,
    query: Query,
    said: cutting.Cut,
    *,
    strict: bool = False,
    there: bool = False,
) -> Looked:
    every = await read_words(reader, market, ground.meanings, said.words, exact=query.exact)
    words, dropped = every, list[str]()
    if said.open and not query.filters.open_at:
        query = msgspec.structs.replace(query, filters=msgspec.structs.replace(query.filters, open=True))
    while True:
        looked = await matching(reader, market, query, words, ground, there=there)
        if looked.rows or strict or not words or (len(words) == 1 and words[0].known):
            break
        if await _only_filtered(reader, market, query, words, ground):
            break
        out = least_telling(words)
        dropped.append(words[out].text)
        words = [word for at, word in enumerate(words) if at != out]
        if not words:
            return msgspec.structs.replace(looked, words=every)
    return msgspec.structs.replace(looked, words=every, dropped=dropped)


async def _only_filtered(
    reader: Reader, market: markets.Market, query: Query, words: Sequence[Word], ground: Ground
) -> bool:
    """Whether something has all of these words, and only filters or the area leave nothing of it."""
    if query.filters == NO_FILTERS and query.area is None:
        return False
    free = msgspec.structs.replace(query, filters=NO_FILTERS, area=None)
    return bool((await matching(reader, market, free, words, ground)).rows)


async def matching(
    reader: Reader,
    market: markets.Market,
    query: Query,
    words: Sequence[Word],
    ground: Ground,
    *,
    there: bool = False,
) -> Looked:
    """The candidates that have all of these words, with their points; `there`: at a place that was named."""
    slot = slot_asked(query, market, reader.now)
    asked = counted(query, market, slot, words=bool(words))
    counts = await counts_of(reader, market.market_id, ground, asked)
    plan = plan_of(query, words, market, counts, slot)
    weights = ground.weights
    if any(not word.known for word in words):
        return Looked(rows=[], capped=False, words=list(words), plan=plan, weights=weights)
    found, capped = await _candidates(reader, market, plan, counts.get(has(LISTED), 0))
    states = States(query.filters.open_at or reader.now, market)
    stated = list(zip(found, states.of_all(found), strict=True))
    if exactly_asked(query.filters):
        stated = [(one, state) for one, state in stated if left_by(one, state, query.filters)]
    kept = [ranked(one, state, plan, words, weights, query.text, there=there) for one, state in stated]
    return Looked(rows=kept, capped=capped, words=list(words), plan=plan, weights=weights)


async def _candidates(
    reader: Reader, market: markets.Market, plan: Plan, stores: int
) -> tuple[list[Candidate], bool]:
    """Places that have what is asked for, and whether there may be more of them."""
    codes = plan.codes or None
    where = (market.market_id, *plan.at, *plan.spot, *plan.low, plan.trade or None, codes, plan.asked)
    for block in plan.blocks:
        rows = await _picked(reader, plan, where, block)
        if len(rows) >= plan.enough:
            return rows, True
    if plan.by_words:
        rows = await _picked(reader, plan, where, None)
        return rows, len(rows) >= plan.most
    args = (*where, plan.slot, plan.delivers)
    rest = (*plan.high, reader.now)
    statement = SQL.walk_trade if plan.trade else SQL.walk_places
    if not plan.narrowed:
        rows = await reader.many(Candidate, statement, *args, plan.most, plan.most, *rest)
        return rows, len(rows) >= plan.most
    for turn, step in enumerate(plan.walks):
        most = plan.enough if turn else plan.most
        rows = await reader.many(Candidate, statement, *args, most, step, *rest)
        if len(rows) >= plan.enough or step >= stores:
            break
    return rows, len(rows) >= most or step < stores


async def _picked(
    reader: Reader, plan: Plan, where: tuple[object, ...], block: list[int] | None
) -> list[Candidate]:
    """All that have it, or all of a block of squares."""
    args = (*where, plan.slot, plan.delivers, plan.most, MOST_PICKED, *plan.high, plan.asked_words)
    return await reader.many(Candidate, SQL.pick_places, *args, *keys_with(plan.keys, block), reader.now)


def understood_of(looked: Looked) -> Understood:
    trades = {
        one.term.removeprefix("trade:")
        for word in looked.words
        for one in word.meanings
        if one.why == "trade"
    }
    return Understood(
        words=[word.text for word in looked.words],
        corrected=corrected(looked.words),
        dropped=looked.dropped,
        near=looked.near,
        trade=trades.pop() if len(trades) == 1 else "",
    )
