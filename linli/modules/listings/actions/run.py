"""The beginning and the end of a run."""

import re
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import merchants
from linli.modules.listings.model import Counts
from linli.modules.listings.queries import missing
from linli.modules.listings.refusals import LISTINGS_OVERTAKEN
from linli.modules.listings.statements import SQL

BATCH = 500
_SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


async def start_run(work: Work, market_id: int, source: str, file_name: str, *, whole: bool) -> UUID:
    """Begin to read a file; `whole`: it has all that the source has. Another run of the source, should one be
    under way, ends at its next batch. Refuses: invalid (source: small letters, digits, hyphens).
    """
    if _SOURCE.fullmatch(source) is None:
        raise INVALID(field="source")
    run_id = ids.uuid7(work.now)
    counts = msgspec.to_builtins(Counts())
    await work.run(SQL.start_source, market_id, source, run_id, file_name[:200], whole, counts, work.now)
    return run_id


async def close_missing(work: Work, market_id: int, source: str, run_id: UUID) -> tuple[int, int]:
    """Of at most 500 things that this run did not see: close the places that nobody runs and nothing else
    stands for. (how many things, how many places were closed); nothing was left after (0, 0).
    """
    gone = await missing(work, market_id, source, run_id, BATCH)
    keys = [one.key for one in gone]
    alone = [one.store_id for one in gone if one.alone and one.store_id is not None]
    closed = await merchants.close_listings(work, market_id, alone)
    await work.run(SQL.drop_reviews, market_id, source, keys, work.now)
    await work.run(SQL.mark_gone, market_id, source, keys, work.now)
    return len(gone), len(closed)


async def finish_run(work: Work, market_id: int, source: str, run_id: UUID, counts: Counts) -> None:
    """The file was read to its end. Refuses: listings_overtaken."""
    said = msgspec.to_builtins(counts)
    if not await work.run(SQL.advance_source, market_id, source, run_id, said, work.now):
        raise LISTINGS_OVERTAKEN()
    facts = {name: value for name, value in said.items() if value}
    await work.audit(market_id, "listings_imported", source, **facts)
