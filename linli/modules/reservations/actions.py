"""Hold, confirm, give back: each at most once per owner and pool."""

from collections.abc import Iterable
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Work
from linli.modules.reservations.model import Claim, Pool
from linli.modules.reservations.refusals import BELOW_SOLD, LIMIT_REACHED, SOLD_OUT

SQL = sql.load(__file__)


async def create_pool(work: Work, market_id: int, pool_id: UUID, kind: str, total: int) -> None:
    """Open a pool of `total` (≥ 0) units; one that exists is left as it is."""
    await work.run(SQL.create_pool, market_id, pool_id, kind, total)


async def resize_pool(work: Work, market_id: int, pool_id: UUID, total: int) -> None:
    """Let a pool have `total` (≥ 0) units from now on. Refuses: below_sold (least, what is held or taken)."""
    if await work.run(SQL.resize_pool, market_id, pool_id, total):
        return
    pool = await work.one(Pool, SQL.find_pool, market_id, pool_id)
    raise BELOW_SOLD(least=pool.held + pool.taken if pool else 0)


async def hold(work: Work, market_id: int, owner_id: UUID, claims: Iterable[Claim]) -> None:
    """Keep every claim for the owner, or none. Every action here locks pools in the same order, so nobody
    waits in a circle; the shared pool comes last, so that it is locked as briefly as can be.

    Refuses in this order: limit_reached (limit), sold_out (left).
    """
    for claim in _ordered(claims):
        if claim.quantity <= 0:
            raise ValueError("a claim is for at least one")
        await _take(work, market_id, claim)
        await work.run(SQL.insert_hold, market_id, owner_id, claim.pool_id, claim.quantity, work.now)


async def _take(work: Work, market_id: int, claim: Claim) -> None:
    if claim.personal_limit is not None:
        await work.run(SQL.open_personal_pool, market_id, claim.pool_id, claim.personal_limit)
    if await work.run(SQL.take_from_pool, market_id, claim.pool_id, claim.quantity):
        return
    if claim.personal_limit is not None:
        raise LIMIT_REACHED(limit=claim.personal_limit)
    pool = await work.one(Pool, SQL.find_pool, market_id, claim.pool_id)
    raise SOLD_OUT(left=pool.total - pool.held - pool.taken if pool else 0)


async def confirm(work: Work, market_id: int, owner_id: UUID) -> bool:
    """What the owner holds is taken for good. False if nothing was held any more (returned or confirmed)."""
    return await _finish(work, market_id, owner_id, "confirmed")


async def give_back(work: Work, market_id: int, owner_id: UUID) -> bool:
    """What the owner holds and has not paid for is free for others again. False if there was nothing."""
    return await _finish(work, market_id, owner_id, "returned")


async def return_units(work: Work, market_id: int, owner_id: UUID, quantity: int) -> None:
    """After a refund of `quantity` units: so much of what the owner took is free for others again."""
    rows = await work.many(Claim, SQL.return_units, market_id, owner_id, quantity)
    for row in _ordered(rows):
        await work.run(SQL.untake, market_id, row.pool_id, row.quantity)


async def take_again(work: Work, market_id: int, owner_id: UUID) -> bool:
    """For a payment that came late: hold again what was returned, if all of it is still free. Changes nothing
    and returns False otherwise.
    """
    rows = await work.many(Claim, SQL.returned_claims, market_id, owner_id)
    taken: list[Claim] = []
    for row in _ordered(rows):
        if not await work.run(SQL.take_from_pool, market_id, row.pool_id, row.quantity):
            for other in taken:
                await work.run(SQL.unhold, market_id, other.pool_id, other.quantity)
            return False
        taken.append(row)
    return bool(await work.run(SQL.hold_again, market_id, owner_id))


async def _finish(work: Work, market_id: int, owner_id: UUID, state: str) -> bool:
    rows = await work.many(Claim, SQL.finish_holds, market_id, owner_id, state)
    statement = SQL.held_to_taken if state == "confirmed" else SQL.unhold
    for row in _ordered(rows):
        await work.run(statement, market_id, row.pool_id, row.quantity)
    return bool(rows)


def _ordered(claims: Iterable[Claim]) -> list[Claim]:
    """The one order in which pools are locked: per-person ones first, then by id."""
    return sorted(claims, key=lambda claim: (claim.personal_limit is None, claim.pool_id))
