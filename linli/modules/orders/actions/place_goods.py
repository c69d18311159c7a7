"""Placing an order of goods: hold what the store counts of them, then ask for the money."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import NOT_FOUND, RefusalKind
from linli.modules import chains, merchants, payments, pickups, reservations, stock
from linli.modules.orders.actions import discounting
from linli.modules.orders.actions.bringing import brought_by, units_in
from linli.modules.orders.actions.chain import payee_of, routed_store, routes_of
from linli.modules.orders.actions.insert import insert
from linli.modules.orders.actions.quote_goods import quote_goods
from linli.modules.orders.model import (
    MOST_LINES,
    MOST_PER_ORDER,
    NUMBER_LENGTH,
    GoodsQuote,
    Order,
    OrderKind,
    OrderLine,
    OrderState,
    Problem,
    QuotedLine,
    Wanted,
)
from linli.modules.orders.refusals import (
    BRANCH_CHANGED,
    CART_EMPTY,
    GOODS_CHOICES,
    GOODS_DAY_OFF,
    GOODS_GONE,
    GOODS_NOT_TO_COLLECT,
    GOODS_TOO_FEW,
    QUANTITY_WRONG,
    SELF_CHECKOUT_OFF,
)

REFUSED: dict[Problem, RefusalKind] = {
    Problem.GONE: GOODS_GONE,
    Problem.NOT_TO_COLLECT: GOODS_NOT_TO_COLLECT,
    Problem.CHOICES: GOODS_CHOICES,
    Problem.TOO_FEW: GOODS_TOO_FEW,
    Problem.DAY_OFF: GOODS_DAY_OFF,
}


async def place_goods(
    work: Work,
    market_id: int,
    person_id: UUID,
    store_id: UUID,
    wanted: Sequence[Wanted],
    kind: OrderKind,
    *,
    visit_id: UUID | None,
    link_code: str | None,
    provider: str,
    pay_within: timedelta,
    key: Key,
    language: str = "",
    tier: str = "",
    seen_minor: int | None = None,
    seen_store_id: UUID | None = None,
    use_at: chains.PlaceOfUse | None = None,
    bring_from: UUID | None = None,
    day: date | None = None,
    coupon_ids: Sequence[UUID] | None = None,
) -> Order:
    """Place one order of goods of a store under the caller's idempotency key: what the store counts of them
    is held until it is paid or given up; the payment waits to be started. What it has too few of is held in
    the store `bring_from` of the same merchant instead, if that has enough, and brought over once it is paid.

    `kind` is PICKUP or AISLE. `use_at` is where it will be used: what a chain sells by territories goes to
    the branch whose territory that is. `seen_minor` is the total that the buyer was shown; None: whatever it
    is now; `seen_store_id` is the store that was said to sell it; None: whichever does. `day` is for what is
    sold by the day, and then all of the order is for that day. `coupon_ids` are what the buyer chose (none:
    nothing is taken off); None: whatever takes off most.

    Refuses in this order: idempotency_key_needed, idempotency_key_reused, cart_empty, quantity_wrong,
    outside_territory (nearest, store_id), pay_apart, branch_changed (store, store_en), not_found,
    self_checkout_off, goods_gone, goods_not_to_collect, goods_day_off, goods_choices, goods_too_few (left;
    each of these also line, title, title_en), not_handed_over, pay_apart, verification_over,
    merchant_not_verified, coupon_not_usable, coupons_do_not_mix, price_changed (total), sold_out,
    coupon_taken, coupon_budget_spent.
    """

    async def act() -> Order:
        _check(wanted)
        branch = await chains.branch_of(work, market_id, store_id)
        routes = await routes_of(work, market_id, branch, wanted, use_at)
        goes_to = routed_store(store_id, routes)
        if goes_to != store_id:
            branch = await chains.branch_of(work, market_id, goes_to)
        store = await merchants.store(work, market_id, goes_to)
        if seen_store_id not in (None, goes_to):
            raise BRANCH_CHANGED(store=store.name, store_en=store.name_en or store.name)
        if store.closed or store.merchant_id is None:
            raise NOT_FOUND()
        if kind is OrderKind.AISLE:
            await _require_self_checkout(work, market_id, store.store_id)
        quote = await quote_goods(work, market_id, store.store_id, wanted, kind, tier, bring_from, day)
        _require_whole(quote)
        payee_id = await _verified_payee(work, market_id, branch, store, quote)
        about = (market_id, person_id, store.store_id, payee_id)
        quote = await discounting.with_coupons(work, *about, quote, coupon_ids)
        discounting.require_seen(quote.total.minor, seen_minor)
        order = await _place(work, market_id, person_id, store, quote, kind, provider, pay_within, language)
        code = f"{link_code or 'DIRECT'}-{order.number}"
        order = msgspec.structs.replace(order, merchant_id=payee_id, visit_id=visit_id, tracking_code=code)
        if use_at is not None:
            await chains.note_use(work, market_id, order.order_id, use_at, routes)
        lines = _lines(order, quote)
        brought = units_in([line for line in quote.lines if line.brought])
        await insert(work, market_id, order, lines)
        if bring_from is not None and brought:
            await _plan(work, market_id, order, bring_from, brought)
        # The hottest rows are locked last and for the shortest time.
        await _hold(work, market_id, order, units_of(lines), bring_from, brought, day)
        await discounting.hold(work, market_id, order, quote.discount)
        return order

    return await once(work, market_id, key, Order, act)


async def _place(
    work: Work,
    market_id: int,
    person_id: UUID,
    store: merchants.Store,
    quote: GoodsQuote,
    kind: OrderKind,
    provider: str,
    pay_within: timedelta,
    language: str,
) -> Order:
    if store.merchant_id is None:
        raise NOT_FOUND()
    order_id, number = ids.uuid7(work.now), ids.new_number(NUMBER_LENGTH)
    pay_before = work.now + pay_within
    about = (quote.total, _subject(quote, language), provider, pay_before)
    intent_id = await payments.open_intent(work, market_id, order_id, *about)
    first = quote.lines[0]
    return Order(
        order_id=order_id,
        number=number,
        tracking_code="",
        person_id=person_id,
        store_id=store.store_id,
        merchant_id=store.merchant_id,
        deal_id=None,
        title=first.title,
        title_en=first.title_en,
        icon=first.icon,
        quantity=first.wanted.quantity,
        unit_price_minor=first.unit_price_minor,
        total_minor=quote.total.minor,
        currency=quote.currency,
        visit_id=None,
        intent_id=intent_id,
        state=OrderState.AWAITING_PAYMENT,
        placed_at=work.now,
        pay_before=pay_before,
        paid_at=None,
        closed_at=None,
        terms_id=None,
        kind=kind,
        line_count=len(quote.lines),
    )


async def _verified_payee(
    work: Work, market_id: int, branch: chains.Branch | None, store: merchants.Store, quote: GoodsQuote
) -> UUID:
    payee_id = payee_of(branch, store, quote)
    for merchant_id in sorted({payee_id, store.merchant_id or payee_id}):
        await merchants.require_verified(work, market_id, merchant_id)
    return payee_id


async def _require_self_checkout(work: Work, market_id: int, store_id: UUID) -> None:
    if not (await pickups.rules(work, market_id, store_id)).self_checkout:
        raise SELF_CHECKOUT_OFF()


def _check(wanted: Sequence[Wanted]) -> None:
    if not 0 < len(wanted) <= MOST_LINES:
        raise CART_EMPTY(most=MOST_LINES)
    if any(not 0 < one.quantity <= MOST_PER_ORDER for one in wanted):
        raise QUANTITY_WRONG(most=MOST_PER_ORDER)


def _require_whole(quote: GoodsQuote) -> None:
    for number, line in enumerate(quote.lines, start=1):
        if line.problem is not None:
            words = {"line": number, "title": line.title, "title_en": line.title_en or line.title}
            raise REFUSED[line.problem](**words, left=line.left or 0)


def _subject(quote: GoodsQuote, language: str) -> str:
    first, more = quote.lines[0], len(quote.lines) - 1
    title = first.title_en if language == "en" and first.title_en else first.title
    return f"{title} +{more}" if more else title


def _lines(order: Order, quote: GoodsQuote) -> list[OrderLine]:
    full = [_line(order, number, line) for number, line in enumerate(quote.lines, start=1)]
    return discounting.less(full, quote.discount)


def _line(order: Order, line_no: int, quoted: QuotedLine) -> OrderLine:
    return OrderLine(
        order_id=order.order_id,
        line_no=line_no,
        deal_id=None,
        terms_id=None,
        store_id=order.store_id,
        title=quoted.title,
        title_en=quoted.title_en,
        icon=quoted.icon,
        quantity=quoted.wanted.quantity,
        unit_price_minor=quoted.unit_price_minor,
        discount_minor=0,
        total_minor=quoted.total_minor,
        currency=order.currency,
        item_id=quoted.item_id,
        variant_id=quoted.wanted.variant_id,
        detail=quoted.detail,
        detail_en=quoted.detail_en,
        price_book_id=quoted.price_book_id,
        price_why=quoted.price_why,
        owner_id=quoted.merchant_id,
    )


async def _plan(
    work: Work, market_id: int, order: Order, bring_from: UUID, brought: Mapping[UUID, int]
) -> None:
    due = await brought_by(work, market_id, order.store_id)
    if due is None:
        raise NOT_FOUND()
    where = (bring_from, order.store_id, brought, order.order_id)
    await stock.plan_transfer(work, market_id, *where, due)


async def _hold(
    work: Work,
    market_id: int,
    order: Order,
    units: Mapping[UUID, int],
    bring_from: UUID | None,
    brought: Mapping[UUID, int],
    day: date | None,
) -> None:
    """Each variant in the one store that has all of it, on the day. Refuses: sold_out (left)."""
    if day is not None:
        await stock.note_day(work, market_id, order.order_id, day)
    here = {one: count for one, count in units.items() if one not in brought}
    claims = await stock.claims(work, market_id, order.store_id, here, day)
    if bring_from is not None and brought:
        claims += await stock.claims(work, market_id, bring_from, brought)
    if claims:
        await reservations.hold(work, market_id, order.order_id, claims)


def units_of(lines: Sequence[OrderLine]) -> dict[UUID, int]:
    """How many of each variant these lines ask for."""
    found: dict[UUID, int] = {}
    for line in lines:
        if line.variant_id:
            found[line.variant_id] = found.get(line.variant_id, 0) + line.quantity
    return found
