"""Sources, what they say of a store, and what waits to be judged."""

from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules.listings.model import Review, Source
from linli.modules.listings.statements import SQL

FIRST_ID = UUID(int=0)


class Missing(msgspec.Struct, frozen=True):
    """A thing that a run did not see; `alone`: nothing else stands for its store."""

    key: str
    store_id: UUID | None
    alone: bool


class MissingCount(msgspec.Struct, frozen=True):
    """Of the things that a source had: how many a run did not see, and how many it saw."""

    missing: int
    seen: int


async def sources(reader: Reader, market_id: int) -> list[Source]:
    """Where a market's places come from, the newest run first; 100 at most."""
    return await reader.many(Source, SQL.find_sources, market_id)


async def missing(
    reader: Reader, market_id: int, source: str, run_id: UUID, size: int = 500
) -> list[Missing]:
    """Things of the source that this run did not see, by their keys."""
    return await reader.many(Missing, SQL.find_missing, market_id, source, run_id, size)


async def missing_count(reader: Reader, market_id: int, source: str, run_id: UUID) -> MissingCount:
    """How many those are."""
    found = await reader.one(MissingCount, SQL.count_missing, market_id, source, run_id)
    return found or MissingCount(0, 0)


async def review(reader: Reader, market_id: int, review_id: UUID) -> Review:
    """One question, decided or not. Refuses: not_found."""
    found = await reader.one(Review, SQL.find_review, market_id, review_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def reviews(reader: Reader, market_id: int, after: UUID | None = None, size: int = 20) -> list[Review]:
    """Open questions, after the one named, always in the same order."""
    return await reader.many(Review, SQL.find_reviews, market_id, after or FIRST_ID, size)


async def count_reviews(reader: Reader, market_id: int) -> int:
    """How many wait; 1,000 stands for more."""
    return await reader.value(int, SQL.count_reviews, market_id) or 0
