"""Giving up an unpaid order: by its person, or by the timetable."""

from uuid import UUID

from linli.kernel.database import Database, Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules import payments, reservations
from linli.modules.orders.events import OrderCanceled
from linli.modules.orders.model import Order, OrderState
from linli.modules.orders.moves import sources_of
from linli.modules.orders.refusals import NOTHING_TO_CANCEL
from linli.modules.orders.statements import SQL


async def cancel(work: Work, market_id: int, order_id: UUID, person_id: UUID | None) -> Order:
    """An order that awaits its payment is given up; what it held is free again. `person_id` None is the
    system.

    Call `payments.close_intent` first, so that the provider takes no money for it any more.
    Refuses in this order: not_found, nothing_to_cancel.
    """
    order = await work.one(Order, SQL.find_order, market_id, order_id)
    if order is None or person_id not in (None, order.person_id):
        raise NOT_FOUND()
    canceled = await work.one(
        Order, SQL.mark_canceled, market_id, order_id, sources_of(OrderState.CANCELED), work.now
    )
    if canceled is None:
        raise NOTHING_TO_CANCEL()
    await reservations.give_back(work, market_id, order_id)
    await work.announce(OrderCanceled(market_id=market_id, order_id=order_id, store_id=order.store_id))
    return canceled


async def expire_unpaid(db: Database, market_id: int, gateways: payments.Gateways) -> int:
    """A job of the timetable: every order whose time to pay is over is asked about once more at its provider,
    closed there, and given up here. Returns how many were given up.
    """
    async with db.read() as reader:
        due = await reader.many(Order, SQL.unpaid_orders, market_id, reader.now)
    given_up = 0
    for order in due:
        if await payments.close_intent(db, market_id, order.intent_id, gateways):
            continue
        async with db.work() as work:
            still = await work.run(SQL.lock_unpaid, market_id, order.order_id)
            if still:
                await cancel(work, market_id, order.order_id, None)
                given_up += 1
    return given_up
