"""The money has arrived: the order is paid, or the money goes back."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules import catalog, markets, payments, reservations, settlement
from linli.modules.orders.events import OrderPaid, OrderRefunded, PaidLine
from linli.modules.orders.model import OrderLine, OrderState, OrderWithLines
from linli.modules.orders.moves import sources_of
from linli.modules.orders.statements import SQL
from linli.modules.orders.validity import last_moment, usable_when, uses_of


async def settle_payment(work: Work, market_id: int, order_id: UUID, provider: str) -> None:
    """A payment was captured by `provider`. In time: the goods are taken and OrderPaid is announced. Too
    late: the same, if the goods are still free; otherwise the money is recorded in escrow and due back at
    once.
    """
    payable = sources_of(OrderState.PAID)
    order = await work.one(OrderWithLines, SQL.mark_paid, market_id, order_id, payable, work.now)
    if order is None:
        raise RuntimeError(f"a payment was captured for order {order_id}, which cannot be paid")
    if await reservations.confirm(work, market_id, order_id):
        await _announce_paid(work, market_id, order, provider)
    elif await reservations.take_again(work, market_id, order_id):
        await reservations.confirm(work, market_id, order_id)
        await _announce_paid(work, market_id, order, provider)
    else:
        await _send_back(work, market_id, order, provider)


async def _announce_paid(work: Work, market_id: int, order: OrderWithLines, provider: str) -> None:
    market = await markets.market(work, market_id)
    paid = OrderPaid(
        market_id=market_id,
        order_id=order.order_id,
        store_id=order.store_id,
        merchant_id=order.merchant_id,
        person_id=order.person_id,
        total_minor=order.total_minor,
        currency=order.currency,
        provider=provider,
        lines=tuple([await _paid_line(work, market, line) for line in order.lines]),
    )
    await work.announce(paid)


async def _paid_line(work: Work, market: markets.Market, line: OrderLine) -> PaidLine:
    terms = await catalog.terms(work, market.market_id, line.terms_id)
    return PaidLine(
        line_no=line.line_no,
        deal_id=line.deal_id,
        terms_id=line.terms_id,
        store_id=line.store_id,
        title=line.title,
        title_en=line.title_en,
        quantity=line.quantity,
        amount_minor=line.total_minor,
        usable=usable_when(terms.usable, terms.use_rules.blackout),
        store_ids=terms.store_ids,
        valid_until=last_moment(work.now, terms.valid_days, market.timezone),
        uses=uses_of(terms, work.now, market.timezone),
    )


async def _send_back(work: Work, market_id: int, order: OrderWithLines, provider: str) -> None:
    amount = Money(order.total_minor, order.currency)
    where = (market_id, order.order_id, order.merchant_id, provider, order.currency)
    lines = [
        settlement.HeldLine(line.line_no, line.deal_id, line.store_id, line.total_minor)
        for line in order.lines
    ]
    await settlement.hold_in_escrow(work, *where, lines)
    for line in order.lines:
        part = Money(line.total_minor, order.currency)
        await settlement.return_to_payer(work, market_id, order.order_id, part, line_no=line.line_no)
    refund_id = await payments.refund(work, market_id, order.order_id, amount, "paid_too_late")
    await work.run(SQL.mark_refunded, market_id, order.order_id, work.now)
    await work.announce(
        OrderRefunded(
            market_id=market_id,
            order_id=order.order_id,
            store_id=order.store_id,
            refund_id=refund_id,
            amount_minor=amount.minor,
            currency=amount.currency,
        )
    )
