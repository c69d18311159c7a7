"""What redemption means for the order."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules import vouchers
from linli.modules.orders.events import OrderCompleted
from linli.modules.orders.model import Order
from linli.modules.orders.statements import SQL


async def note_consumption(work: Work, market_id: int, order_id: UUID) -> None:
    """A voucher was redeemed: with none left unused, the order is completed.

    Call it after the escrow was changed: its row makes redemptions, undoings and refunds of one order wait
    for each other, so each sees what became of the other vouchers.
    """
    states = {voucher.state for voucher in await vouchers.vouchers_of_order(work, market_id, order_id)}
    await complete(work, market_id, order_id, states)


async def complete(work: Work, market_id: int, order_id: UUID, states: set[vouchers.VoucherState]) -> None:
    """Unless a voucher is still unused, the paid order is completed, once."""
    if vouchers.VoucherState.ISSUED in states:
        return
    order = await work.one(Order, SQL.complete_order, market_id, order_id, work.now)
    if order is not None:
        completed = OrderCompleted(
            market_id=market_id, order_id=order_id, store_id=order.store_id, person_id=order.person_id
        )
        await work.announce(completed)


async def note_undoing(work: Work, market_id: int, order_id: UUID) -> None:
    """A redemption was undone: a completed order has something to consume again. Call it after the escrow was
    changed, as above.
    """
    await work.run(SQL.reopen_order, market_id, order_id)
