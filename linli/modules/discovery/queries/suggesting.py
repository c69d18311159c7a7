"""What somebody who has typed so far may mean."""

from collections.abc import Sequence

import msgspec

from linli.kernel.database import Reader
from linli.modules import gazetteer, markets
from linli.modules.discovery import synonyms
from linli.modules.discovery.answers import Suggestion
from linli.modules.discovery.indexing import LISTED, code_of, has, position_of
from linli.modules.discovery.planning import (
    Word,
    all_of,
    counted_around,
    keys_of,
    keys_with,
    share_of,
    smallest_around,
)
from linli.modules.discovery.queries.ground import Ground, ground_of
from linli.modules.discovery.queries.wording import read_words
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.tokens import plain, tokens

LONGEST_TEXT = 60
# Of so few places that have what was typed all are looked at; of more as many in the squares around as are
# likely to be enough, and never more than the most.
FEW, ENOUGH, MOST_PICKED = 300, 60, 4_000
# The index is asked for two things at once; a third costs more than it leaves out.
KEYS = 2


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    title: str
    title_en: str
    codes: list[int]
    slug: str
    name: str
    name_en: str
    trade: str
    address: str
    address_en: str
    distance_m: int


async def suggest(
    reader: Reader, market: markets.Market, text: str, *, at: tuple[float, float], size: int = 8
) -> list[Suggestion]:
    """What somebody who typed this may mean: trades, stores, things and places, best first; nothing for
    nothing. Refuses nothing.
    """
    typed = [one.text for one in tokens(plain(text[:LONGEST_TEXT]))][:4]
    if not typed:
        return []
    terms = [has(LISTED), *counted_around(at, market)]
    ground = await ground_of(reader, market.market_id, terms)
    words = await read_words(reader, market, ground.meanings, typed)
    found = [*_trades(words), *await _places(reader, market, text)]
    if all(word.known for word in words):
        stores, things = await _named(reader, market, ground, words, at)
        found = _mixed(found, stores, things, size)
    return found[:size]


def _mixed(
    first: Sequence[Suggestion], stores: Sequence[Suggestion], things: Sequence[Suggestion], size: int
) -> list[Suggestion]:
    """A few of each kind, the stores filling what the others leave."""
    fewer = [*first[:2], *things[:2]]
    most = [*first[:2], *stores[: max(2, size - len(fewer))], *things[:2]]
    return [*most, *first[2:], *things[2:]]


def _trades(words: Sequence[Word]) -> list[Suggestion]:
    """The trades that all of what was typed means."""
    if len(words) != 1:
        return []
    meant = [one for one in words[0].meanings if one.term.startswith(synonyms.TRADE) and one.weight > 0.6]
    keys = dict.fromkeys(one.term.removeprefix(synonyms.TRADE) for one in meant)
    return [Suggestion(kind="trade", text=key, ref=key, trade=key) for key in keys][:2]


async def _places(reader: Reader, market: markets.Market, text: str) -> list[Suggestion]:
    named = await gazetteer.suggest(reader, market.market_id, text[:LONGEST_TEXT], size=2)
    return [
        Suggestion(
            kind="place", text=one.name, text_en=one.name_en, detail=one.kind.value, lat=one.lat, lon=one.lon
        )
        for one in named
    ]


async def _named(
    reader: Reader, market: markets.Market, ground: Ground, words: Sequence[Word], at: tuple[float, float]
) -> tuple[list[Suggestion], list[Suggestion]]:
    """Stores and things whose names have it, those that have it in the most telling way first."""
    weights: dict[int, float] = {}
    groups = []
    for word in words:
        # Trades are told apart.
        named = [one for one in word.meanings if not one.term.startswith(synonyms.TRADE)]
        codes = {code_of(market.market_id, one.term): one.weight for one in named}
        weights |= codes
        groups.append((word.stores, sorted(codes)))
    if not all(codes for _, codes in groups):
        return [], []
    rows = await reader.many(
        _Row,
        SQL.suggest,
        market.market_id,
        *at,
        *position_of(*at, market),
        all_of(codes for _, codes in groups),
        list(weights),
        *keys_with(keys_of(groups), _block(ground, market, words, at), most=KEYS),
        MOST_PICKED,
    )
    rows.sort(key=lambda row: -max((weights.get(code, 0.0) for code in row.codes), default=0.0))
    stores = [_store(row) for row in rows if row.kind == "store"]
    things = {row.title: _thing(row) for row in reversed(rows) if row.kind == "thing"}
    return stores, list(reversed(things.values()))


def _block(
    ground: Ground, market: markets.Market, words: Sequence[Word], at: tuple[float, float]
) -> list[int] | None:
    """The squares around that are likely to hold enough of what was typed; None: it is looked everywhere."""
    stores = ground.counts.get(has(LISTED), 0)
    share = share_of([word.stores for word in words], stores)
    if stores * share <= FEW:
        return None
    return smallest_around(at, market, ground.counts, share, ENOUGH)


def _store(row: _Row) -> Suggestion:
    return Suggestion(
        kind="store",
        text=row.title,
        text_en=row.title_en,
        detail=row.address,
        detail_en=row.address_en,
        ref=row.slug,
        trade=row.trade,
        distance_m=row.distance_m,
    )


def _thing(row: _Row) -> Suggestion:
    return Suggestion(
        kind="thing",
        text=row.title,
        text_en=row.title_en,
        detail=row.name,
        detail_en=row.name_en,
        ref=row.slug,
        trade=row.trade,
    )
