"""An amount is to be paid in a shop: typed by its payer, or asked for by the counter."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Reader, Work
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import markets, members, merchants, payments, promotions
from linli.modules.orders.actions import discounting
from linli.modules.orders.actions.insert import insert
from linli.modules.orders.amounts import LEAST_MINOR, may_be_paid, most_minor
from linli.modules.orders.model import (
    NUMBER_LENGTH,
    Order,
    OrderKind,
    OrderLine,
    OrderState,
    SaleClerk,
    SaleQuote,
)
from linli.modules.orders.refusals import AMOUNT_WRONG
from linli.modules.orders.statements import SQL

TITLE, TITLE_EN, ICON = "店内付款", "Paid in the shop", "coin"
BY_PAYER = SaleClerk()


async def place_sale(
    work: Work,
    market_id: int,
    person_id: UUID,
    store_id: UUID,
    amount: Money,
    *,
    visit_id: UUID | None,
    link_code: str | None,
    provider: str,
    pay_within: timedelta,
    key: Key,
    language: str = "",
    clerk: SaleClerk = BY_PAYER,
    coupon_ids: Sequence[UUID] | None = None,
    seen_minor: int | None = None,
) -> Order:
    """Ask for `amount` under the caller's idempotency key: one line that is of no deal and of no article. Who
    asks is the payer, or the `clerk` of the store, which the caller has checked. `coupon_ids` are what the
    payer chose (none: nothing is taken off); None: whatever takes off most. `seen_minor` is the total that
    the payer was shown; None: whatever it is now.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, amount_wrong (least, most, in minor
    units, currency; also another currency than the market's), not_found (nobody runs the store),
    store_closed, verification_over, merchant_not_verified, coupon_not_usable, coupons_do_not_mix,
    price_changed (total), coupon_taken, coupon_budget_spent.
    """

    async def act() -> Order:
        how = (provider, pay_within, language, clerk)
        coupons = (coupon_ids, seen_minor)
        about = (amount, visit_id, link_code, how, coupons)
        return await _place(work, market_id, person_id, store_id, *about)

    return await once(work, market_id, key, Order, act)


async def ask_sale(
    work: Work,
    market_id: int,
    store_id: UUID,
    amount: Money,
    code: str,
    *,
    provider: str,
    pay_within: timedelta,
    key: Key,
    clerk: SaleClerk,
    coupon_ids: Sequence[UUID] | None = None,
) -> Order:
    """The counter asks `amount` of whoever showed this member code, which is used up by it; they pay on their
    phone. The counter has read the code before; that the `clerk` works there, the caller has checked.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, what `members.use_code` refuses,
    and what `place_sale` refuses.
    """

    async def act() -> Order:
        person_id = await members.use_code(work, market_id, code, store_id)
        how, coupons = (provider, pay_within, "", clerk), (coupon_ids, None)
        return await _place(work, market_id, person_id, store_id, amount, None, None, how, coupons)

    return await once(work, market_id, key, Order, act)


async def quote_sale(
    reader: Reader,
    market_id: int,
    person_id: UUID | None,
    store_id: UUID,
    amount: Money,
    coupon_ids: Sequence[UUID] | None = None,
) -> SaleQuote:
    """What `amount` costs this person now: with these coupons (none: without any), or with the best.

    Refuses in this order: amount_wrong, not_found, store_closed, verification_over, merchant_not_verified,
    coupon_not_usable, coupons_do_not_mix.
    """
    await _require_amount(reader, market_id, amount)
    _, merchant_id = await _selling(reader, market_id, store_id)
    basket = discounting.sale_basket(store_id, merchant_id, amount, reader.now)
    off = await discounting.taken_off(reader, market_id, person_id, basket, coupon_ids)
    return SaleQuote(amount.minor, amount.currency, off)


async def _place(
    work: Work,
    market_id: int,
    person_id: UUID,
    store_id: UUID,
    amount: Money,
    visit_id: UUID | None,
    link_code: str | None,
    how: tuple[str, timedelta, str, SaleClerk],
    coupons: tuple[Sequence[UUID] | None, int | None],
) -> Order:
    """`how`: the provider, how long it may take, the payer's language, who asks; `coupons`: which of the
    payer's (None: the best), and the total that the payer was shown.
    """
    provider, pay_within, language, clerk = how
    await _require_amount(work, market_id, amount)
    store, merchant_id = await _selling(work, market_id, store_id)
    order_id, number = ids.uuid7(work.now), ids.new_number(NUMBER_LENGTH)
    pay_before = work.now + pay_within
    subject = (store.name_en or store.name) if language == "en" else store.name
    basket = discounting.sale_basket(store_id, merchant_id, amount, work.now)
    chosen = (basket, *coupons)
    total, off = await discounting.priced(work, market_id, person_id, *chosen)
    ask = (total, subject, provider, pay_before)
    intent_id = await payments.open_intent(work, market_id, order_id, *ask)
    order = Order(
        order_id=order_id,
        number=number,
        tracking_code=f"{link_code or 'DIRECT'}-{number}",
        person_id=person_id,
        store_id=store_id,
        merchant_id=merchant_id,
        deal_id=None,
        title=TITLE,
        title_en=TITLE_EN,
        icon=ICON,
        quantity=1,
        unit_price_minor=amount.minor,
        total_minor=total.minor,
        currency=amount.currency,
        visit_id=visit_id,
        intent_id=intent_id,
        state=OrderState.AWAITING_PAYMENT,
        placed_at=work.now,
        pay_before=pay_before,
        paid_at=None,
        closed_at=None,
        terms_id=None,
        kind=OrderKind.SALE,
    )
    await _write(work, market_id, order, off, clerk)
    return order


async def _write(
    work: Work, market_id: int, order: Order, off: promotions.Discount, clerk: SaleClerk
) -> None:
    lines = discounting.less([_line_of(order)], off)
    await insert(work, market_id, order, lines, asked=clerk.person_id is not None)
    about = (order.order_id, order.store_id, order.total_minor, order.currency)
    await work.run(SQL.insert_sale, market_id, *about, clerk.person_id, clerk.name)
    await discounting.hold(work, market_id, order, off)


async def _require_amount(reader: Reader, market_id: int, amount: Money) -> None:
    market = await markets.market(reader, market_id)
    if amount.currency != market.currency or not may_be_paid(amount.minor, amount.currency):
        most = most_minor(market.currency)
        raise AMOUNT_WRONG(least=LEAST_MINOR, most=most, currency=market.currency)


async def _selling(reader: Reader, market_id: int, store_id: UUID) -> tuple[merchants.Store, UUID]:
    """A store that may take money, and whose it is. Refuses: not_found, store_closed, verification_over,
    merchant_not_verified.
    """
    store = await merchants.store(reader, market_id, store_id)
    if store.merchant_id is None:
        raise NOT_FOUND()
    if store.closed:
        raise merchants.STORE_CLOSED()
    await merchants.require_verified(reader, market_id, store.merchant_id)
    return store, store.merchant_id


def _line_of(order: Order) -> OrderLine:
    return OrderLine(
        order_id=order.order_id,
        line_no=1,
        deal_id=None,
        terms_id=None,
        store_id=order.store_id,
        title=order.title,
        title_en=order.title_en,
        icon=order.icon,
        quantity=1,
        unit_price_minor=order.unit_price_minor,
        discount_minor=0,
        total_minor=order.unit_price_minor,
        currency=order.currency,
        owner_id=order.merchant_id,
    )
