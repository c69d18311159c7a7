"""Taking back what one did by mistake."""

from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.stock.actions.moving import move
from linli.modules.stock.model import BY_LEADERS, UNDO_WITHIN, UNDOABLE, Act, MovementKind, Slip
from linli.modules.stock.refusals import STOCK_UNDO_OVER, STOCK_UNDONE
from linli.modules.stock.statements import SQL


class _Line(msgspec.Struct, frozen=True):
    variant_id: UUID
    day: date | None
    level_id: UUID
    delta: int


async def undo(work: Work, market_id: int, store_id: UUID, slip_id: UUID, *, leads: bool = True) -> Slip:
    """What was received, counted, corrected, written off or sold at the till by mistake is taken back as a
    whole, once, within a day; the rows stay, and others say that it was taken back. Corrections and losses
    only by those who lead the store.

    Refuses: not_found, stock_undone (already), stock_undo_over, sold_out (left: what came in by it is sold or
    promised).
    """
    since, kinds = (
        work.now - UNDO_WITHIN,
        [kind.value for kind in UNDOABLE if leads or kind not in BY_LEADERS],
    )
    if not await work.run(SQL.undo_slip, market_id, slip_id, store_id, work.now, since, kinds):
        undone = await work.value(bool, SQL.slip_undone, market_id, slip_id, store_id)
        if undone is None:
            raise NOT_FOUND()
        raise STOCK_UNDONE() if undone else STOCK_UNDO_OVER()
    lines = await work.many(_Line, SQL.lines_of_slip, market_id, slip_id)
    deltas = {line.variant_id: -line.delta for line in lines if line.delta}
    day = lines[0].day if lines else None
    return await move(work, market_id, store_id, Act(MovementKind.UNDONE, day=day), deltas)
