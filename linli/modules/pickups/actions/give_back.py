"""What goes back: before it was collected, because nobody came, or over the counter afterwards. These only
say which units and how much; `orders` sends the money and keeps the stock.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from linli.kernel import texts
from linli.kernel.database import Work
from linli.modules.pickups.actions.hand_over import Clerk
from linli.modules.pickups.actions.moving import By, Said, chosen, held, moved
from linli.modules.pickups.model import Move, MoveKind, Pickup
from linli.modules.pickups.queries import moves_of_order, pickup_by_code
from linli.modules.pickups.refusals import RETURN_TIME_OVER, TOO_FEW_HANDED, TOO_FEW_WAITING

LONGEST_REASON = 300


async def give_back(
    work: Work, market_id: int, order_id: UUID, by: By, units: Mapping[int, int] | None = None
) -> Move | None:
    """Whoever bought it, or a clerk, gives up what waits: so many `units` (≥ 1) of each line by its number,
    or all. None where nothing waits.

    Refuses in this order: not_found, too_few_waiting (line_no, left).
    """
    found = await held(work, market_id, order_id)
    lines = chosen(found.lines, units, lambda line: line.waits, TOO_FEW_WAITING)
    return await moved(work, market_id, found, MoveKind.GIVEN_BACK, lines, by) if lines else None


async def lapse(work: Work, market_id: int, order_id: UUID) -> Move | None:
    """Its time is over: all that waits is given up. None where nothing waits, or there is time left.

    Refuses: not_found.
    """
    found = await held(work, market_id, order_id)
    if not found.overdue(work.now):
        return None
    lines = chosen(found.lines, None, lambda line: line.waits, TOO_FEW_WAITING)
    return await moved(work, market_id, found, MoveKind.LAPSED, lines, By())


async def take_return(
    work: Work,
    market_id: int,
    code: str,
    store_id: UUID,
    clerk: Clerk,
    units: Mapping[int, int],
    reason: str,
    *,
    restock: bool,
    within: timedelta | None,
) -> tuple[Pickup, Move]:
    """Somebody brings back what was handed over: so many `units` (≥ 1) of each line by its number. `reason`
    has 1 to 300 characters; `within` is how long after the last hand-over, None: ever.

    Refuses in this order: invalid (reason), pickup_unknown, pickup_of_another_store, too_few_handed (line_no,
    left; also for no units at all), return_time_over (days).
    """
    why = texts.line(reason, "reason", LONGEST_REASON)
    seen = await pickup_by_code(work, market_id, code)
    found = await held(work, market_id, seen.order_id, store_id)
    lines = chosen(found.lines, units, lambda line: line.out, TOO_FEW_HANDED)
    if not lines:
        raise TOO_FEW_HANDED(line_no=0, left=found.out.units)
    if within is not None and not await _in_time(work, market_id, found.order_id, within):
        raise RETURN_TIME_OVER(days=within.days)
    said = Said(reason=why, restocked=restock)
    return found, await moved(work, market_id, found, MoveKind.RETURNED, lines, By(*clerk), said)


async def _in_time(work: Work, market_id: int, order_id: UUID, within: timedelta) -> bool:
    moves = await moves_of_order(work, market_id, order_id)
    return any(move.kind is MoveKind.HANDED and move.at + within > work.now for move in moves)
