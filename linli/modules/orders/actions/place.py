"""Placing an order: hold the goods, then ask for the money."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once, remember
from linli.modules import catalog, flash, merchants, payments, promotions, reservations
from linli.modules.orders.actions import discounting
from linli.modules.orders.actions.insert import insert
from linli.modules.orders.model import MOST_PER_ORDER, NUMBER_LENGTH, Order, OrderLine, OrderState
from linli.modules.orders.refusals import QUANTITY_WRONG


async def place(
    work: Work,
    market_id: int,
    person_id: UUID,
    deal_id: UUID,
    quantity: int,
    *,
    visit_id: UUID | None,
    link_code: str | None,
    provider: str,
    pay_within: timedelta,
    key: Key,
    language: str = "",
    store_id: UUID | None = None,
    coupon_ids: Sequence[UUID] | None = None,
    seen_minor: int | None = None,
    flash_sale_id: UUID | None = None,
) -> Order:
    """Place one order under the caller's idempotency key: stock and the person's limit are held until
    `pay_within` is over; the payment waits to be started.

    The tracking code joins the link that brought the person (or `DIRECT`) and the order's number. Where the
    buyer's `language` is "en", the provider's page shows the deal's English title. The order is the store's
    by whose page or link it came (`store_id`), where the deal is sold there; else that of the store that
    keeps it. `coupon_ids` are what the buyer chose (none: nothing is taken off); None: whatever takes off
    most. `seen_minor` is the total that the buyer was shown; None: whatever it is now. `flash_sale_id`: what
    the buyer holds of that flash sale, at its price.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, quantity_wrong, not_found,
    deal_ended, verification_over, merchant_not_verified, flash_claim_first, coupon_not_usable,
    coupons_do_not_mix, price_changed (total), limit_reached, sold_out, coupon_taken, coupon_budget_spent.
    """

    async def act() -> Order:
        return await _place(
            work,
            market_id,
            person_id,
            deal_id,
            quantity,
            visit_id,
            link_code,
            provider,
            pay_within,
            language,
            store_id,
            coupon_ids,
            seen_minor,
            flash_sale_id,
            key,
        )

    return await once(work, market_id, key, Order, act, remembers=True)


async def _place(
    work: Work,
    market_id: int,
    person_id: UUID,
    deal_id: UUID,
    quantity: int,
    visit_id: UUID | None,
    link_code: str | None,
    provider: str,
    pay_within: timedelta,
    language: str,
    store_id: UUID | None,
    coupon_ids: Sequence[UUID] | None,
    seen_minor: int | None,
    flash_sale_id: UUID | None,
    key: Key,
) -> Order:
    if not 0 < quantity <= MOST_PER_ORDER:
        raise QUANTITY_WRONG(most=MOST_PER_ORDER)
    deal = await catalog.deal_for_sale(work, market_id, deal_id)
    await merchants.require_verified(work, market_id, deal.merchant_id)
    sold_by = store_id if store_id and deal.sold_at(store_id) else deal.store_id
    order_id, number = ids.uuid7(work.now), ids.new_number(NUMBER_LENGTH)
    if flash_sale_id is not None:
        held = (person_id, quantity, order_id)
        deal = at_flash_price(deal, await flash.order_claim(work, market_id, flash_sale_id, *held))
    basket = discounting.deal_basket(deal, sold_by, quantity, work.now)
    chosen = (basket, coupon_ids, seen_minor)
    total, off = await discounting.priced(work, market_id, person_id, *chosen)
    pay_before = work.now + pay_within
    subject = deal.title_en if language == "en" and deal.title_en else deal.title
    intent_id = await payments.open_intent(work, market_id, order_id, total, subject, provider, pay_before)
    order = Order(
        order_id=order_id,
        number=number,
        tracking_code=f"{link_code or 'DIRECT'}-{number}",
        person_id=person_id,
        store_id=sold_by,
        merchant_id=deal.merchant_id,
        deal_id=deal_id,
        title=deal.title,
        title_en=deal.title_en,
        icon=deal.icon,
        quantity=quantity,
        unit_price_minor=deal.price_minor,
        total_minor=total.minor,
        currency=total.currency,
        visit_id=visit_id,
        intent_id=intent_id,
        state=OrderState.AWAITING_PAYMENT,
        placed_at=work.now,
        pay_before=pay_before,
        paid_at=None,
        closed_at=None,
        terms_id=deal.terms_id,
    )
    await insert(work, market_id, order, discounting.less([_line_of(order, deal)], off))
    await remember(work, market_id, key, order)
    await _hold(work, market_id, order, deal, off, held=flash_sale_id is not None)
    return order


async def _hold(
    work: Work, market_id: int, order: Order, deal: catalog.Deal, off: promotions.Discount, *, held: bool
) -> None:
    """The hottest rows are locked last and for the shortest time. What is `held` already is goods."""
    if held:
        await discounting.hold(work, market_id, order, off)
        return
    personal = ids.derived("per_person", deal.deal_id, order.person_id)
    claims = [
        reservations.Claim(deal.deal_id, order.quantity),
        reservations.Claim(personal, order.quantity, personal_limit=deal.per_person),
    ]
    await reservations.hold(work, market_id, order.order_id, claims)
    await discounting.hold(work, market_id, order, off)


def at_flash_price(deal: catalog.Deal, sale: flash.Sale) -> catalog.Deal:
    """The deal as this flash sale sells it. Refuses: flash_claim_first (the sale is of another deal)."""
    if sale.deal_id != deal.deal_id:
        raise flash.FLASH_CLAIM_FIRST()
    return msgspec.structs.replace(deal, price_minor=sale.price_minor)


def _line_of(order: Order, deal: catalog.Deal) -> OrderLine:
    """The one line that an order of a deal has, before anything is taken off."""
    return OrderLine(
        order_id=order.order_id,
        line_no=1,
        deal_id=deal.deal_id,
        terms_id=deal.terms_id,
        store_id=order.store_id,
        title=order.title,
        title_en=order.title_en,
        icon=order.icon,
        quantity=order.quantity,
        unit_price_minor=order.unit_price_minor,
        discount_minor=0,
        total_minor=order.unit_price_minor * order.quantity,
        currency=order.currency,
    )
