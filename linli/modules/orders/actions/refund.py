"""Unused means refundable: by the payer in one call, by the timetable at expiry."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from linli.kernel import texts
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import payments, pickups, reservations, settlement, vouchers
from linli.modules.orders.actions.consume import complete
from linli.modules.orders.actions.goods import announce_refund, give_up_goods
from linli.modules.orders.model import Order, RefundReceipt
from linli.modules.orders.refusals import NOTHING_TO_REFUND
from linli.modules.orders.statements import SQL

LONGEST_WHY = 300


async def refund(
    work: Work,
    market_id: int,
    order_id: UUID,
    person_id: UUID,
    key: Key,
    units: Mapping[int, int] | None = None,
) -> RefundReceipt:
    """Give back vouchers of a person's own order that have something left, or goods that wait to be
    collected: so many `units` (at least 1) of each line by its number, or all of them; the money for what is
    left of them is due back at once.

    Vouchers are locked first, then escrow, then the order, here as at the counter, so that nobody waits in a
    circle.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, not_found, too_few_unused (of
    goods: too_few_waiting), nothing_to_refund.
    """

    async def act() -> RefundReceipt:
        order = await work.one(Order, SQL.find_order, market_id, order_id)
        if order is None or order.person_id != person_id:
            raise NOT_FOUND()
        if order.of_goods:
            return await give_up_goods(work, market_id, order, pickups.By(person_id), units)
        void = await vouchers.void_for_refund(work, market_id, order_id, person_id, units)
        if not void:
            raise NOTHING_TO_REFUND()
        parts: dict[int, int] = defaultdict(int)
        for voucher in void:
            parts[voucher.line_no] += voucher.left_minor
        untouched = sum(not voucher.touched for voucher in void)
        amount = await _give_back(work, market_id, order, untouched, parts, "unused")
        return RefundReceipt(order_id, len(void), amount.minor, amount.currency)

    return await once(work, market_id, key, RefundReceipt, act)


async def refund_expired(
    work: Work, market_id: int, order_id: UUID, line_no: int, amount: Money, *, touched: bool = False
) -> None:
    """One voucher of a line of the order has run out: what was not used of it (`amount`, which may be
    nothing) goes back without anyone asking; its stock only where it is not `touched`.
    """
    order = await work.one(Order, SQL.find_order, market_id, order_id)
    if order is None:
        raise NOT_FOUND()
    await _give_back(work, market_id, order, 0 if touched else 1, {line_no: amount.minor}, "expired")


async def refund_decided(
    work: Work,
    market_id: int,
    order_id: UUID,
    line_no: int,
    amount: Money,
    bearer: settlement.Bearer,
    why: str,
    key: Key,
) -> RefundReceipt:
    """An operator decides that `amount` of what was redeemed of a line goes back to the payer, and who bears
    it; `why` (1 to 300 characters) stands in the audit trail and in the bearer's statement.

    Who may do this, the caller asks. Refuses in this order: idempotency_key_needed, idempotency_key_reused,
    invalid (why, amount), not_found, escrow_exhausted (more than was redeemed and not returned),
    refund_too_large.
    """

    async def act() -> RefundReceipt:
        reason = texts.lines(why, "why", LONGEST_WHY)
        order = await work.one(Order, SQL.find_order, market_id, order_id)
        if order is None:
            raise NOT_FOUND()
        if amount.minor <= 0 or amount.currency != order.currency:
            raise INVALID(field="amount")
        await settlement.return_consumed(work, market_id, order_id, line_no, amount, bearer, reason)
        refund_id = await payments.refund(work, market_id, order_id, amount, "decision")
        await announce_refund(work, market_id, order, refund_id, amount)
        facts = {"minor": amount.minor, "currency": amount.currency, "bearer": bearer.value, "line": line_no}
        await work.audit(market_id, "order.refund_decided", str(order_id), reason, **facts)
        return RefundReceipt(order_id, 0, amount.minor, amount.currency)

    return await once(work, market_id, key, RefundReceipt, act)


async def _give_back(
    work: Work, market_id: int, order: Order, untouched: int, parts: Mapping[int, int], reason: str
) -> Money:
    """`parts`: minor units by line; `untouched`: how many units nobody has begun to use."""
    amount = Money(sum(parts.values()), order.currency)
    for line_no, minor in sorted(parts.items()):
        if minor:
            part = Money(minor, order.currency)
            await settlement.return_to_payer(work, market_id, order.order_id, part, line_no=line_no)
    refund_id = None
    if amount.minor:
        refund_id = await payments.refund(work, market_id, order.order_id, amount, reason)
    issued, whole = await vouchers.vouchers_of_order(work, market_id, order.order_id), False
    if any(voucher.touched for voucher in issued):
        await complete(work, market_id, order.order_id, issued)
    elif all(voucher.state is not vouchers.VoucherState.ISSUED for voucher in issued):
        whole = bool(await work.run(SQL.mark_refunded, market_id, order.order_id, work.now))
    if refund_id:
        await announce_refund(work, market_id, order, refund_id, amount, whole=whole)
    # The hottest rows are locked last and for the shortest time.
    if untouched:
        await reservations.return_units(work, market_id, order.order_id, untouched)
    return amount
