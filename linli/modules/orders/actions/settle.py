"""The money has arrived: the order is paid, or the money goes back."""

from collections.abc import AsyncIterator, Iterable, Iterator
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules import catalog, markets, payments, reservations, settlement
from linli.modules.orders.actions import discounting
from linli.modules.orders.events import OrderPaid, OrderRefunded, PaidGoods, PaidLine, PaidSale
from linli.modules.orders.model import OrderKind, OrderLine, OrderState, OrderWithLines
from linli.modules.orders.moves import sources_of
from linli.modules.orders.statements import SQL
from linli.modules.orders.validity import last_moment, usable_when, uses_of


async def settle_payment(work: Work, market_id: int, order_id: UUID, provider: str) -> None:
    """A payment was captured by `provider`. In time: the goods are taken and OrderPaid is announced. Too
    late: the same, if the goods and its coupons are still free; otherwise the money is recorded in escrow and
    due back at once.
    """
    payable = sources_of(OrderState.PAID)
    order = await work.one(OrderWithLines, SQL.mark_paid, market_id, order_id, payable, work.now)
    if order is None:
        raise RuntimeError(f"a payment was captured for order {order_id}, which cannot be paid")
    if await _taken(work, market_id, order):
        await _announce_paid(work, market_id, order, provider)
    else:
        await _send_back(work, market_id, order, provider)


async def _taken(work: Work, market_id: int, order: OrderWithLines) -> bool:
    """Whether what the order is of is its buyer's now, with the coupons that made its price."""
    if not await discounting.still_held(work, market_id, order):
        return False
    taken = await _goods_taken(work, market_id, order)
    await discounting.take(work, market_id, order, goods_taken=taken)
    return taken


async def _goods_taken(work: Work, market_id: int, order: OrderWithLines) -> bool:
    """What nobody counts always is."""
    if await reservations.confirm(work, market_id, order.order_id):
        return True
    if await reservations.take_again(work, market_id, order.order_id):
        return await reservations.confirm(work, market_id, order.order_id)
    uncounted = order.kind is not OrderKind.DEAL
    return uncounted and not await reservations.holds_of(work, market_id, order.order_id)


async def _announce_paid(work: Work, market_id: int, order: OrderWithLines, provider: str) -> None:
    zone = await markets.zone_of(work, market_id)
    paid = OrderPaid(
        market_id=market_id,
        order_id=order.order_id,
        store_id=order.store_id,
        merchant_id=order.merchant_id,
        person_id=order.person_id,
        total_minor=order.total_minor,
        currency=order.currency,
        provider=provider,
        lines=tuple([one for line in order.lines async for one in _paid_lines(work, market_id, zone, line)]),
        goods=tuple(_goods(order.lines)),
        kind=order.kind,
        sales=tuple(
            PaidSale(line.line_no, line.total_minor, line.subsidy_minor)
            for line in order.lines
            if order.is_sale
        ),
    )
    await work.announce(paid)


def _goods(lines: Iterable[OrderLine]) -> Iterator[PaidGoods]:
    for line in lines:
        if line.item_id and line.variant_id:
            yield PaidGoods(
                line_no=line.line_no,
                item_id=line.item_id,
                variant_id=line.variant_id,
                title=line.title,
                title_en=line.title_en,
                detail=line.detail,
                detail_en=line.detail_en,
                icon=line.icon,
                quantity=line.quantity,
                amount_minor=line.total_minor,
                subsidy_minor=line.subsidy_minor,
            )


async def _paid_lines(work: Work, market_id: int, zone: str, line: OrderLine) -> AsyncIterator[PaidLine]:
    """The line, if it is of a deal."""
    if line.deal_id is None or line.terms_id is None:
        return
    terms = await catalog.terms(work, market_id, line.terms_id)
    yield PaidLine(
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
        valid_until=last_moment(work.now, terms.valid_days, zone),
        uses=uses_of(terms, work.now, zone),
        subsidy_minor=line.subsidy_minor,
    )


async def _send_back(work: Work, market_id: int, order: OrderWithLines, provider: str) -> None:
    amount = Money(order.total_minor, order.currency)
    where = (market_id, order.order_id, order.merchant_id, provider, order.currency)
    lines = [
        settlement.HeldLine(
            line.line_no,
            line.deal_id or line.item_id or line.store_id,
            line.store_id,
            line.total_minor,
            line.subsidy_minor,
        )
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
            whole=True,
        )
    )
