"""Goods go from one store of a merchant to another."""

from collections.abc import Mapping
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import merchants, reservations
from linli.modules.stock.actions.moving import check_units, move, write
from linli.modules.stock.actions.orders import return_claim
from linli.modules.stock.actions.watching import track
from linli.modules.stock.events import Arrived, TransferArrived
from linli.modules.stock.model import (
    MOST_UNITS,
    Act,
    MovementKind,
    Transfer,
    TransferState,
    level_id,
)
from linli.modules.stock.queries import levels, transfer
from linli.modules.stock.refusals import TRANSFER_OVER
from linli.modules.stock.statements import SQL


async def send_transfer(
    work: Work,
    market_id: int,
    store_id: UUID,
    to_store_id: UUID,
    units: Mapping[UUID, int],
    key: Key,
    *,
    note: str = "",
    order_id: UUID | None = None,
) -> Transfer:
    """Goods leave this store for another one of the same merchant; until they arrive they are on hand in
    neither.

    With `order_id` they are what that order has taken here (held and confirmed): the promise goes with them,
    and what arrives is the order's there. Otherwise only what no order was promised is sent. Must be the
    first step of its transaction unless it is for an order. Refuses: idempotency_key_needed,
    idempotency_key_reused, not_found (store), invalid (to, lines, quantity, note), sold_out (left).
    """
    check_units(units)
    await same_merchant(work, market_id, store_id, to_store_id)

    async def act() -> Transfer:
        transfer_id = ids.uuid7(work.now)
        about = (transfer_id, store_id, to_store_id, order_id, note.strip(), work.now, work.actor.person_id)
        state = TransferState.SENT.value
        pools = {one: level_id(market_id, store_id, one) for one in units}
        await reservations.lock_pools(work, market_id, list(pools.values()))
        if order_id:
            await let_go(work, market_id, store_id, units, order_id)
        minus = {one: -quantity for one, quantity in units.items()}
        act = Act(MovementKind.SENT, note, None, order_id, transfer_id)
        await move(work, market_id, store_id, act, minus, counted=order_id is not None)
        await work.run(SQL.write_transfer, market_id, *about, state, None)
        lines = (list(units), list(units.values()))
        await work.run(SQL.write_transfer_lines, market_id, transfer_id, *lines)
        return await transfer(work, market_id, transfer_id, store_id)

    return await once(work, market_id, key, Transfer, act)


async def receive_transfer(
    work: Work, market_id: int, store_id: UUID, transfer_id: UUID, arrived: Mapping[UUID, int]
) -> Transfer:
    """Goods from another store are here; `arrived` names lines of which more or fewer came than were sent.
    What was sent for an order is its own, also where less came: then the rest is missing here. Announces
    TransferArrived.

    Refuses: not_found (also who sent it), invalid (arrived: a variant that was not sent; quantity),
    transfer_over.
    """
    sent = await transfer(work, market_id, transfer_id, store_id)
    await _end(work, market_id, sent, sent.to_store_id == store_id, TransferState.ARRIVED)
    was = {line.variant_id: line.sent for line in sent.lines}
    if arrived.keys() - was.keys():
        raise INVALID(field="arrived")
    if any(not 0 <= quantity <= MOST_UNITS for quantity in arrived.values()):
        raise INVALID(field="quantity")
    came = {one: arrived.get(one, quantity) for one, quantity in was.items()}
    await work.run(SQL.write_arrived, market_id, transfer_id, list(came), list(came.values()))
    # Who freed it from its order meanwhile did so before this transfer ended.
    sent = await transfer(work, market_id, transfer_id, store_id)
    await _put_down(work, market_id, store_id, sent, MovementKind.ARRIVED, came)
    lines = tuple(Arrived(line.variant_id, line.sent, line.arrived or 0, line.wanted) for line in sent.lines)
    await work.announce(
        TransferArrived(
            market_id=market_id,
            transfer_id=transfer_id,
            from_store_id=sent.from_store_id,
            to_store_id=store_id,
            order_id=sent.order_id,
            lines=lines,
        )
    )
    return sent


async def call_back(work: Work, market_id: int, store_id: UUID, transfer_id: UUID) -> Transfer:
    """What was sent did not leave after all, and is on hand here again; an order's is the order's again, and
    asked for as before.

    Refuses: not_found (also to whom it was sent), transfer_over.
    """
    sent = await transfer(work, market_id, transfer_id, store_id)
    await _end(work, market_id, sent, sent.from_store_id == store_id, TransferState.CALLED_BACK)
    sent = await transfer(work, market_id, transfer_id, store_id)
    came = {line.variant_id: line.sent for line in sent.lines}
    await _put_down(work, market_id, store_id, sent, MovementKind.CALLED_BACK, came)
    if not sent.for_order:
        return sent
    await work.run(SQL.ask_again, market_id, transfer_id)
    await work.run(SQL.take_off_freed, market_id, transfer_id)
    return await transfer(work, market_id, transfer_id, store_id)


async def _end(work: Work, market_id: int, sent: Transfer, here: bool, state: TransferState) -> None:
    if not here:
        raise NOT_FOUND()
    about = (sent.transfer_id, state.value, work.now, work.actor.person_id)
    if not await work.run(SQL.end_transfer, market_id, *about):
        raise TRANSFER_OVER()


async def _put_down(
    work: Work,
    market_id: int,
    store_id: UUID,
    sent: Transfer,
    kind: MovementKind,
    came: Mapping[UUID, int],
) -> None:
    """Goods are on hand in a store: what was sent for an order is promised to it, whether it came or not, the
    rest can be sold.
    """
    theirs = {line.variant_id: line.wanted if sent.order_id else 0 for line in sent.lines}
    pools = {one: level_id(market_id, store_id, one) for one in came if came[one] or theirs[one]}
    if not pools:
        return
    await track(work, market_id, store_id, list(pools))
    await reservations.lock_pools(work, market_id, list(pools.values()))
    if sent.order_id:
        taken = {pools[one]: quantity for one, quantity in theirs.items() if quantity}
        await reservations.take_arrived(work, market_id, sent.order_id, taken)
    others = {pools[one]: came[one] - theirs[one] for one in pools if came[one] != theirs[one]}
    await reservations.add_to_pools(work, market_id, others, counted=True)
    act = Act(kind, "", None, sent.order_id, sent.transfer_id)
    await write(work, market_id, store_id, act, {one: n for one, n in came.items() if n})


async def let_go(
    work: Work, market_id: int, store_id: UUID, units: Mapping[UUID, int], order_id: UUID
) -> None:
    """What an order has taken here goes with its transfer, as far as it is here. Refuses: sold_out (left)."""
    book = await levels(work, market_id, store_id, list(units))
    for one, quantity in units.items():
        there = book[one].on_hand if one in book else 0
        if quantity > there:
            raise reservations.SOLD_OUT(left=there, variant_id=str(one))
        await return_claim(work, market_id, level_id(market_id, store_id, one), order_id, quantity)


async def same_merchant(work: Work, market_id: int, store_id: UUID, to_store_id: UUID) -> None:
    """Goods move between stores of one merchant that are open for business. Refuses: invalid (to)."""
    here = await merchants.store(work, market_id, store_id)
    there = await merchants.store(work, market_id, to_store_id)
    fine = here.merchant_id is not None and here.merchant_id == there.merchant_id
    if not fine or there.closed or here.store_id == there.store_id:
        raise INVALID(field="to")
