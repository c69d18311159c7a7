"""What becomes of an amount that was paid in a shop: at once the shop's, and given back on the same day."""

from uuid import UUID

from linli.kernel import texts
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import markets, payments, settlement
from linli.modules.orders.actions.goods import announce_refund
from linli.modules.orders.events import OrderCompleted
from linli.modules.orders.model import Order, OrderKind, RefundReceipt, Sale, SaleClerk
from linli.modules.orders.refusals import REFUND_ABOVE_PAID, REFUND_DAY_OVER, SALE_NOT_PAID
from linli.modules.orders.statements import SQL

LONGEST_WHY = 300
LINE = 1


async def complete_sale(work: Work, market_id: int, order_id: UUID) -> None:
    """The amount was paid and released to the shop: nothing is left to consume. Refuses nothing."""
    await work.run(SQL.note_sale_paid, market_id, order_id, work.now)
    order = await work.one(Order, SQL.complete_order, market_id, order_id, work.now)
    if order is not None:
        about = {"order_id": order_id, "store_id": order.store_id, "person_id": order.person_id}
        await work.announce(OrderCompleted(market_id=market_id, **about))


async def refund_sale(
    work: Work,
    market_id: int,
    order_id: UUID,
    store_id: UUID,
    clerk: SaleClerk,
    amount: Money,
    why: str,
    key: Key,
) -> RefundReceipt:
    """The shop gives `amount` back, all of it or a part, on the market's day on which it was paid: everyone
    who earned from it gives a part back, the market its commission, and the payer has it due at once. `why`
    (1 to 300 characters) stands in the audit trail, with the clerk.

    That the clerk works in this store, the caller has checked. Refuses in this order:
    idempotency_key_needed, idempotency_key_reused, invalid (why, amount), not_found (also another store's,
    or no payment in a shop), sale_not_paid, refund_day_over, refund_above_paid (left, in minor units,
    currency), escrow_exhausted (an operator gave it back before), refund_too_large.
    """

    async def act() -> RefundReceipt:
        reason = texts.lines(why, "why", LONGEST_WHY)
        order = await work.one(Order, SQL.find_order, market_id, order_id)
        if order is None or order.store_id != store_id or order.kind is not OrderKind.SALE:
            raise NOT_FOUND()
        if amount.minor <= 0 or amount.currency != order.currency:
            raise INVALID(field="amount")
        market = await markets.market(work, market_id)
        # Refunds of one payment wait for each other here, before they wait for anything others wait for.
        taken = (market_id, order_id, store_id, markets.day_began(work.now, market.timezone), amount.minor)
        whole = await work.value(bool, SQL.take_refund, *taken)
        if whole is None:
            await _refuse(work, market_id, order_id, market.timezone)
        await settlement.return_consumed(
            work, market_id, order_id, LINE, amount, settlement.Bearer.MERCHANT, reason
        )
        refund_id = await payments.refund(work, market_id, order_id, amount, "shop")
        if whole:
            await work.run(SQL.mark_sale_refunded, market_id, order_id, work.now)
        await announce_refund(work, market_id, order, refund_id, amount, whole=bool(whole))
        facts = {"minor": amount.minor, "currency": amount.currency, "clerk": str(clerk.person_id)}
        await work.audit(market_id, "sale.refunded", str(order_id), reason, **facts)
        return RefundReceipt(order_id, 0, amount.minor, amount.currency)

    return await once(work, market_id, key, RefundReceipt, act)


async def _refuse(work: Work, market_id: int, order_id: UUID, timezone: str) -> None:
    """Why nothing can go back, or not so much."""
    sale = await work.one(Sale, SQL.find_sale, market_id, order_id)
    if sale is None or sale.paid_at is None:
        raise SALE_NOT_PAID()
    if markets.day_of(sale.paid_at, timezone) != markets.day_of(work.now, timezone):
        raise REFUND_DAY_OVER()
    raise REFUND_ABOVE_PAID(left=sale.left.minor, currency=sale.currency)


async def hold_sale(work: Work, market_id: int, order_id: UUID) -> UUID | None:
    """The store in which the order's amount was paid and not given back whole, None where there is none; the
    shop gives nothing of it back before this transaction ends. Refuses nothing.
    """
    return await work.value(UUID, SQL.hold_sale_kept, market_id, order_id)


async def take_over(work: Work, market_id: int, guest_id: UUID, person_id: UUID) -> None:
    """A guest has signed in as somebody who is known: the guest's orders are that person's from now on.
    Refuses nothing; a repeat changes nothing.
    """
    await work.run(SQL.take_over_orders, market_id, guest_id, person_id)
