"""What is sold by the day: how much there is on each of them, and days on which nothing is sold."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import markets, reservations
from linli.modules.stock.actions.moving import MOST_NOTE
from linli.modules.stock.model import MOST_UNITS, MovementKind, level_id
from linli.modules.stock.refusals import DAY_SOLD
from linli.modules.stock.statements import SQL


async def set_days(
    work: Work,
    market_id: int,
    store_id: UUID,
    variant_id: UUID,
    days: Sequence[date],
    units: int,
    *,
    note: str = "",
) -> None:
    """On each of these days (1 to 366, none over) the store has so many units of a variant in all, whatever
    is sold of them included; a day that was closed is open again. All of it or nothing; a repeat changes
    nothing.

    Refuses in this order: invalid (days, units, note), day_sold (day, sold: so many are sold or held).
    """
    of = await _levels(work, market_id, store_id, variant_id, days, note)
    if not 0 <= units <= MOST_UNITS:
        raise INVALID(field="units")
    await reservations.create_pools(work, market_id, list(of), reservations.PoolKind.STOCK)
    about = (store_id, variant_id, list(of), list(of.values()))
    await work.run(SQL.open_days, market_id, *about, work.now)
    pools = await reservations.lock_pools(work, market_id, list(of))
    for pool_id, day in of.items():
        if pools[pool_id].promised > units:
            raise DAY_SOLD(day=day.isoformat(), sold=pools[pool_id].promised)
    await work.run(SQL.close_days, market_id, list(of), None)
    deltas = {pool_id: units - pools[pool_id].total for pool_id in of}
    await _change(work, market_id, store_id, deltas, note)


async def close_days(
    work: Work,
    market_id: int,
    store_id: UUID,
    variant_id: UUID,
    days: Sequence[date],
    *,
    note: str = "",
) -> None:
    """On these days (1 to 366, none over) nothing more is sold, not even what is given back; what is sold
    stays sold. Refuses: invalid (days, note).
    """
    of = await _levels(work, market_id, store_id, variant_id, days, note)
    pools = await reservations.lock_pools(work, market_id, list(of))
    await work.run(SQL.close_days, market_id, list(pools), work.now)
    await _change(work, market_id, store_id, {key: -pool.left for key, pool in pools.items()}, note)


async def note_day(work: Work, market_id: int, order_id: UUID, day: date) -> None:
    """Whatever an order claims here is for this day; once for an order, before it holds anything."""
    await work.run(SQL.write_day, market_id, order_id, day)


async def _levels(
    work: Work, market_id: int, store_id: UUID, variant_id: UUID, days: Sequence[date], note: str
) -> dict[UUID, date]:
    """The levels of some days, in the order of the days. Refuses: invalid (days, note)."""
    wanted = await markets.days_to_come(work, market_id, days)
    if len(note) > MOST_NOTE:
        raise INVALID(field="note")
    return {level_id(market_id, store_id, variant_id, day): day for day in wanted}


async def _change(work: Work, market_id: int, store_id: UUID, deltas: Mapping[UUID, int], note: str) -> None:
    """One slip with a row for each day that changes; the pools are locked."""
    changed = {level: delta for level, delta in deltas.items() if delta}
    if not changed:
        return
    await reservations.add_to_pools(work, market_id, changed)
    slip_id = ids.uuid7(work.now)
    kind = MovementKind.SET_FOR_DAY.value
    await work.run(SQL.write_slip, market_id, slip_id, store_id, kind, work.now)
    rows = ([ids.uuid7(work.now) for _ in changed], list(changed), list(changed.values()))
    await work.run(SQL.set_days, market_id, slip_id, *rows, work.actor.person_id, note.strip(), work.now)
