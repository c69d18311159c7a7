"""Lead codes somewhere else after they were printed, and end them, several at once."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.marketing.actions.making import checked_landing
from linli.modules.marketing.model import Landing
from linli.modules.marketing.statements import SQL


async def retarget_links(
    work: Work, market_id: int, store_id: UUID, link_ids: Sequence[UUID], landing: Landing, person_id: UUID
) -> int:
    """These codes lead there from now on; what they led to until now is kept for good. How many changed:
    those that have ended, lead there already or are another store's do not.

    Refuses: invalid (landing: no such thing of this store).
    """
    landing = await checked_landing(work, market_id, store_id, landing)
    change = (landing.kind.value, landing.ref, ids.uuid7(work.now), person_id, work.now)
    return await work.run(SQL.retarget_links, market_id, store_id, list(link_ids), *change)


async def retarget_batch(
    work: Work, market_id: int, store_id: UUID, batch_id: UUID, landing: Landing, person_id: UUID
) -> int:
    """The same for a whole batch, with those of its codes that are still to be made.

    Refuses: invalid (landing), not_found (no such batch of this store, or it has ended).
    """
    landing = await checked_landing(work, market_id, store_id, landing)
    where = (market_id, store_id, batch_id, landing.kind.value, landing.ref)
    if await work.value(UUID, SQL.retarget_batch, *where) is None:
        raise NOT_FOUND()
    change = (ids.uuid7(work.now), person_id, work.now)
    return await work.run(SQL.retarget_codes_of_batch, *where, *change)


async def end_links(work: Work, market_id: int, store_id: UUID, link_ids: Sequence[UUID]) -> int:
    """These codes lead nowhere from now on; what came of them stays counted. How many were ended by this."""
    return await work.run(SQL.end_links, market_id, store_id, list(link_ids), work.now)


async def end_batch(work: Work, market_id: int, store_id: UUID, batch_id: UUID) -> int:
    """All codes of a batch lead nowhere from now on, and no more are made. How many were ended by this.

    Refuses: not_found (no such batch of this store).
    """
    where = (market_id, store_id, batch_id, work.now)
    if await work.value(UUID, SQL.end_batch, *where) is None:
        raise NOT_FOUND()
    return await work.run(SQL.end_codes_of_batch, *where)
