"""The vocabulary follows what places are found by: every word once, with how many have it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.modules.discovery.chinese import is_chinese
from linli.modules.discovery.indexing import MOST_CODES, Had, array_of, code_of, codes_of, filter_terms
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.terms import Terms, known_words


class Change(msgspec.Struct, frozen=True):
    """The codes of a place before and after it was written."""

    before: list[int] | None
    after: list[int] | None


class Learned:
    """What one transaction changes about the vocabulary: written once, at its end."""

    def __init__(self) -> None:
        self.terms: set[str] = set()
        self.real: set[str] = set()
        self.changes: Counter[int] = Counter()

    def hear(self, said: Terms) -> None:
        self.terms |= said.all
        self.real |= said.real

    def count(self, changes: Iterable[Change]) -> None:
        for change in changes:
            before, after = set(change.before or ()), set(change.after or ())
            self.changes.update(after - before)
            self.changes.subtract(before - after)


async def settle(work: Work, market_id: int, store_ids: Sequence[UUID], learned: Learned) -> None:
    """Bring together the words of these places, what they have and what their things are called."""
    found = await work.many(Had, SQL.find_had, market_id, list(store_ids))
    wanted = [filter_terms(had) for had in found]
    learned.terms.update(term for terms in wanted for term in terms)
    codes = [array_of(codes_of(market_id, terms)) for terms in wanted]
    ids = [had.store_id for had in found]
    learned.count(await work.many(Change, SQL.gather_terms, market_id, ids, codes, MOST_CODES))


async def learn(work: Work, market_id: int, learned: Learned) -> None:
    """Write what was learned: new words with their sounds, then how many places have each."""
    terms = sorted(learned.terms)
    real = [term in learned.real and is_chinese(term) and len(term) > 1 for term in terms]
    new = await work.column(str, SQL.unknown_terms, market_id, terms, real)
    if new:
        rows = [(term, code_of(market_id, term), *known_words(term, frozenset(learned.real))) for term in new]
        columns = [list(column) for column in zip(*rows, strict=True)]
        columns[2] = [" ".join(sounds) for sounds in columns[2]]
        await work.run(SQL.add_terms, market_id, *columns)
        sounds = {(sound, row[0], False) for row in rows for sound in row[2]}
        sounds |= {(row[3], row[0], True) for row in rows if row[3] and row[3] not in row[2]}
        if sounds:
            columns = [list(column) for column in zip(*sorted(sounds), strict=True)]
            await work.run(SQL.add_sounds, market_id, *columns)
    changed = {code: change for code, change in learned.changes.items() if change}
    if changed:
        await work.run(SQL.count_terms, market_id, list(changed), list(changed.values()))
