"""Coupons in an order: what they take off its lines before it is placed, and what becomes of them after.

The one place where orders meets promotions: for deals, for goods, and for what is paid in a shop.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Reader, Work
from linli.kernel.money import Money
from linli.modules import catalog, promotions
from linli.modules.orders.model import GoodsQuote, Order, OrderKind, OrderLine, OrderWithLines
from linli.modules.orders.refusals import PRICE_CHANGED


def deal_basket(deal: catalog.Deal, store_id: UUID, quantity: int, at: datetime) -> promotions.Basket:
    """So many of a deal, bought at a store."""
    price = deal.price * quantity
    line = promotions.BasketLine(line_no=1, amount_minor=price.minor, quantity=quantity, deal_id=deal.deal_id)
    return promotions.Basket(
        store_id=store_id,
        merchant_id=deal.merchant_id,
        place=promotions.GoodFor.DEALS,
        lines=(line,),
        currency=price.currency,
        at=at,
    )


def goods_basket(quote: GoodsQuote, store_id: UUID, payee_id: UUID, at: datetime) -> promotions.Basket:
    """What can be ordered of a cart. A coupon counts at the merchant that is paid for it."""
    lines = [
        promotions.BasketLine(
            line_no=number,
            amount_minor=line.total_minor,
            quantity=line.wanted.quantity,
            item_id=line.item_id,
        )
        for number, line in enumerate(quote.lines, start=1)
        if line.problem is None
    ]
    return promotions.Basket(
        store_id=store_id,
        merchant_id=payee_id,
        place=promotions.GoodFor.GOODS,
        lines=tuple(lines),
        currency=quote.currency,
        at=at,
    )


def sale_basket(store_id: UUID, merchant_id: UUID, amount: Money, at: datetime) -> promotions.Basket:
    """An amount that is paid in a shop, for nothing that we know of."""
    return promotions.Basket(
        store_id=store_id,
        merchant_id=merchant_id,
        place=promotions.GoodFor.SALES,
        lines=(promotions.BasketLine(line_no=1, amount_minor=amount.minor),),
        currency=amount.currency,
        at=at,
    )


async def taken_off(
    reader: Reader,
    market_id: int,
    person_id: UUID | None,
    basket: promotions.Basket,
    coupon_ids: Sequence[UUID] | None,
) -> promotions.Discount:
    """What these coupons of a person take off (none: nothing), or the best that the person has where nobody
    chose any. Refuses: coupon_not_usable, coupons_do_not_mix.
    """
    if person_id is None:
        return promotions.NOTHING_OFF
    return await promotions.work_out(reader, market_id, person_id, basket, coupon_ids)


async def priced(
    reader: Reader,
    market_id: int,
    person_id: UUID,
    basket: promotions.Basket,
    coupon_ids: Sequence[UUID] | None,
    seen_minor: int | None,
) -> tuple[Money, promotions.Discount]:
    """What is to pay for a basket, and what was taken off. Refuses in this order: coupon_not_usable,
    coupons_do_not_mix, price_changed (total).
    """
    off = await taken_off(reader, market_id, person_id, basket, coupon_ids)
    require_seen(basket.amount_minor - off.minor, seen_minor)
    return Money(basket.amount_minor - off.minor, basket.currency), off


async def with_coupons(
    reader: Reader,
    market_id: int,
    person_id: UUID | None,
    store_id: UUID,
    payee_id: UUID,
    quote: GoodsQuote,
    coupon_ids: Sequence[UUID] | None = None,
) -> GoodsQuote:
    """What a cart costs a person: with these coupons (none: without any), or with those of theirs that take
    off most. `payee_id` as `payee_of_goods` says. Refuses: coupon_not_usable, coupons_do_not_mix.
    """
    basket = goods_basket(quote, store_id, payee_id, reader.now)
    off = await taken_off(reader, market_id, person_id, basket, coupon_ids)
    return msgspec.structs.replace(quote, discount=off)


def require_seen(total_minor: int, seen_minor: int | None) -> None:
    """Refuses: price_changed (total) where the buyer was shown another."""
    if seen_minor not in (None, total_minor):
        raise PRICE_CHANGED(total=total_minor)


def less(lines: Sequence[OrderLine], discount: promotions.Discount) -> list[OrderLine]:
    """The lines of an order at what is left to pay of each."""
    return [_less(line, discount.of_line(line.line_no)) for line in lines]


def _less(line: OrderLine, share: promotions.LineShare) -> OrderLine:
    return msgspec.structs.replace(
        line,
        discount_minor=line.discount_minor + share.minor,
        total_minor=line.total_minor - share.minor,
        subsidy_minor=line.subsidy_minor + share.platform_minor,
    )


async def hold(work: Work, market_id: int, order: Order, discount: promotions.Discount) -> None:
    """The coupons belong to this order from now on. Call it last, after the goods are held.

    Refuses in this order: coupon_taken, coupon_budget_spent.
    """
    who = (market_id, order.person_id, order.order_id, order.store_id)
    in_shop = order.kind is OrderKind.SALE
    await promotions.hold(work, *who, discount, order.total_minor, in_shop=in_shop)


async def take(work: Work, market_id: int, order: OrderWithLines, *, goods_taken: bool) -> None:
    """The order's money is here: its coupons are used, or come back where its goods are gone."""
    if any(line.discount_minor for line in order.lines):
        settled = promotions.use if goods_taken else promotions.give_back
        await settled(work, market_id, order.order_id)


async def still_held(work: Work, market_id: int, order: OrderWithLines) -> bool:
    """Whether the order has its coupons, or has them again after it was given up and paid all the same."""
    if not any(line.discount_minor for line in order.lines):
        return True
    return await promotions.take_again(work, market_id, order.order_id)
