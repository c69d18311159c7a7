"""Which place somebody means."""

from collections.abc import Sequence

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.modules.gazetteer.folding import folded, may_begin_a_name, nominatives, phrases
from linli.modules.gazetteer.model import Named

SQL = sql.load(__file__)
# After every name that begins so, whatever follows.
AFTER_ALL = "\U0010ffff"


class _Hit(Named, frozen=True, kw_only=True):
    folded: str


async def find(reader: Reader, market_id: int, words: Sequence[str]) -> Named | None:
    """The place that the longest run of these words names; of namesakes the most important.

    A whole name goes before the beginning of one, which the words must share from its first letter and which
    only the whole question may be; a Finnish word may stand in a local case. Two reads at most.
    """
    asked = list(phrases(words))
    if not asked:
        return None
    whole = {phrase for _, _, phrase in asked}
    bent = {form: phrase for phrase in whole for form in nominatives(phrase) if form not in whole}
    hits = await reader.many(_Hit, SQL.find_by_name, market_id, [*whole, *bent])
    best: dict[str, _Hit] = {}
    for hit in hits:
        best.setdefault(bent.get(hit.folded, hit.folded), hit)
    for first, length, phrase in asked:
        if phrase in best:
            return _named(best[phrase], phrase, first, length, exact=True)
    first, length, phrase = asked[0]
    if not may_begin_a_name(phrase):
        return None
    begun = await reader.many(_Hit, SQL.find_by_beginning, market_id, phrase, phrase + AFTER_ALL, 1)
    return _named(begun[0], phrase, first, length, exact=False) if begun else None


async def suggest(reader: Reader, market_id: int, text: str, size: int = 5) -> list[Named]:
    """Places a name of which begins with the text, the most important first, each once."""
    phrase = folded(text)
    if not phrase:
        return []
    hits = await reader.many(_Hit, SQL.find_by_beginning, market_id, phrase, phrase + AFTER_ALL, size)
    return [_named(hit, phrase, 0, 0, exact=hit.folded == phrase) for hit in hits]


async def count(reader: Reader, market_id: int) -> dict[str, int]:
    """How many places each source has brought."""
    rows = await reader.many(_Count, SQL.count_places, market_id)
    return {row.source: row.places for row in rows}


class _Count(msgspec.Struct, frozen=True):
    source: str
    places: int


def _named(hit: _Hit, matched: str, first: int, length: int, *, exact: bool) -> Named:
    known = {name: getattr(hit, name) for name in Named.__struct_fields__}
    return Named(**known | {"matched": matched, "first": first, "length": length, "exact": exact})
