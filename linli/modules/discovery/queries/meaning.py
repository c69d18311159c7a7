"""What words mean in a market: what they mean everywhere, and what its operators added."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules.discovery.queries.ground import ground_of
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.synonyms import joined, trades_named

MOST_OWN = 500
MOST_ENDED = 50


class OwnSynonyms(msgspec.Struct, frozen=True, kw_only=True):
    """Words that mean the same in one market; `trade`: what they are names of, "" for none."""

    synonym_id: UUID
    words: tuple[str, ...]
    trade: str
    added_at: datetime
    changed_at: datetime
    ended_at: datetime | None = None


class Meaning(msgspec.Struct, frozen=True):
    """What a word means in a market: the words that mean the same, and the trades that it names."""

    words: tuple[str, ...]
    trades: tuple[str, ...]


async def synonyms_in_force(reader: Reader, market_id: int) -> list[OwnSynonyms]:
    """The market's own, the newest first."""
    return await reader.many(OwnSynonyms, SQL.synonyms_in_force, market_id)


async def synonyms_ended(reader: Reader, market_id: int) -> list[OwnSynonyms]:
    """The last fifty that were ended, the last first."""
    return await reader.many(OwnSynonyms, SQL.synonyms_ended, market_id, MOST_ENDED)


async def meaning(reader: Reader, market_id: int, word: str) -> Meaning:
    """What a word or phrase means in a market now; nothing for one that stands for itself alone."""
    meant = (await ground_of(reader, market_id, [])).meanings.of(joined(word))
    return Meaning(tuple(one.term for one in meant if one.why == "synonym"), trades_named(meant))
