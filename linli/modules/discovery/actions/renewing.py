"""All places of a market written anew, some hundred in each transaction."""

from uuid import UUID

import msgspec

from linli.kernel.database import Database, Work
from linli.modules import merchants
from linli.modules.discovery.actions.refreshing import write_stores
from linli.modules.discovery.statements import SQL

BATCH = 200


class _Renewal(msgspec.Struct, frozen=True):
    after: UUID | None
    written: int


async def ask_for_renewal(work: Work, market_id: int) -> None:
    """Have all places of the market written anew; where that is under way it begins anew. Refuses nothing."""
    await work.run(SQL.ask_for_renewal, market_id, work.now)


async def renew(db: Database, market_id: int, size: int = BATCH) -> int:
    """Write what was asked for, `size` stores in each transaction; whoever is stopped and repeats it goes on
    where it stands, and nothing is left to do for a second one. Returns how many this call wrote.
    """
    written = 0
    while True:
        async with db.work() as work:
            step = await renew_step(work, market_id, size)
        if step is None:
            return written
        written += step


async def renew_step(work: Work, market_id: int, size: int = BATCH) -> int | None:
    """The next stores; how many, or None when all are written or nobody has asked."""
    stands = await work.one(_Renewal, SQL.hold_renewal, market_id)
    if stands is None:
        return None
    stores = await merchants.all_stores(work, market_id, after=stands.after, size=size)
    if not stores:
        await work.run(SQL.end_renewal, market_id)
        return None
    await write_stores(work, market_id, stores)
    await work.run(SQL.advance_renewal, market_id, stores[-1].store_id, len(stores))
    return len(stores)


async def refresh_all(work: Work, market_id: int) -> int:
    """The same in one transaction, for a market that is just being laid out; returns how many."""
    await ask_for_renewal(work, market_id)
    written = 0
    while (step := await renew_step(work, market_id)) is not None:
        written += step
    return written
