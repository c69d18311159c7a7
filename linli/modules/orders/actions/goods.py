"""Goods that are handed over, given up or brought back: what that means for the order, its money and the
shelf.

Pickups are locked first, then escrow, then the order, stock last, everywhere, so that nobody waits in a
circle.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from linli.kernel.database import Database, Work
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import payments, pickups, settlement, stock
from linli.modules.orders.events import OrderCompleted, OrderRefunded
from linli.modules.orders.model import Order, RefundReceipt
from linli.modules.orders.refusals import NOTHING_TO_REFUND
from linli.modules.orders.statements import SQL

Clerk = tuple[UUID, str]


async def note_handed(work: Work, market_id: int, order_id: UUID) -> None:
    """Goods were handed over: where nothing waits any more, the order is completed, once. Call it after the
    escrow was changed.
    """
    pickup = await pickups.pickup(work, market_id, order_id)
    if pickup.is_open:
        return
    order = await work.one(Order, SQL.complete_order, market_id, order_id, work.now)
    if order is not None:
        about = {"order_id": order_id, "store_id": order.store_id, "person_id": order.person_id}
        await work.announce(OrderCompleted(market_id=market_id, **about))


async def give_up_goods(
    work: Work, market_id: int, order: Order, by: pickups.By, units: Mapping[int, int] | None
) -> RefundReceipt:
    """What waits, or so many units of each line, is not wanted any more: it is on sale again and its money
    due back. Refuses: too_few_waiting (line_no, left), nothing_to_refund.
    """
    # Before it is paid nothing waits anywhere.
    waiting = await pickups.pickups_of_orders(work, market_id, [order.order_id])
    move = await pickups.give_back(work, market_id, order.order_id, by, units) if waiting else None
    if move is None:
        raise NOTHING_TO_REFUND()
    return await _send_money_back(work, market_id, order, move, "unused")


async def give_up_by_shop(
    work: Work,
    market_id: int,
    order_id: UUID,
    store_id: UUID,
    clerk: Clerk,
    units: Mapping[int, int] | None,
    key: Key,
) -> RefundReceipt:
    """The shop cannot hand over so many `units` (≥ 1) of each line by its number, or all that waits: their
    money is due back.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, not_found (also another store's),
    too_few_waiting, nothing_to_refund.
    """

    async def act() -> RefundReceipt:
        order = await _order(work, market_id, order_id)
        if order.store_id != store_id or not order.of_goods:
            raise NOT_FOUND()
        return await give_up_goods(work, market_id, order, pickups.By(*clerk), units)

    return await once(work, market_id, key, RefundReceipt, act)


async def give_up_declined(work: Work, market_id: int, order_id: UUID, units: Mapping[UUID, int]) -> None:
    """What was to be brought over for the order does not come: so many units of each variant, as far as they
    still wait, are given up and their money is due back.
    """
    order, rest = await _order(work, market_id, order_id), dict(units)
    found = await pickups.pickups_of_orders(work, market_id, [order_id])
    lines = {}
    for line in found[order_id].lines if order_id in found else ():
        if count := min(line.waiting, rest.get(line.variant_id, 0)):
            lines[line.line_no] = count
            rest[line.variant_id] -= count
    if lines:
        await give_up_goods(work, market_id, order, pickups.By(), lines)


async def return_goods(
    work: Work,
    market_id: int,
    code: str,
    store_id: UUID,
    clerk: Clerk,
    units: Mapping[int, int],
    reason: str,
    key: Key,
    *,
    restock: bool,
    within: timedelta | None,
) -> RefundReceipt:
    """Somebody brings back what was handed over under a pickup's code: so many `units` (≥ 1) of each line by
    its number. Those who earned from it give their parts back, the market its commission, and the payer has
    exactly that share of the line due back. `restock`: it goes back to the shelf, else it is written off.

    `within`: how long after the last hand-over, None: ever. Refuses in this order: idempotency_key_needed,
    idempotency_key_reused, invalid (reason), pickup_unknown, pickup_of_another_store, too_few_handed
    (line_no, left), return_time_over (days), escrow_exhausted (an operator decided about this money before),
    refund_too_large.
    """

    async def act() -> RefundReceipt:
        about = (code, store_id, clerk, units, reason)
        pickup, move = await pickups.take_return(work, market_id, *about, restock=restock, within=within)
        order = await _order(work, market_id, pickup.order_id)
        for line in move.lines:
            part = Money(line.amount_minor, order.currency)
            what = (order.order_id, line.line_no, part, settlement.Bearer.MERCHANT, move.reason)
            await settlement.return_consumed(work, market_id, *what)
        refund_id = await payments.refund(work, market_id, order.order_id, move.amount, "returned")
        await announce_refund(work, market_id, order, refund_id, move.amount)
        back = pickups.units_by_variant(move.lines)
        await stock.take_back(work, market_id, store_id, back, order.order_id, restock=restock)
        return RefundReceipt(order.order_id, 0, move.amount_minor, order.currency, move.units)

    return await once(work, market_id, key, RefundReceipt, act)


async def refund_uncollected(db: Database, market_id: int) -> int:
    """A job of the timetable: what was not collected in time goes back on sale and its money to the payer.

    A transaction for each order. Returns how many orders.
    """
    async with db.read() as reader:
        due = await pickups.due(reader, market_id)
    refunded = 0
    for order_id in due:
        async with db.work() as work:
            move = await pickups.lapse(work, market_id, order_id)
            if move is not None:
                order = await _order(work, market_id, order_id)
                await _send_money_back(work, market_id, order, move, "not_collected")
                refunded += 1
    return refunded


async def _order(work: Work, market_id: int, order_id: UUID) -> Order:
    order = await work.one(Order, SQL.find_order, market_id, order_id)
    if order is None:
        raise NOT_FOUND()
    return order


async def _send_money_back(
    work: Work, market_id: int, order: Order, move: pickups.Move, reason: str
) -> RefundReceipt:
    for line in move.lines:
        part = Money(line.amount_minor, order.currency)
        await settlement.return_to_payer(work, market_id, order.order_id, part, line_no=line.line_no)
    refund_id = await payments.refund(work, market_id, order.order_id, move.amount, reason)
    after = await pickups.pickup(work, market_id, order.order_id)
    whole = after.state is pickups.PickupState.CLOSED
    if whole:
        await work.run(SQL.mark_refunded, market_id, order.order_id, work.now)
    else:
        await note_handed(work, market_id, order.order_id)
    await announce_refund(work, market_id, order, refund_id, move.amount, whole=whole)
    back = pickups.units_by_variant(move.lines)
    coming = await stock.give_up(work, market_id, order.store_id, back, order.order_id)
    if after.on_the_way and not coming:
        await pickups.note_came(work, market_id, order.order_id, ready=False)
    return RefundReceipt(order.order_id, 0, move.amount_minor, order.currency, move.units)


async def announce_refund(
    work: Work, market_id: int, order: Order, refund_id: UUID, amount: Money, *, whole: bool = False
) -> None:
    """Some of an order's money is on its way back, or with this the `whole` of it."""
    refunded = OrderRefunded(
        market_id=market_id,
        order_id=order.order_id,
        store_id=order.store_id,
        refund_id=refund_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        whole=whole,
    )
    await work.announce(refunded)
