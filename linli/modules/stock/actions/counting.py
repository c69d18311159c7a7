"""What somebody has counted on the shelf."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import reservations
from linli.modules.stock.actions.moving import move
from linli.modules.stock.actions.watching import track
from linli.modules.stock.model import MOST_LINES, MOST_UNITS, Act, MovementKind, Slip, level_id
from linli.modules.stock.queries import levels
from linli.modules.stock.refusals import STOCK_MOVED


async def count(
    work: Work,
    market_id: int,
    store_id: UUID,
    counted: Mapping[UUID, int],
    *,
    seen: Mapping[UUID, int] | None = None,
    note: str = "",
    day: date | None = None,
) -> Slip:
    """So many units of each variant are there, those that wait for orders included; that beats the book. If
    fewer are there than orders were promised, the rest is missing, and nothing is sold until it is made up
    for. A variant that was not counted is counted from now on.

    `seen` is what the book said when somebody began to count: where goods have moved since, that count says
    nothing. Counting the same twice changes nothing. Refuses: invalid (lines, quantity, note), stock_moved
    (on_hand).
    """
    if not 0 < len(counted) <= MOST_LINES:
        raise INVALID(field="lines")
    if any(not 0 <= quantity <= MOST_UNITS for quantity in counted.values()):
        raise INVALID(field="quantity")
    await track(work, market_id, store_id, list(counted), day)
    pools = [level_id(market_id, store_id, one, day) for one in counted]
    await reservations.lock_pools(work, market_id, pools)
    book = await levels(work, market_id, store_id, list(counted), day)
    for variant_id, before in (seen or {}).items():
        if variant_id in book and book[variant_id].on_hand != before:
            raise STOCK_MOVED(on_hand=book[variant_id].on_hand)
    deltas = {one: quantity - book[one].on_hand for one, quantity in counted.items()}
    act = Act(MovementKind.COUNTED, note, day)
    return await move(work, market_id, store_id, act, deltas, counted=True)
