"""The words of a query, and what each may mean in a market."""

from collections.abc import Sequence

import msgspec

from linli.kernel.database import Reader
from linli.modules import gazetteer, markets
from linli.modules.discovery import cutting, expanding
from linli.modules.discovery.answers import NearPlace
from linli.modules.discovery.chinese import is_chinese
from linli.modules.discovery.planning import Word
from linli.modules.discovery.reading import (
    TermRow,
    alike_keys,
    rows_by_word,
    term_keys,
    unsure,
    without_typos,
    words_of,
)
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.synonyms import Synonyms


class _Known(msgspec.Struct, frozen=True):
    term: str
    initials: str


async def cut_text(reader: Reader, market: markets.Market, meanings: Synonyms, text: str) -> cutting.Cut:
    """The words of a text, cut along those that the market knows."""
    parts = list(cutting.candidates(text))
    rows = await reader.many(_Known, SQL.known_terms, market.market_id, parts) if parts else []
    known = {row.term: bool(row.initials) or not is_chinese(row.term) for row in rows}
    return cutting.cut(text, known, meanings)


async def read_words(
    reader: Reader,
    market: markets.Market,
    meanings: Synonyms,
    texts: Sequence[str],
    *,
    exact: bool = False,
) -> list[Word]:
    """Each word with what it may mean here; misspellings are looked for only where nothing else is meant, and
    not at all where the words are `exact`.
    """
    if not texts:
        return []
    asked = [expanding.lookups(text, meanings) for text in texts]
    rows = rows_by_word(await reader.many(TermRow, SQL.find_terms, market.market_id, *term_keys(asked)))
    words = words_of(texts, rows, meanings)
    if exact:
        return without_typos(words)
    doubted = unsure(words)
    if doubted:
        alike = await reader.many(TermRow, SQL.find_alike, market.market_id, *alike_keys(asked, doubted))
        for at, more in rows_by_word(alike).items():
            rows[at] = [*rows.get(at, []), *more]
        words = words_of(texts, rows, meanings)
    return words


async def place_named(reader: Reader, market: markets.Market, guess: cutting.PlaceGuess) -> NearPlace | None:
    """The place that a part of the query names, all of it."""
    for name in guess.names[:2]:
        named = await gazetteer.find(reader, market.market_id, name.split())
        if named is not None and named.exact and named.length == len(name.split()):
            return NearPlace(
                name=named.name, name_en=named.name_en, kind=named.kind.value, lat=named.lat, lon=named.lon
            )
    return None
