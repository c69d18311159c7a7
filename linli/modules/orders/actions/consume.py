"""What redemption means for the order."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Work
from linli.modules import vouchers
from linli.modules.orders.events import OrderCompleted
from linli.modules.orders.model import Order
from linli.modules.orders.statements import SQL


async def note_consumption(work: Work, market_id: int, order_id: UUID) -> None:
    """A voucher was used: where none has anything left, the order is completed.

    Call it after the escrow was changed: its row makes redemptions, undoings and refunds of one order wait
    for each other, so each sees what became of the other vouchers.
    """
    await complete(work, market_id, order_id, await vouchers.vouchers_of_order(work, market_id, order_id))


async def complete(work: Work, market_id: int, order_id: UUID, issued: Sequence[vouchers.Voucher]) -> None:
    """Unless a voucher has something left to use, the paid order is completed, once."""
    if any(voucher.state is vouchers.VoucherState.ISSUED for voucher in issued):
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
