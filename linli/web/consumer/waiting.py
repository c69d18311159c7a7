"""Between our order and the provider: its page, a code to scan, or the app around us."""

from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import orders, payments
from linli.services import Who
from linli.web.consumer.paying import chosen, offers, recognition_state, to_payment
from linli.web.consumer.tongue import show
from linli.web.shared.http import Asked, Here

# Also for whoever pays in a shop without signing in.
OF_PAYERS = {"who": Who.PERSON, "guest": True}


@get("/{market:str}/orders/{order_id:uuid}/paying", opt=OF_PAYERS)
async def paying_page(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """What the provider gave us to show. It asks every 3 s how the order stands, and turns to it once that
    has changed; when there is nothing to pay any more, it goes there at once.
    """
    address = here.url(f"orders/{order_id}")
    async with here.services.db.read() as reader:
        order = await orders.order(reader, here.market_id, order_id, here.person.person_id)
        intent = await payments.intent(reader, here.market_id, order.intent_id)
        open_still = await _still_open(reader, order, intent)
    if not open_still or intent.checkout is None:
        return here.see_other(address)
    return show(
        here,
        "paying.html",
        order=order,
        checkout=intent.checkout,
        parameters=msgspec.json.encode(intent.checkout.bridge).decode(),
        provider=intent.provider,
        address=address,
        asked=here.request.query_params.get("asked") == "1",
        without_bar=True,
    )


async def _still_open(reader: Reader, order: orders.Order, intent: payments.Intent) -> bool:
    return (
        order.state is orders.OrderState.AWAITING_PAYMENT
        and intent.state is payments.IntentState.PENDING
        and intent.expires_at > reader.now
    )


@get("/{market:str}/orders/{order_id:uuid}/payment-check", opt=OF_PAYERS)
async def check_payment(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """“I have paid”: the provider is asked, and the payer sent to the order, or back to the code."""
    order = await _own_order(here, order_id)
    address = here.url(f"orders/{order_id}")
    try:
        state = await payments.check_intent(
            here.services.db, here.market_id, order.intent_id, here.services.gateways
        )
    except Refusal as refusal:
        if refusal.kind is not payments.PROVIDER_UNREACHABLE:
            raise
        state = payments.IntentState.PENDING
    if state is payments.IntentState.PENDING:
        return here.see_other(f"{address}/paying?asked=1")
    return here.see_other(address + ("?done=paid" if state is payments.IntentState.PAID else ""))


@get("/{market:str}/orders/{order_id:uuid}/payer", opt=OF_PAYERS)
async def recognize_payer(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """Inside an app, its provider wants to know who pays: there and back, once, then on to paying."""
    order = await _own_order(here, order_id)
    offer = next((one for one in offers(here) if one.method.needs_payer), chosen(here, ""))
    gateway = here.services.gateways[offer.provider]
    if not offer.method.needs_payer or not isinstance(gateway, payments.KnowsPayers):
        return here.see_other(here.url(f"orders/{order_id}"))
    state, query = recognition_state(here, order), here.request.query_params
    if "state" not in query:
        back = here.returning(here.url(f"orders/{order_id}/payer"))
        return show(here, "leaving.html", to=gateway.recognition_url(back, state), without_bar=True)
    if query["state"] != state:
        raise NOT_FOUND()
    try:
        payer = await gateway.recognize(dict(query))
    except Refusal as refusal:
        if refusal.kind is not payments.PROVIDER_UNREACHABLE:
            raise
        return here.see_other(here.url(f"orders/{order_id}") + "?provider=away")
    return await to_payment(here, order, offer.provider, payer)


async def _own_order(here: Here, order_id: UUID) -> orders.Order:
    async with here.services.db.read() as reader:
        return await orders.order(reader, here.market_id, order_id, here.person.person_id)
