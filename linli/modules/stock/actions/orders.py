"""What orders take and bring back.

Who holds, confirms or returns units of an order in the same transaction does that first: pools are locked
before levels, everywhere.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from linli.kernel.database import Work
from linli.modules import reservations
from linli.modules.stock.actions.moving import move, write
from linli.modules.stock.actions.watching import track
from linli.modules.stock.model import Act, MovementKind, level_id
from linli.modules.stock.queries import day_of_order, levels


async def hand_over(
    work: Work,
    market_id: int,
    store_id: UUID,
    units: Mapping[UUID, int],
    order_id: UUID,
) -> None:
    """So many units that the order has taken (`claims`, held and confirmed) leave the store with whoever
    collects them. What the book said was not there and is in the clerk's hand was found.

    What the order has no hold of was not counted when it was placed, and changes nothing.
    """
    day = await day_of_order(work, market_id, order_id)
    held = await _held(work, market_id, store_id, units, order_id, day)
    book = await levels(work, market_id, store_id, list(held), day)
    if held.keys() - book.keys():
        # Ordered in the moment in which somebody stopped to count it.
        await track(work, market_id, store_id, list(held), day)
        book = await levels(work, market_id, store_id, list(held), day)
    found = {one: n - book[one].on_hand for one, n in held.items() if n > book[one].on_hand}
    if found:
        act = Act(MovementKind.FOUND, day=day, order_id=order_id)
        await move(work, market_id, store_id, act, found)
    if held:
        minus = {one: -quantity for one, quantity in held.items()}
        act = Act(MovementKind.HANDED_OVER, day=day, order_id=order_id)
        await write(work, market_id, store_id, act, minus, held)


async def undo_hand_over(
    work: Work,
    market_id: int,
    store_id: UUID,
    units: Mapping[UUID, int],
    order_id: UUID,
) -> None:
    """A hand-over was a mistake: the units are in the store again and wait for the order as before."""
    day = await day_of_order(work, market_id, order_id)
    held = await _held(work, market_id, store_id, units, order_id, day)
    if held:
        minus = {one: -quantity for one, quantity in held.items()}
        act = Act(MovementKind.HAND_OVER_UNDONE, day=day, order_id=order_id)
        await write(work, market_id, store_id, act, held, minus)


async def take_back(
    work: Work,
    market_id: int,
    store_id: UUID,
    units: Mapping[UUID, int],
    order_id: UUID,
    *,
    restock: bool,
    note: str = "",
) -> None:
    """Units that were handed over come back, and the order has no claim to them any more: this returns what
    it took, so nobody else does. With `restock` they can be sold again; otherwise they are written off.

    Raises ValueError where the order has less left. Refuses: invalid (note).
    """
    day = await day_of_order(work, market_id, order_id)
    held = await _held(work, market_id, store_id, units, order_id, day)
    for one, quantity in held.items():
        await return_claim(work, market_id, level_id(market_id, store_id, one, day), order_id, quantity)
    if not held:
        return
    minus = {one: -quantity for one, quantity in held.items()}
    # They are on hand and not handed any more: what there is in all stays the same.
    act = Act(MovementKind.TAKEN_BACK, note, day, order_id)
    await write(work, market_id, store_id, act, held, minus)
    if not restock:
        gone = Act(MovementKind.WRITTEN_OFF, note, day, order_id)
        await move(work, market_id, store_id, gone, minus, counted=True)


async def return_claim(work: Work, market_id: int, pool_id: UUID, order_id: UUID, quantity: int) -> None:
    """So many units of a level are not the order's any more. Raises ValueError where it has fewer."""
    if not await reservations.return_units(work, market_id, order_id, quantity, [pool_id]):
        raise ValueError("an order gives back what it has taken")


async def _held(
    work: Work,
    market_id: int,
    store_id: UUID,
    units: Mapping[UUID, int],
    order_id: UUID,
    day: date | None,
) -> dict[UUID, int]:
    """Those of the units of which the order has a hold, with their pools locked."""
    pools = {one: level_id(market_id, store_id, one, day) for one in units}
    await reservations.lock_pools(work, market_id, list(pools.values()))
    holds = await reservations.holds_of(work, market_id, order_id)
    mine = {hold.pool_id for hold in holds if hold.state is reservations.HoldState.CONFIRMED}
    return {one: units[one] for one, pool_id in pools.items() if pool_id in mine}
