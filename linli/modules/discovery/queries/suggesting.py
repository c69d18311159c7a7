"""What somebody who has typed so far may mean."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import gazetteer, markets
from linli.modules.discovery import synonyms
from linli.modules.discovery.answers import Suggestion
from linli.modules.discovery.indexing import code_of, position_of
from linli.modules.discovery.planning import Word
from linli.modules.discovery.queries.meaning import meanings_of
from linli.modules.discovery.queries.wording import read_words
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.tokens import plain, tokens

LONGEST_TEXT = 60
# Of so few places that have what was typed all are read; of more the nearest are walked along.
MOST_PICKED, MOST_WALKED = 1_000, 600


class _Store(msgspec.Struct, frozen=True, kw_only=True):
    store_id: UUID
    slug: str
    name: str
    name_en: str
    trade: str
    address: str
    address_en: str
    distance_m: int
    in_name: list[int]


class _Thing(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    title_en: str
    slug: str
    name: str
    name_en: str
    trade: str
    in_own: list[int]


async def suggest(
    reader: Reader, market: markets.Market, text: str, *, at: tuple[float, float], size: int = 8
) -> list[Suggestion]:
    """What somebody who typed this may mean: trades, stores, things and places, best first; nothing for
    nothing. Refuses nothing.
    """
    typed = [one.text for one in tokens(plain(text[:LONGEST_TEXT]))][:4]
    if not typed:
        return []
    meanings = await meanings_of(reader, market.market_id)
    words = await read_words(reader, market, meanings, typed)
    found = [*_trades(words), *await _places(reader, market, text)]
    if all(word.known for word in words):
        stores = await _stores(reader, market, words, at)
        found = _mixed(found, stores, await _things(reader, market, words, at), size)
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


async def _stores(
    reader: Reader, market: markets.Market, words: Sequence[Word], at: tuple[float, float]
) -> list[Suggestion]:
    """Stores whose names have it, those that have it in the most telling way first."""
    weights, asked = _asked(market.market_id, words)
    args = (market.market_id, *at, *position_of(*at, market), asked, list(weights))
    if _has_few(words):
        rows = await reader.many(_Store, SQL.suggest_stores, *args, MOST_PICKED)
    else:
        rows = await reader.many(_Store, SQL.suggest_stores_near, *args, MOST_WALKED)
    rows.sort(key=lambda row: (-_share(row.in_name, weights), row.distance_m))
    return [
        Suggestion(
            kind="store",
            text=row.name,
            text_en=row.name_en,
            detail=row.address,
            detail_en=row.address_en,
            ref=row.slug,
            trade=row.trade,
            distance_m=row.distance_m,
        )
        for row in rows
    ]


async def _things(
    reader: Reader, market: markets.Market, words: Sequence[Word], at: tuple[float, float]
) -> list[Suggestion]:
    weights, asked = _asked(market.market_id, words)
    args = (market.market_id, *position_of(*at, market), asked, list(weights))
    if _has_few(words):
        rows = await reader.many(_Thing, SQL.suggest_things, *args, MOST_PICKED)
    else:
        rows = await reader.many(_Thing, SQL.suggest_things_near, *args, MOST_WALKED)
    rows.sort(key=lambda row: -_share(row.in_own, weights))
    once = {row.title: row for row in reversed(rows)}
    return [
        Suggestion(
            kind="thing",
            text=row.title,
            text_en=row.title_en,
            detail=row.name,
            detail_en=row.name_en,
            ref=row.slug,
            trade=row.trade,
        )
        for row in reversed(once.values())
    ]


def _has_few(words: Sequence[Word]) -> bool:
    return min(word.stores for word in words) <= MOST_PICKED


def _asked(market_id: int, words: Sequence[Word]) -> tuple[dict[int, float], str]:
    """What each code is worth, and the query that asks for one of each word; trades are told apart."""
    weights: dict[int, float] = {}
    groups = []
    for word in words:
        terms = [one for one in word.meanings if not one.term.startswith(synonyms.TRADE)]
        codes = {code_of(market_id, one.term): one.weight for one in terms}
        weights |= codes
        groups.append("(" + "|".join(map(str, sorted(codes) or [-1])) + ")")
    return weights, "&".join(groups)


def _share(codes: Sequence[int], weights: dict[int, float]) -> float:
    return max((weights.get(code, 0.0) for code in codes), default=0.0)
