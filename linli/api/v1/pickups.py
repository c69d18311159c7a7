"""Goods: ordered in a store, handed over at its counter, taken back, brought back."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from linli.api.call import Called
from linli.api.v1 import shapes_orders
from linli.api.v1 import shapes_pickups as shapes
from linli.api.v1.shapes import Money
from linli.api.v1.shapes_chains import place_of
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import merchants, orders, payments, pickups, vouchers
from linli.services import Who, offered_of

AT_THE_COUNTER = (
    "pickup_code_malformed pickup_of_another_market pickup_unknown pickup_of_another_store too_many_tries"
)


@post(
    "/markets/{market:str}/stores/{slug:str}/goods-orders",
    opt={
        "who": Who.PERSON,
        "scope": "consumer",
        "once": True,
        "refuses": "cart_empty quantity_wrong outside_territory pay_apart branch_changed self_checkout_off"
        " goods_gone goods_not_to_collect goods_day_off goods_choices goods_too_few price_changed"
        " not_handed_over verification_over merchant_not_verified sold_out coupon_not_usable"
        " coupons_do_not_mix coupon_taken coupon_budget_spent way_not_possible",
    },
    tags=["Orders"],
    summary="Order goods of a store",
)
async def place_goods_order(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.NewGoodsOrder]
) -> shapes_orders.Order:
    """To collect at the counter, or (`aisle`) taken along at once. What the store counts is held until
    `pay_before`.
    """
    offered = offered_of(call.services.settings).in_market(call.market.slug)
    if not offered:
        raise payments.WAY_NOT_POSSIBLE()
    wanted = [
        orders.Wanted(one.variant_id, one.quantity, tuple(tuple(places) for places in one.picks))
        for one in data.lines
    ]
    async with call.services.db.work(call.actor) as work:
        store = await call.store(work, slug)
        source = await call.store(work, data.bring_from) if data.bring_from else None
        sold_by = await call.store(work, data.sold_by) if data.sold_by else None
        order = await orders.place_goods(
            work,
            call.market_id,
            call.person_id,
            store.store_id,
            wanted,
            orders.OrderKind.AISLE if data.aisle else orders.OrderKind.PICKUP,
            visit_id=None,
            link_code=None,
            provider=offered[0],
            pay_within=timedelta(minutes=call.services.settings.pay_within_minutes),
            key=call.key("goods-orders", store.store_id, data),
            language=call.locale,
            seen_minor=data.total,
            bring_from=source.store_id if source else None,
            seen_store_id=sold_by.store_id if sold_by else None,
            use_at=place_of(data.use_at) if data.use_at else None,
            day=data.day,
            coupon_ids=data.coupon_ids,
        )
        store = await merchants.store(work, call.market_id, order.store_id)
    return shapes_orders.order_of(order, store)


@get(
    "/markets/{market:str}/orders/{order_id:uuid}/pickup",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Orders"],
    summary="What of my order waits",
)
async def get_pickup(call: Called, order_id: FromPath[UUID]) -> shapes.Pickup:
    """With the code to show at the counter."""
    async with call.services.db.read() as reader:
        await orders.order(reader, call.market_id, order_id, call.person_id)
        found = await pickups.pickup(reader, call.market_id, order_id)
    return shapes.pickup_of(found, call.market.slug)


@post(
    "/markets/{market:str}/stores/{slug:str}/pickup-previews",
    opt={"who": Who.CLERK, "scope": "counter", "refuses": AT_THE_COUNTER},
    status_code=200,
    tags=["Counter"],
    summary="Look what waits under a code",
)
async def preview_pickup(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.CodeOfPickup]
) -> shapes.Pickup:
    """Changes nothing."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
    async with _trying(call, store, data.code) as tried, call.services.db.read() as reader:
        try:
            code = pickups.read_scan(data.code, call.market.slug)
            found = await pickups.pickup_by_code(reader, call.market_id, code)
        except Refusal as refusal:
            tried.wrong = refusal.kind is pickups.PICKUP_UNKNOWN
            raise
        if found.store_id != store.store_id:
            where = await merchants.store(reader, call.market_id, found.store_id)
            raise pickups.PICKUP_OF_ANOTHER_STORE(store=where.name, store_en=where.name_en or where.name)
    return shapes.pickup_of(found, call.market.slug)


@post(
    "/markets/{market:str}/stores/{slug:str}/hand-overs",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "once": True,
        "refuses": f"{AT_THE_COUNTER} pickup_closed goods_on_the_way too_few_waiting",
    },
    tags=["Counter"],
    summary="Hand goods over",
)
async def make_hand_over(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.HandOverWish]
) -> shapes.Move:
    """All that waits, or so many units of each line. Their money is the merchant's from now on."""
    async with call.services.db.read() as reader:
        store, member = await call.staffed(reader, slug)
    units = _units(data.lines) if data.lines is not None else None
    async with _trying(call, store, data.code) as tried:
        try:
            code = pickups.read_scan(data.code, call.market.slug)
            async with call.services.db.work(call.actor) as work:
                key = call.key("hand-overs", store.store_id, code, data.lines)
                about = (code, store.store_id, (call.person_id, member.name), key)
                move = await pickups.hand_over(work, call.market_id, *about, units)
        except Refusal as refusal:
            tried.wrong = refusal.kind is pickups.PICKUP_UNKNOWN
            raise
    return shapes.move_of(move)


@post(
    "/markets/{market:str}/stores/{slug:str}/hand-overs/{move_id:uuid}/undoing",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "once": True,
        "refuses": "hand_over_not_found undo_too_late hand_over_undone hand_over_returned"
        " insufficient_balance",
    },
    tags=["Counter"],
    summary="Take a hand-over back",
)
async def undo_hand_over(call: Called, slug: FromPath[str], move_id: FromPath[UUID]) -> shapes.Move:
    """The goods wait again as if nothing had been."""
    within = timedelta(minutes=call.services.settings.undo_within_minutes)
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug)
        clerk = (call.person_id, member.name)

        async def act() -> shapes.Move:
            about = (move_id, store.store_id, clerk, within)
            return shapes.move_of(await pickups.undo_hand_over(work, call.market_id, *about))

        return await call.once(work, "undoing-hand-over", (store.store_id, move_id), shapes.Move, act)


@post(
    "/markets/{market:str}/stores/{slug:str}/returns",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "once": True,
        "refuses": f"{AT_THE_COUNTER} too_few_handed return_time_over escrow_exhausted refund_too_large",
    },
    tags=["Counter"],
    summary="Take goods back",
)
async def make_return(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.ReturnWish]
) -> shapes.GoodsRefund:
    """Refunded to the cent; after the store's days for that only for managers."""
    async with call.services.db.read() as reader:
        store, member = await call.staffed(reader, slug)
        days = (await pickups.rules(reader, call.market_id, store.store_id)).return_days
    leads = member.role is not merchants.StaffRole.CLERK
    async with _trying(call, store, data.code) as tried:
        try:
            code = pickups.read_scan(data.code, call.market.slug)
            async with call.services.db.work(call.actor) as work:
                key = call.key("returns", store.store_id, data)
                clerk = (call.person_id, member.name)
                about = (code, store.store_id, clerk, _units(data.lines), data.reason, key)
                within = None if leads else timedelta(days=days)
                receipt = await orders.return_goods(
                    work, call.market_id, *about, restock=data.restock, within=within
                )
        except Refusal as refusal:
            tried.wrong = refusal.kind is pickups.PICKUP_UNKNOWN
            raise
    amount = Money(receipt.amount_minor, receipt.currency)
    return shapes.GoodsRefund(receipt.order_id, receipt.units, amount)


def _units(lines: Sequence[shapes.LineUnits]) -> dict[int, int]:
    """Refuses: invalid (a line is named twice)."""
    units = {line.line_no: line.units for line in lines}
    if len(units) != len(lines):
        raise INVALID(field="lines")
    return units


def _trying(call: Called, store: merchants.Store, text: str) -> AbstractAsyncContextManager[vouchers.Try]:
    """By whom, and where: one limit for the codes of vouchers and pickups. Refuses: too_many_tries."""
    if store.merchant_id is None:
        raise NOT_FOUND()
    till = vouchers.Till(call.market_id, store.merchant_id, store.store_id, call.person_id, call.token_id)
    return vouchers.trying(call.services.db, call.actor, till, text)
