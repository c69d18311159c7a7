"""What an order lacks in its store is brought over from another one of the merchant.

Who changes an order's transfers locks them first, then pools, then levels; pickups, escrow and the order
before all of these.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import reservations
from linli.modules.stock.actions.moving import MOST_NOTE, check_units, move
from linli.modules.stock.actions.transfers import let_go, same_merchant
from linli.modules.stock.actions.watching import notice_low
from linli.modules.stock.events import TransferDeclined
from linli.modules.stock.model import Act, MovementKind, Transfer, TransferState, level_id
from linli.modules.stock.queries import claims, day_of_order, transfer, with_lines
from linli.modules.stock.refusals import TRANSFER_OVER
from linli.modules.stock.statements import SQL


async def plan_transfer(
    work: Work,
    market_id: int,
    store_id: UUID,
    to_store_id: UUID,
    units: Mapping[UUID, int],
    order_id: UUID,
    due_on: date,
) -> None:
    """So many units, which the order holds in this store, go to another one of the merchant by `due_on` as
    soon as it is paid. Nobody is asked before. Refuses: invalid (to, lines, quantity).
    """
    check_units(units)
    await same_merchant(work, market_id, store_id, to_store_id)
    transfer_id = ids.uuid7(work.now)
    about = (transfer_id, store_id, to_store_id, order_id, "", work.now, None)
    await work.run(SQL.write_transfer, market_id, *about, TransferState.PLANNED.value, due_on)
    await work.run(SQL.write_transfer_lines, market_id, transfer_id, list(units), list(units.values()))


async def ask_transfer(work: Work, market_id: int, order_id: UUID) -> Transfer | None:
    """The order is paid: what it lacks is asked for where it holds it. None where it lacks nothing."""
    return await work.one(Transfer, SQL.ask_transfer, market_id, order_id, work.now)


async def drop_transfers(work: Work, market_id: int, order_id: UUID) -> None:
    """The order was given up before it was paid, and nobody was asked."""
    await work.run(SQL.drop_transfers, market_id, order_id, work.now, True)


async def dispatch(work: Work, market_id: int, store_id: UUID, transfer_id: UUID) -> Transfer:
    """What this store was asked for leaves, as far as its order still wants it; the promise goes with it.

    Refuses: not_found (also to whom it goes), transfer_over (it left already, or is not wanted any more),
    sold_out (left, variant_id: fewer are here by the book).
    """
    asked = await transfer(work, market_id, transfer_id, store_id)
    if asked.from_store_id != store_id:
        raise NOT_FOUND()
    if not await work.run(SQL.dispatch_transfer, market_id, transfer_id, work.now, work.actor.person_id):
        raise TRANSFER_OVER()
    await work.run(SQL.take_off_freed, market_id, transfer_id)
    sent = await transfer(work, market_id, transfer_id, store_id)
    units = {line.variant_id: line.sent for line in sent.lines if line.sent}
    await reservations.lock_pools(work, market_id, [level_id(market_id, store_id, one) for one in units])
    if sent.order_id:
        await let_go(work, market_id, store_id, units, sent.order_id)
    act = Act(MovementKind.SENT, "", None, sent.order_id, transfer_id)
    await move(work, market_id, store_id, act, {one: -n for one, n in units.items()}, counted=True)
    return sent


async def decline(work: Work, market_id: int, store_id: UUID, transfer_id: UUID, note: str) -> Transfer:
    """What this store was asked for does not go; `note` (1 to 200 characters) says why. Announces
    TransferDeclined: the order gets its money back.

    Refuses: not_found (also to whom it goes), invalid (note), transfer_over.
    """
    asked = await transfer(work, market_id, transfer_id, store_id)
    if asked.from_store_id != store_id or asked.order_id is None:
        raise NOT_FOUND()
    if not 0 < len(note.strip()) <= MOST_NOTE:
        raise INVALID(field="note")
    about = (transfer_id, note.strip(), work.now, work.actor.person_id)
    if not await work.run(SQL.decline_transfer, market_id, *about):
        raise TRANSFER_OVER()
    declined = await transfer(work, market_id, transfer_id, store_id)
    await work.announce(
        TransferDeclined(
            market_id=market_id,
            transfer_id=transfer_id,
            from_store_id=store_id,
            to_store_id=declined.to_store_id,
            order_id=asked.order_id,
            units={line.variant_id: line.wanted for line in declined.lines if line.wanted},
        )
    )
    return declined


async def give_up(
    work: Work, market_id: int, store_id: UUID, units: Mapping[UUID, int], order_id: UUID
) -> bool:
    """The order wants so many units no more that wait for it, wherever they are: on sale again in this store,
    or in the one that was asked for them; what is on its way will be for the shelf.

    Returns whether something else is still brought over for it.
    """
    rest, back = dict(units), defaultdict[UUID, dict[UUID, int]](dict)
    found = await _of_order(work, market_id, order_id)
    for one in found:
        freed = _freed(one, rest)
        if not freed:
            continue
        await work.run(SQL.free_lines, market_id, one.transfer_id, list(freed), list(freed.values()))
        for variant_id, count in freed.items():
            rest[variant_id] -= count
        if one.state is not TransferState.SENT:
            back[one.from_store_id] |= freed
    await work.run(SQL.drop_transfers, market_id, order_id, work.now, False)
    back[store_id] |= {one: count for one, count in rest.items() if count}
    await _put_on_sale(work, market_id, order_id, back)
    after = await _of_order(work, market_id, order_id) if found else []
    return any(one.for_order for one in after if one.state in (TransferState.ASKED, TransferState.SENT))


def _freed(one: Transfer, rest: Mapping[UUID, int]) -> dict[UUID, int]:
    """What of the rest a transfer has: asked for, on its way, or declined."""
    if one.state not in (TransferState.ASKED, TransferState.SENT, TransferState.DECLINED):
        return {}
    has = {line.variant_id: min(line.wanted, rest.get(line.variant_id, 0)) for line in one.lines}
    return {variant_id: count for variant_id, count in has.items() if count}


async def _put_on_sale(
    work: Work, market_id: int, order_id: UUID, back: Mapping[UUID, Mapping[UUID, int]]
) -> None:
    day = await day_of_order(work, market_id, order_id)
    wanted = [
        one for store_id, units in back.items() for one in await claims(work, market_id, store_id, units, day)
    ]
    # The hottest rows are locked last, in the order that everybody keeps.
    for claim in sorted(wanted, key=lambda one: one.pool_id):
        await reservations.return_units(work, market_id, order_id, claim.quantity, [claim.pool_id])
    for store_id, units in back.items():
        await notice_low(work, market_id, store_id, list(units), day)


async def _of_order(work: Work, market_id: int, order_id: UUID) -> list[Transfer]:
    """An order's transfers with their lines, which stay as they are until this transaction ends."""
    found = await work.many(Transfer, SQL.lock_transfers_of_order, market_id, order_id)
    return await with_lines(work, market_id, found)
