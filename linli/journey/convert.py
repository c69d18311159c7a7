"""Convert: a deal can be found, an order is placed, its money arrives."""

from linli.kernel import live
from linli.kernel.database import Database, Work
from linli.kernel.journey import Journey
from linli.kernel.money import Money
from linli.modules import (
    attribution,
    catalog,
    chains,
    discovery,
    identity,
    items,
    marketing,
    orders,
    payments,
    pickups,
    prices,
    promotions,
    settlement,
    stock,
    vouchers,
)


def wire(journey: Journey) -> None:
    journey.on(catalog.DealPublished).later(show_offer)
    journey.on(catalog.DealChanged).later(show_offer_again)
    journey.on(catalog.DealEnded).later(withdraw_offer)
    journey.on(items.ItemsWritten).at_once(note_base_prices, fill_branches).later(show_articles)
    journey.on(prices.PricesChanged).later(show_prices)
    journey.on(prices.RegionChanged).later(show_prices_there)
    journey.on(items.StockTold).at_once(count_stock)
    journey.on(items.ImportStarted).by_job(write_the_rest)
    journey.on(orders.OrderPlaced).at_once(hint_phone).later(credit_channel, begin_goal, welcome_member)
    journey.on(payments.PaymentCaptured).at_once(settle_order)
    journey.on(orders.OrderCanceled).at_once(drop_plans, give_coupons_back)
    journey.on(promotions.CouponClaimed).later(note_claim)
    journey.on(promotions.CouponUsed).later(note_coupon_cost)
    journey.on(promotions.CouponReturned).later(drop_coupon_cost)
    paid = journey.on(orders.OrderPaid)
    paid.at_once(hold_in_escrow, issue_vouchers, open_pickup, release_sale, hint_both)
    paid.later(note_paid, note_sale, reach_goal, credit_sale, watch_shelf)


async def show_offer(work: Work, event: catalog.DealPublished) -> None:
    await discovery.refresh_stores(work, event.market_id, [event.store_id, *event.store_ids])


async def show_offer_again(work: Work, event: catalog.DealChanged) -> None:
    await discovery.refresh_stores(work, event.market_id, [event.store_id, *event.store_ids])


async def withdraw_offer(work: Work, event: catalog.DealEnded) -> None:
    await discovery.refresh_stores(work, event.market_id, [event.store_id, *event.store_ids])


async def note_base_prices(work: Work, event: items.ItemsWritten) -> None:
    bases = {one.variant_id: one.price_minor for one in event.prices}
    await prices.note_bases(work, event.market_id, event.merchant_id, bases)


async def fill_branches(work: Work, event: items.ItemsWritten) -> None:
    if event.created:
        stores = await chains.branches_with_all(work, event.market_id, event.merchant_id)
        await items.add_to_stores(work, event.market_id, stores, event.item_ids)


async def count_stock(work: Work, event: items.StockTold) -> None:
    counted = {line.variant_id: line.units for line in event.lines}
    seen = {line.variant_id: line.before for line in event.lines if line.before is not None}
    await stock.count(work, event.market_id, event.store_id, counted, seen=seen, note=event.file_name)


async def write_the_rest(db: Database, event: items.ImportStarted) -> None:
    await items.continue_import(db, event.market_id, event.merchant_id, event.import_id)


async def show_articles(work: Work, event: items.ItemsWritten) -> None:
    about = (event.market_id, event.merchant_id, event.item_ids, event.store_ids)
    await discovery.refresh_items(work, *about)


async def show_prices(work: Work, event: prices.PricesChanged) -> None:
    await discovery.refresh_prices(work, event.market_id, event.variant_ids)


async def show_prices_there(work: Work, event: prices.RegionChanged) -> None:
    await discovery.refresh_store(work, event.market_id, event.store_id)


async def hint_phone(work: Work, event: orders.OrderPlaced) -> None:
    """A counter asks: the phone that shows a code shows the amount."""
    work.hint(live.topic("person", event.market_id, event.person_id))


async def hint_both(work: Work, event: orders.OrderPaid) -> None:
    work.hint(live.topic("person", event.market_id, event.person_id))
    work.hint(live.topic("store", event.market_id, event.store_id))


async def credit_channel(work: Work, event: orders.OrderPlaced) -> None:
    await marketing.record_ordered(
        work, event.market_id, event.order_id, event.store_id, event.visit_id, event.total_minor
    )


async def begin_goal(work: Work, event: orders.OrderPlaced) -> None:
    who = (event.store_id, event.person_id, event.visit_id)
    await attribution.begin(work, event.market_id, event.order_id, *who)


async def welcome_member(work: Work, event: orders.OrderPlaced) -> None:
    for person in (await identity.people(work, [event.person_id])).values():
        await identity.join_market(work, event.market_id, person)


async def settle_order(work: Work, event: payments.PaymentCaptured) -> None:
    await orders.settle_payment(work, event.market_id, event.order_id, event.provider)


async def hold_in_escrow(work: Work, event: orders.OrderPaid) -> None:
    lines = [
        settlement.HeldLine(line.line_no, line.deal_id, line.store_id, line.amount_minor, line.subsidy_minor)
        for line in event.lines
    ]
    lines += [
        settlement.HeldLine(line.line_no, line.item_id, event.store_id, line.amount_minor, line.subsidy_minor)
        for line in event.goods
    ]
    # What is paid in the shop is of its till: no rule of a deal or an article is meant for it.
    lines += [
        settlement.HeldLine(
            line.line_no, event.store_id, event.store_id, line.amount_minor, line.subsidy_minor
        )
        for line in event.sales
    ]
    where = (event.market_id, event.order_id, event.merchant_id, event.provider, event.currency)
    await settlement.hold_in_escrow(work, *where, lines)


async def issue_vouchers(work: Work, event: orders.OrderPaid) -> None:
    for line in event.lines:
        await vouchers.issue(
            work,
            event.market_id,
            event.order_id,
            line.deal_id,
            line.store_id,
            event.merchant_id,
            event.person_id,
            line.title,
            line.title_en,
            Money(line.amount_minor, event.currency),
            line.quantity,
            line.usable,
            line.valid_until,
            line.terms_id,
            line.line_no,
            line.store_ids,
            line.uses,
        )


async def release_sale(work: Work, event: orders.OrderPaid) -> None:
    """What is paid in the shop was handed over there: nothing is left to wait for."""
    for line in event.sales:
        amount = Money(line.amount_minor, event.currency)
        await settlement.release(work, event.market_id, event.order_id, amount, line_no=line.line_no)
    if event.sales:
        await orders.complete_sale(work, event.market_id, event.order_id)


async def drop_plans(work: Work, event: orders.OrderCanceled) -> None:
    await stock.drop_transfers(work, event.market_id, event.order_id)


async def give_coupons_back(work: Work, event: orders.OrderCanceled) -> None:
    await promotions.give_back(work, event.market_id, event.order_id)


async def note_claim(work: Work, event: promotions.CouponClaimed) -> None:
    deed = (attribution.TouchKind.COUPON, event.coupon_id, event.person_id, event.store_id)
    await attribution.note_deed(work, event.market_id, *deed, event.visit_id)


async def note_coupon_cost(work: Work, event: promotions.CouponUsed) -> None:
    coupons = await promotions.coupons_of_ids(work, event.market_id, [event.coupon_id])
    visit_id = coupons[event.coupon_id].visit_id
    what = (event.order_id, event.coupon_id, event.store_id, visit_id)
    borne = (event.merchant_minor, event.platform_minor)
    await attribution.note_coupon_use(work, event.market_id, *what, *borne)


async def drop_coupon_cost(work: Work, event: promotions.CouponReturned) -> None:
    """What was never paid cost nothing; a late payment may use it after all."""
    if event.used:
        await attribution.note_coupon_return(work, event.market_id, event.order_id, event.coupon_id)


async def open_pickup(work: Work, event: orders.OrderPaid) -> None:
    """What the store lacks is asked for where the order holds it; all of it waits until that is there. What
    is measured or installed where it is used has time for that.
    """
    lines = [
        pickups.NewLine(
            **{name: getattr(line, name) for name in ("line_no", "variant_id", "quantity", "icon")},
            **{name: getattr(line, name) for name in ("title", "title_en", "detail", "detail_en")},
            total_minor=line.amount_minor,
        )
        for line in event.goods
    ]
    if lines:
        asked = await stock.ask_transfer(work, event.market_id, event.order_id)
        who = (event.store_id, event.merchant_id, event.person_id, pickups.PickupKind(event.kind.value))
        about = (*who, event.currency, lines, asked.due_on if asked else None)
        uses = (await chains.uses_of_orders(work, event.market_id, [event.order_id])).get(event.order_id, [])
        at_home = chains.does_of(*uses) != "sold"
        for_day = await stock.day_of_order(work, event.market_id, event.order_id)
        await pickups.open_pickup(
            work, event.market_id, event.order_id, *about, at_home=at_home, for_day=for_day
        )


async def watch_shelf(work: Work, event: orders.OrderPaid) -> None:
    """What is promised cannot be sold to others: the store may have little left now."""
    variants = [line.variant_id for line in event.goods]
    if variants:
        await stock.notice_low(work, event.market_id, event.store_id, variants)


async def note_paid(work: Work, event: orders.OrderPaid) -> None:
    await marketing.record_paid(work, event.market_id, event.order_id, event.store_id, event.total_minor)


async def note_sale(work: Work, event: orders.OrderPaid) -> None:
    """What is paid in the shop counts as used there."""
    if event.sales:
        about = (event.order_id, event.store_id, event.order_id, event.total_minor)
        await marketing.record_redeemed(work, event.market_id, *about)


async def reach_goal(work: Work, event: orders.OrderPaid) -> None:
    who = (event.store_id, event.merchant_id, event.person_id)
    at_once = event.kind in (orders.OrderKind.AISLE, orders.OrderKind.SALE)
    await attribution.reach(work, event.market_id, event.order_id, *who, event.total_minor, in_shop=at_once)


async def credit_sale(work: Work, event: orders.OrderPaid) -> None:
    if event.sales:
        step = (attribution.StepKind.REDEEMED, event.order_id, event.total_minor)
        await attribution.note_step(work, event.market_id, event.order_id, *step)
