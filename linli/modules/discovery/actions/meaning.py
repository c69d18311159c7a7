"""A market's own synonyms: added, changed and ended by its operators, each with a reason on record."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.kernel.ids import uuid7
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import markets
from linli.modules.discovery.queries.meaning import MOST_OWN, synonyms_in_force
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.synonyms import joined

LONGEST_WORD = 40
MOST_WORDS = 20


class _Ended(msgspec.Struct, frozen=True):
    words: list[str]


async def add_synonyms(work: Work, market_id: int, words: Sequence[str], trade: str, why: str) -> UUID:
    """These words mean the same in this market at once, and are names of `trade` unless it is "". The same
    words once more (a second click) add nothing: their group's id comes back.

    Refuses: invalid (words: fewer than two without a trade, none with one, more than 20, one of more than 40
    characters or without a letter, or 500 groups in force; trade).
    """
    said = _checked(words, trade)
    own = await synonyms_in_force(work, market_id)
    for one in own:
        if (list(one.words), one.trade) == (said, trade):
            return one.synonym_id
    if len(own) >= MOST_OWN:
        raise INVALID(field="words")
    synonym_id = uuid7(work.now)
    await work.run(SQL.add_synonyms, market_id, synonym_id, said, trade, work.now)
    await work.audit(market_id, "synonyms_added", f"synonyms:{synonym_id}", why, words=said, trade=trade)
    return synonym_id


async def change_synonyms(
    work: Work, market_id: int, synonym_id: UUID, words: Sequence[str], trade: str, why: str
) -> None:
    """The group has these words from now on. Refuses: invalid (as above), not_found (none such in force)."""
    said = _checked(words, trade)
    if not await work.run(SQL.change_synonyms, market_id, synonym_id, said, trade, work.now):
        raise NOT_FOUND()
    await work.audit(market_id, "synonyms_changed", f"synonyms:{synonym_id}", why, words=said, trade=trade)


async def end_synonyms(work: Work, market_id: int, synonym_id: UUID, why: str) -> None:
    """The group means nothing from now on; ended once. Refuses: not_found (none such in force)."""
    ended = await work.one(_Ended, SQL.end_synonyms, market_id, synonym_id, work.now)
    if ended is None:
        raise NOT_FOUND()
    await work.audit(market_id, "synonyms_ended", f"synonyms:{synonym_id}", why, words=", ".join(ended.words))


def _checked(words: Sequence[str], trade: str) -> list[str]:
    said = list({joined(word): " ".join(word.split()) for word in words if word.strip()}.values())
    least = 1 if trade else 2
    fits = all(len(word) <= LONGEST_WORD and joined(word) for word in said)
    if not least <= len(said) <= MOST_WORDS or not fits:
        raise INVALID(field="words")
    if trade and trade not in markets.TRADES:
        raise INVALID(field="trade")
    return said
