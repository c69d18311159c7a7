"""Beginning to count a variant, and being told when little is left."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import reservations
from linli.modules.stock.events import StockLow
from linli.modules.stock.model import MOST_UNITS, level_id
from linli.modules.stock.queries import levels
from linli.modules.stock.refusals import STOCK_PROMISED
from linli.modules.stock.statements import SQL


class _Turned(msgspec.Struct, frozen=True):
    store_id: UUID
    variant_id: UUID
    day: date | None
    left: int
    low_from: int
    low: bool


async def track(
    work: Work, market_id: int, store_id: UUID, variant_ids: Sequence[UUID], day: date | None = None
) -> None:
    """From now on the store counts these variants, beginning with none of them; those it counts stay as they
    are. What is not counted never runs out.
    """
    wanted = [level_id(market_id, store_id, one, day) for one in variant_ids]
    await reservations.create_pools(work, market_id, wanted, reservations.PoolKind.STOCK)
    await work.run(SQL.open_levels, market_id, store_id, wanted, list(variant_ids), day, work.now)
    if resting := await work.column(UUID, SQL.stopped_levels, market_id, wanted):
        await reservations.lock_pools(work, market_id, resting)
        await work.run(SQL.resume_levels, market_id, resting)


async def untrack(work: Work, market_id: int, store_id: UUID, variant_ids: Sequence[UUID]) -> None:
    """The store counts these no longer, and they never run out; their history stays, and counting, receiving
    or tracking them again goes on where it stopped. What it does not count is left alone.

    Refuses: stock_promised (left): orders wait for some of them.
    """
    counted = await levels(work, market_id, store_id, variant_ids)
    wanted = [level.level_id for level in counted.values()]
    pools = await reservations.lock_pools(work, market_id, wanted)
    fresh = await levels(work, market_id, store_id, list(counted))
    if any(pools[level.level_id].promised > level.handed for level in fresh.values()):
        raise STOCK_PROMISED(left=0)
    await work.run(SQL.stop_levels, market_id, wanted, work.now)


async def watch(
    work: Work, market_id: int, store_id: UUID, low_from: Mapping[UUID, int], day: date | None = None
) -> None:
    """From how few on (0: none at all) somebody wants to be told, by variant. Refuses: invalid (low_from)."""
    if any(not 0 <= few <= MOST_UNITS for few in low_from.values()):
        raise INVALID(field="low_from")
    for few in sorted(set(low_from.values())):
        these = [level_id(market_id, store_id, one, day) for one, value in low_from.items() if value == few]
        await work.run(SQL.set_low_from, market_id, these, few)
    await notice_low(work, market_id, store_id, list(low_from), day)


async def notice_low(
    work: Work, market_id: int, store_id: UUID, variant_ids: Sequence[UUID], day: date | None = None
) -> None:
    """Look how much is left, and announce StockLow for what has become low. Every act of this module does so
    by itself; who holds, confirms or returns what `claims` named does it afterwards. What is sold by the day
    is there to be sold out: nobody is told.
    """
    if day is not None:
        return
    wanted = [level_id(market_id, store_id, one, day) for one in variant_ids]
    lefts = await reservations.lefts(work, market_id, wanted)
    turned = await work.many(_Turned, SQL.note_low, market_id, list(lefts), list(lefts.values()))
    for one in turned:
        if one.low:
            await work.announce(
                StockLow(
                    market_id=market_id,
                    store_id=one.store_id,
                    variant_id=one.variant_id,
                    day=one.day,
                    left=one.left,
                    low_from=one.low_from,
                )
            )
