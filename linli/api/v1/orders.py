"""Visits and orders, from a wish to a kept promise."""

from datetime import timedelta
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from linli.api.call import Call, Called
from linli.api.v1 import shapes_orders as shapes
from linli.api.v1.shapes import After, Size
from linli.api.v1.stores import stores_behind
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import catalog, marketing, merchants, orders, payments, vouchers
from linli.services import Who, offered_of


@post(
    "/markets/{market:str}/visits",
    opt={"who": Who.ANYONE, "once": True},
    tags=["Orders"],
    summary="Follow a tracking link",
)
async def make_visit(call: Called, data: JSONBody[shapes.NewVisit]) -> shapes.Visit:
    """Counts a visit of the link, and gives its id to be sent with an order."""
    code = data.code if "-" in data.code else f"{call.market.slug}-{data.code}"
    market_slug, link_code = marketing.read_link_path(code, call.services.codes)
    if market_slug != call.market.slug:
        raise NOT_FOUND()
    async with call.services.db.work(call.actor) as work:

        async def act() -> shapes.Visit:
            visited = await marketing.visit(work, call.market_id, link_code)
            store = await merchants.store(work, call.market_id, visited.link.store_id)
            return shapes.Visit(visited.visit_id, store.slug, visited.link.channel)

        return await call.once(work, "visits", data, shapes.Visit, act)


# budget: checkout: 6 statements, 240 calls
@post(
    "/markets/{market:str}/orders",
    opt={
        "who": Who.PERSON,
        "scope": "consumer",
        "once": True,
        "refuses": "deal_ended verification_over merchant_not_verified limit_reached sold_out quantity_wrong"
        " price_changed coupon_not_usable coupons_do_not_mix coupon_taken coupon_budget_spent"
        " way_not_possible flash_claim_first",
    },
    tags=["Orders"],
    summary="Place an order",
)
async def place_order(call: Called, data: JSONBody[shapes.NewOrder]) -> shapes.Order:
    """Holds the goods until `pay_before`."""
    settings = call.services.settings
    async with call.services.db.work(call.actor) as work:
        link = await _credited_link(work, call, data)
        order = await orders.place(
            work,
            call.market_id,
            call.person_id,
            data.deal_id,
            data.quantity,
            visit_id=data.visit_id if link else None,
            link_code=link.code if link else None,
            provider=_first_provider(call),
            pay_within=timedelta(minutes=settings.pay_within_minutes),
            key=call.key("orders", data),
            language=call.locale,
            store_id=link.store_id if link else await _store_id(work, call, data.store),
            coupon_ids=data.coupon_ids,
            seen_minor=data.total,
            flash_sale_id=data.flash_sale_id,
        )
        store = await merchants.store(work, call.market_id, order.store_id)
    return shapes.order_of(order, store)


def _first_provider(call: Call) -> str:
    """Whoever starts the payment may choose another. Refuses: way_not_possible, where the market has none."""
    offered = offered_of(call.services.settings).in_market(call.market.slug)
    if not offered:
        raise payments.WAY_NOT_POSSIBLE()
    return offered[0]


async def _credited_link(work: Work, call: Call, data: shapes.NewOrder) -> marketing.Link | None:
    """The link whose visit brought the order, if it leads to a store where the deal is sold."""
    if data.visit_id is None:
        return None
    link = await marketing.visit_link(work, call.market_id, data.visit_id)
    deal = await catalog.deal(work, call.market_id, data.deal_id)
    return link if link and deal.sold_at(link.store_id) else None


async def _store_id(work: Work, call: Call, slug: str | None) -> UUID | None:
    """The store from whose deals this one was taken. Refuses: not_found."""
    return (await call.store(work, slug)).store_id if slug else None


@get(
    "/markets/{market:str}/orders",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Orders"],
    summary="My orders",
)
async def list_orders(call: Called, cursor: After = None, size: Size = 20) -> shapes.OrderPage:
    """Newest first."""
    async with call.services.db.read() as reader:
        page = await orders.orders_of_person(reader, call.market_id, call.person_id, cursor, size)
        stores = await merchants.stores(reader, call.market_id, {order.store_id for order in page.items})
    items = [shapes.order_of(order, stores.get(order.store_id)) for order in page.items]
    return shapes.OrderPage(items, page.next_cursor)


@get(
    "/markets/{market:str}/orders/{order_id:uuid}",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Orders"],
    summary="One of my orders",
)
async def get_order(call: Called, order_id: FromPath[UUID]) -> shapes.OrderDetail:
    """With its vouchers, refunds and line."""
    async with call.services.db.read() as reader:
        order = await orders.order(reader, call.market_id, order_id, call.person_id)
        store = await merchants.store(reader, call.market_id, order.store_id)
        lines = await orders.lines_of_order(reader, call.market_id, order_id)
        issued = await vouchers.vouchers_of_order(reader, call.market_id, order_id)
        refunds = await payments.refunds_of_order(reader, call.market_id, order_id)
        line = await marketing.line_of_order(reader, call.market_id, order_id)
        stores = await stores_behind(reader, call.market_id, issued)
        held = [one.voucher_id for one in issued if one.person_id == call.person_id]
        digits = await vouchers.short_codes(reader, call.market_id, held)
    return shapes.OrderDetail(
        order=shapes.order_of(order, store),
        lines=[shapes.line_of(line) for line in lines],
        vouchers=[shapes.voucher_of(voucher, call.market.slug, stores, digits) for voucher in issued],
        refunds=[shapes.refund_of(refund) for refund in refunds],
        line=[shapes.step_of(step, order.currency) for step in line],
    )


@post(
    "/markets/{market:str}/orders/{order_id:uuid}/cancellation",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": "nothing_to_cancel"},
    status_code=200,
    tags=["Orders"],
    summary="Give up an unpaid order",
)
async def cancel_order(call: Called, order_id: FromPath[UUID]) -> shapes.Order:
    """What it held is free again. Money that arrives all the same goes back."""
    db, market_id = call.services.db, call.market_id
    async with db.read() as reader:
        order = await orders.order(reader, market_id, order_id, call.person_id)
        store = await merchants.store(reader, market_id, order.store_id)
    if order.state is orders.OrderState.AWAITING_PAYMENT:
        await payments.close_intent(db, market_id, order.intent_id, call.services.gateways)
    async with db.work(call.actor) as work:
        return shapes.order_of(await orders.cancel(work, market_id, order_id, call.person_id), store)


# budget: refund: 17 statements, 300 calls
@post(
    "/markets/{market:str}/orders/{order_id:uuid}/refund",
    opt={"who": Who.PERSON, "scope": "consumer", "once": True, "refuses": "nothing_to_refund"},
    tags=["Orders"],
    summary="Refund what is unused",
)
async def refund_order(call: Called, order_id: FromPath[UUID]) -> shapes.RefundReceipt:
    """Every unused voucher of the order, at once and without being asked why."""
    key = call.key("refund", order_id)
    async with call.services.db.work(call.actor) as work:
        receipt = await orders.refund(work, call.market_id, order_id, call.person_id, key)
    return shapes.receipt_of(receipt)


@post(
    "/markets/{market:str}/orders/{order_id:uuid}/partial-refund",
    opt={"who": Who.PERSON, "scope": "consumer", "once": True, "refuses": "too_few_unused too_few_waiting"},
    tags=["Orders"],
    summary="Refund a part of what is unused",
)
async def refund_part(
    call: Called, order_id: FromPath[UUID], data: JSONBody[shapes.RefundWish]
) -> shapes.RefundReceipt:
    """So many unused vouchers of each line; the others stay good."""
    units = {part.line_no: part.units for part in data.lines}
    if len(units) != len(data.lines):
        raise INVALID(field="lines")
    key = call.key("partial-refund", order_id, data)
    async with call.services.db.work(call.actor) as work:
        receipt = await orders.refund(work, call.market_id, order_id, call.person_id, key, units)
    return shapes.receipt_of(receipt)
