"""A person's orders: the list, one order, and what can be done with it."""

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.idempotency import Key
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import carts, merchants, orders, payments, pickups, vouchers
from linli.services import Who
from linli.web.consumer.cards import order_card
from linli.web.consumer.order_face import order_face
from linli.web.consumer.paying import another, nowhere, offers, to_payment, ways
from linli.web.consumer.privacy import to_ask
from linli.web.consumer.receipt import receipt_page
from linli.web.consumer.tongue import show, tongue_of
from linli.web.consumer.use_at import use_of_order
from linli.web.consumer.views import OrderFace
from linli.web.shared.http import Asked, Here

PAGE = 20
# Also for whoever paid in a shop without signing in.
OF_PAYERS = {"who": Who.PERSON, "guest": True}
# Why the way to the provider ended here: it does not answer, does not take this payment, or the one that was
# begun with does not answer, and can still be paid.
TROUBLES = ("away", "other", "left")


@get("/{market:str}/orders", opt={"who": Who.PERSON})
async def orders_page(here: Asked) -> Response[str]:
    """The person's orders in this market, newest first."""
    cursor = here.request.query_params.get("cursor")
    async with here.services.db.read() as reader:
        owner = (here.market_id, here.person.person_id)
        page = await orders.orders_of_person(reader, *owner, cursor, PAGE, at=here.only_at)
        full = await carts.carts_of_person(reader, *owner) if not cursor else []
        named = [*(order.store_id for order in page.items), *(one.store_id for one in full)]
        stores = await merchants.stores(reader, here.market_id, named)
    tongue = tongue_of(here)
    more = here.url("orders") + "?" + urlencode({"cursor": page.next_cursor or ""})
    return show(
        here,
        "orders.html",
        nav="orders",
        orders=[order_card(order, stores, tongue) for order in page.items],
        more_href=more if page.next_cursor else None,
        first=not cursor,
        carts=[
            (
                tongue.pick(stores[one.store_id].name, stores[one.store_id].name_en),
                stores[one.store_id].slug,
                one.units,
            )
            for one in full
            if one.store_id in stores and one.store_id in (here.only_at or stores)
        ],
    )


@get("/{market:str}/orders/{order_id:uuid}", opt=OF_PAYERS)
async def order_page(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """One order. While it waits, it asks every 3 s with `?waiting=1`: 204 as long as nothing changed."""
    async with here.services.db.read() as reader:
        order = await orders.order(reader, here.market_id, order_id, here.person.person_id)
        waiting = order.state is orders.OrderState.AWAITING_PAYMENT
        if waiting and here.request.query_params.get("waiting") and order.pay_before > reader.now:
            return Response("", status_code=204, headers={"Cache-Control": "no-store"})
    if order.is_sale:
        return await receipt_page(here, order)
    keys = await vouchers.signing_keys(here.services.db, here.services.issuers, here.market_id)
    async with here.services.db.read() as reader:
        face = await order_face(reader, here, order, tongue_of(here), keys)
        use = await use_of_order(reader, here, order) if order.of_goods else None
        asks = await to_ask(reader, here) if order.visit_id and order.paid_at else None
    trouble = here.request.query_params.get("provider", "")
    found = offers(here) if face.payable else []
    return show(
        here,
        "order.html",
        said=_said(order, face),
        nav="orders",
        order=face,
        use=use,
        asks=asks,
        key=secrets.token_urlsafe(16),
        trouble=trouble if waiting and trouble in TROUBLES else "",
        ways=ways(found, tongue_of(here)),
        way=another(found, face.provider) if trouble in ("away", "other") else face.provider,
        nowhere=nowhere(here, found) if face.payable else "",
    )


def _said(order: orders.Order, face: OrderFace) -> dict[str, bool]:
    """What an order's page may begin with, and whether it is so; a late payment may have gone back."""
    paid = order.state in (orders.OrderState.PAID, orders.OrderState.COMPLETED)
    return {
        "paid": paid,
        "goods_paid": paid,
        "paid_after_all": paid,
        "canceled": order.state is orders.OrderState.CANCELED,
        "refunded": bool(face.refunds),
        "nothing_to_refund": face.refundable is None,
        "too_few_unused": face.refundable is not None,
        "reviewed": face.review is not None,
    }


@post("/{market:str}/orders/{order_id:uuid}/payment", opt=OF_PAYERS)
async def pay_order(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """To the provider's page, again or for the first time, or to another provider's."""
    form = await here.request.form()
    return await to_payment(here, await _own_order(here, order_id), str(form.get("provider", "")))


@get("/{market:str}/orders/{order_id:uuid}/return", opt=OF_PAYERS)
async def return_from_provider(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """Back from the provider: what the URL says proves nothing, so the provider itself is asked."""
    order = await _own_order(here, order_id)
    address, done = here.url(f"orders/{order_id}"), ""
    try:
        state = await payments.check_intent(
            here.services.db, here.market_id, order.intent_id, here.services.gateways
        )
        paid = "goods_paid" if order.of_goods else "paid"
        done = f"?done={paid}" if state is payments.IntentState.PAID else ""
    except Refusal as refusal:
        if refusal.kind is not payments.PROVIDER_UNREACHABLE:
            raise
    return here.see_other(address + done)


@post("/{market:str}/orders/{order_id:uuid}/cancellation", opt=OF_PAYERS)
async def cancel_order(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """Give up an unpaid order; one that turns out to be paid stays and says so."""
    order = await _own_order(here, order_id)
    address, services = here.url(f"orders/{order_id}"), here.services
    if order.state is not orders.OrderState.AWAITING_PAYMENT:
        return here.see_other(address)
    if await payments.close_intent(services.db, here.market_id, order.intent_id, services.gateways):
        return here.see_other(f"{address}?done=paid_after_all")
    async with services.db.work(here.actor) as work:
        await orders.cancel(work, here.market_id, order_id, here.person.person_id)
    return here.see_other(f"{address}?done=canceled")


@post("/{market:str}/orders/{order_id:uuid}/refund", opt={"who": Who.PERSON})
async def refund_order(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """Give back every unused voucher, once per rendered form."""
    return await _refund(here, order_id, await here.request.form(), None)


@post("/{market:str}/orders/{order_id:uuid}/partial-refund", opt={"who": Who.PERSON})
async def refund_part(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """Give back so many unused vouchers of each line as `units-<line>` says, once per rendered form."""
    form = await here.request.form()
    return await _refund(here, order_id, form, _units(form))


async def _refund(
    here: Here, order_id: UUID, form: Mapping[str, object], units: dict[int, int] | None
) -> Response[str]:
    person_id = here.person.person_id
    asked = body_print("refund", order_id, *([sorted(units.items())] if units is not None else []))
    key = Key(scope=f"person:{person_id}", key=str(form.get("key", "")), request_print=asked)
    done = "refunded"
    try:
        async with here.services.db.work(here.actor) as work:
            await orders.refund(work, here.market_id, order_id, person_id, key, units)
    except Refusal as refusal:
        few = (vouchers.TOO_FEW_UNUSED, pickups.TOO_FEW_WAITING)
        if refusal.kind not in (orders.NOTHING_TO_REFUND, *few):
            raise
        done = "too_few_unused" if refusal.kind in few else refusal.code
    return here.see_other(here.url(f"orders/{order_id}") + f"?done={done}")


def _units(form: Mapping[str, object]) -> dict[int, int]:
    """How many units of which line the form gives back. Refuses: invalid."""
    units = {}
    for name, text in form.items():
        line = name.removeprefix("units-")
        if line == name:
            continue
        if not (line.isdecimal() and isinstance(text, str) and text.isdecimal() and len(line + text) <= 4):
            raise INVALID(field="units")
        units[int(line)] = int(text)
    return {line_no: count for line_no, count in units.items() if count}


async def _own_order(here: Here, order_id: UUID) -> orders.Order:
    async with here.services.db.read() as reader:
        return await orders.order(reader, here.market_id, order_id, here.person.person_id)
