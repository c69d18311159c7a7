"""Hold, confirm, give back: each at most once per owner and pool, each in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Work
from linli.modules.reservations.model import Claim, Pool, PoolKind, Wish
from linli.modules.reservations.refusals import BELOW_SOLD, LIMIT_REACHED, SOLD_OUT

SQL = sql.load(__file__)


async def create_pool(work: Work, market_id: int, pool_id: UUID, kind: PoolKind, total: int) -> None:
    """Open a pool of `total` (≥ 0) units; one that exists is left as it is."""
    await work.run(SQL.create_pool, market_id, pool_id, kind.value, total)


async def resize_pool(work: Work, market_id: int, pool_id: UUID, total: int) -> None:
    """Let a pool have `total` (≥ 0) units from now on. Refuses: below_sold (least, what is held or taken)."""
    if await work.run(SQL.resize_pool, market_id, pool_id, total):
        return
    pool = await work.one(Pool, SQL.find_pool, market_id, pool_id)
    raise BELOW_SOLD(least=pool.held + pool.taken if pool else 0)


async def create_pools(work: Work, market_id: int, pool_ids: Sequence[UUID], kind: PoolKind) -> None:
    """Open empty pools; those that exist are left as they are."""
    await work.run(SQL.create_pools, market_id, list(pool_ids), kind.value)


async def lock_pools(work: Work, market_id: int, pool_ids: Sequence[UUID]) -> dict[UUID, Pool]:
    """What the pools have, while nobody else changes them until the transaction ends."""
    found = await work.many(Pool, SQL.lock_pools, market_id, list(pool_ids))
    return {one.pool_id: one for one in found}


async def add_to_pools(
    work: Work, market_id: int, deltas: Mapping[UUID, int], *, counted: bool = False
) -> None:
    """So many units more, or fewer, of each pool; all of it or nothing.

    Fewer never takes what is held or taken, unless somebody has counted and it is not there: then what is
    short is written down, and nothing is sold before it is made up for. Refuses: sold_out (left, pool_id;
    also of a pool that does not exist).
    """
    pools, counts = list(deltas), list(deltas.values())
    done = set(await work.column(UUID, SQL.add_to_pools, market_id, pools, counts, counted))
    if unmet := next((pool_id for pool_id in pools if pool_id not in done), None):
        pool = await work.one(Pool, SQL.find_pool, market_id, unmet)
        raise SOLD_OUT(left=pool.left if pool else 0, pool_id=str(unmet))


async def add_to_pool(work: Work, market_id: int, pool_id: UUID, delta: int) -> None:
    """`add_to_pools` for one. Refuses: sold_out (left)."""
    await add_to_pools(work, market_id, {pool_id: delta})


async def take_arrived(work: Work, market_id: int, owner_id: UUID, units: Mapping[UUID, int]) -> None:
    """More of each pool, and it is the owner's at once, paid for: others can have none of it.

    Raises ValueError where a pool does not exist or the owner holds some of it unpaid.
    """
    arrived = (list(units), list(units.values()))
    if await work.run(SQL.take_arrived, market_id, owner_id, *arrived, work.now) < len(units):
        raise ValueError("an owner takes what arrives once what they hold is paid")


async def hold(
    work: Work,
    market_id: int,
    owner_id: UUID,
    claims: Iterable[Claim],
    expires_at: datetime | None = None,
) -> None:
    """Keep every claim for the owner, or none. Every action here locks pools in the same order, so nobody
    waits in a circle; the shared pool comes last, so that it is locked as briefly as can be.

    What is neither confirmed nor given back by `expires_at` is given back by the timetable; None leaves that
    to the owner. Raises ValueError for a claim for nothing, two claims of one pool, or an expiry that is
    over. Refuses in this order: limit_reached (limit), sold_out (left).
    """
    wanted = list(claims)
    if any(claim.quantity <= 0 for claim in wanted):
        raise ValueError("a claim is for at least one")
    if len({claim.pool_id for claim in wanted}) < len(wanted):
        raise ValueError("an owner claims a pool once")
    if expires_at is not None and expires_at <= work.now:
        raise ValueError("a hold expires in the future")
    unmet = await work.column(
        UUID,
        SQL.hold_claims,
        market_id,
        owner_id,
        [claim.pool_id for claim in wanted],
        [claim.quantity for claim in wanted],
        [claim.personal_limit for claim in wanted],
        work.now,
        expires_at,
    )
    if not unmet:
        return
    first = next(claim for claim in wanted if claim.pool_id == unmet[0])
    if first.personal_limit is not None:
        raise LIMIT_REACHED(limit=first.personal_limit)
    pool = await work.one(Pool, SQL.find_pool, market_id, first.pool_id)
    raise SOLD_OUT(left=pool.left if pool else 0)


async def hold_each(
    work: Work,
    market_id: int,
    pool_id: UUID,
    wishes: Sequence[Wish],
    personal_limit: int,
    expires_at: datetime,
) -> bool:
    """Keep what each of many owners wants of one pool, all of it or nothing; every wish is of another person.
    Have the pools locked (`lock_pools`) and wish for no more than is left. False: something has changed all
    the same, and nothing was written.
    """
    columns = (
        [wish.owner_id for wish in wishes],
        [wish.personal_id for wish in wishes],
        [wish.quantity for wish in wishes],
    )
    row = (pool_id, *columns, personal_limit, work.now, expires_at)
    return bool(await work.value(int, SQL.hold_each, market_id, *row))


async def hand_on(work: Work, market_id: int, owner_id: UUID, to: UUID) -> bool:
    """What an owner holds is held for another one (an order) from now on, with no expiry of its own. False if
    nothing was held any more.
    """
    return bool(await work.run(SQL.hand_on, market_id, owner_id, to, work.now))


async def confirm(work: Work, market_id: int, owner_id: UUID) -> bool:
    """What the owner holds is taken for good. False if nothing was held any more (returned or confirmed)."""
    return bool(await work.run(SQL.finish_holds, market_id, owner_id, "confirmed", None))


async def give_back(work: Work, market_id: int, owner_id: UUID) -> bool:
    """What the owner holds and has not paid for is free for others again. False if there was nothing."""
    return bool(await work.run(SQL.finish_holds, market_id, owner_id, "returned", None))


async def give_back_expired(work: Work, market_id: int, owner_id: UUID) -> bool:
    """The same of holds whose time is over; for the timetable."""
    return bool(await work.run(SQL.finish_holds, market_id, owner_id, "returned", work.now))


async def return_units(
    work: Work, market_id: int, owner_id: UUID, quantity: int, pool_ids: Sequence[UUID] | None = None
) -> int:
    """After a refund of `quantity` units: so much of what the owner took is free for others again.

    Of each of `pool_ids`, or of every pool that the owner took from; a pool of which the owner has less left
    than `quantity` is not touched. Returns of how many pools.
    """
    pools = None if pool_ids is None else list(pool_ids)
    return await work.run(SQL.return_units, market_id, owner_id, quantity, pools)


async def take_again(work: Work, market_id: int, owner_id: UUID) -> bool:
    """For a payment that came late: hold again what was returned, if all of it is still free. Changes nothing
    and returns False otherwise. What is held again has no expiry of its own any more.
    """
    return bool(await work.run(SQL.hold_again, market_id, owner_id))
