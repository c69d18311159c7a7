"""Reading flash sales."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.refusals import NOT_FOUND
from linli.modules import reservations
from linli.modules.flash.model import Claim, ClaimState, Sale, Standing
from linli.modules.flash.statements import SQL

MOST_LISTED = 50


async def sale(reader: Reader, market_id: int, sale_id: UUID) -> Sale:
    """One flash sale. Refuses: not_found."""
    found = await reader.one(Sale, SQL.find_sale, market_id, sale_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def sales_of_store(reader: Reader, market_id: int, store_id: UUID) -> Sequence[Sale]:
    """A store's flash sales, the last announced first; at most 50."""
    return await reader.many(Sale, SQL.sales_of_store, market_id, store_id, MOST_LISTED)


async def standing(reader: Reader, market_id: int, sale_id: UUID, person_id: UUID) -> Standing:
    """How somebody stands in a sale: their claim, unless it has lapsed, and how many are before them."""
    claim = await reader.one(Claim, SQL.find_claim, market_id, sale_id, person_id)
    pool = await reservations.pool(reader, market_id, sale_id)
    before = 0
    if claim is not None and claim.state is ClaimState.WAITING:
        place = (claim.claimed_at, claim.claim_id)
        before = await reader.value(int, SQL.count_before, market_id, sale_id, *place) or 0
    if claim is not None and claim.state is ClaimState.HELD and not claim.open_at(reader.now):
        claim = None
    return Standing(claim, before, pool.left if pool else 0, pool.held if pool else 0)


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)
