"""Paying an order."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath

from linli.api.call import Call, Called
from linli.api.v1 import shapes_orders as shapes
from linli.modules import orders, payments
from linli.services import Who


@post(
    "/markets/{market:str}/orders/{order_id:uuid}/payment",
    opt={
        "who": Who.PERSON,
        "scope": "consumer",
        "refuses": "already_paid payment_closed provider_unreachable",
    },
    tags=["Orders"],
    summary="Get the page to pay on",
)
async def start_payment(call: Called, order_id: FromPath[UUID]) -> shapes.Payment:
    """The provider's own page. Needs no idempotency key: an order is paid once, and asking again gives the
    same page.
    """
    services, slug = call.services, call.market.slug
    order = await _mine(call, order_id)
    offer = next(iter(services.offers(call.market, call.request.headers.get("user-agent", ""))), None)
    if offer is None:
        raise payments.PROVIDER_UNREACHABLE()
    ask = payments.Ask(
        method=offer.method.code,
        return_url=f"{services.settings.public_url}/{slug}/orders/{order_id}/return",
        notify_url=f"{services.settings.public_url}/api/callbacks/{slug}/{offer.provider}",
        locale=call.locale,
        at=services.db.clock(),
    )
    checkout = await payments.start_payment(
        services.db, call.market_id, order.intent_id, services.gateways, ask, offer.provider
    )
    return shapes.Payment(checkout.pay_url)


@post(
    "/markets/{market:str}/orders/{order_id:uuid}/payment-check",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": "provider_unreachable"},
    status_code=200,
    tags=["Orders"],
    summary="Ask the provider how the payment stands",
)
async def check_payment(call: Called, order_id: FromPath[UUID]) -> shapes.PaymentCheck:
    """So that a lost callback loses nothing."""
    order = await _mine(call, order_id)
    services = call.services
    state = await payments.check_intent(services.db, call.market_id, order.intent_id, services.gateways)
    return shapes.PaymentCheck(state, (await _mine(call, order_id)).state)


async def _mine(call: Call, order_id: UUID) -> orders.Order:
    async with call.services.db.read() as reader:
        return await orders.order(reader, call.market_id, order_id, call.person_id)
