"""Out of the door with what was paid in the aisle."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules.pickups.actions.hand_over import Clerk
from linli.modules.pickups.actions.moving import held
from linli.modules.pickups.model import Pickup, PickupKind
from linli.modules.pickups.queries import pickup
from linli.modules.pickups.refusals import EXIT_PASS_FORGED, EXIT_PASS_USED
from linli.modules.pickups.statements import SQL


async def leave(work: Work, market_id: int, order_id: UUID, store_id: UUID, clerk: Clerk) -> Pickup:
    """A clerk at the door has looked at an exit pass, which counts once; returns what leaves.

    Refuses in this order: not_found, pickup_of_another_store, exit_pass_forged (it is to be collected at the
    counter), exit_pass_used (at, by).
    """
    found = await held(work, market_id, order_id, store_id)
    if found.kind is not PickupKind.AISLE:
        raise EXIT_PASS_FORGED()
    if not await work.run(SQL.note_left, market_id, order_id, store_id, work.now, clerk[1]):
        raise EXIT_PASS_USED(at=found.left_at.isoformat() if found.left_at else "", by=found.left_by or "")
    return await pickup(work, market_id, order_id)
