"""Paying an order."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, QueryParameter

from linli.api.call import Call, Called
from linli.api.v1 import shapes_orders as shapes
from linli.modules import orders, payments
from linli.services import Who

Where = Annotated[
    payments.Situation,
    QueryParameter(description="Where the payer is: in an ordinary browser, or inside one of these apps."),
]
Which = Annotated[
    str | None,
    QueryParameter(max_length=40, description="One of the market's providers; without it the first."),
]


@get(
    "/markets/{market:str}/payment-methods",
    opt={"who": Who.ANYONE},
    tags=["Orders"],
    summary="The ways to pay",
)
async def list_payment_methods(
    call: Called, situation: Where = payments.Situation.DESKTOP
) -> shapes.PaymentMethods:
    """What a payer can choose from in this market, the first one suggested first."""
    return shapes.PaymentMethods(
        [shapes.PaymentMethod(one.provider, one.method.kind) for one in _offers(call, situation)]
    )


# budget: payment: 4 statements, 155 calls
@post(
    "/markets/{market:str}/orders/{order_id:uuid}/payment",
    opt={
        "who": Who.PERSON,
        "scope": "consumer",
        "refuses": "already_paid payment_closed way_not_possible provider_unreachable",
    },
    tags=["Orders"],
    summary="Get what the payer pays with",
)
async def start_payment(
    call: Called,
    order_id: FromPath[UUID],
    provider: Which = None,
    situation: Where = payments.Situation.DESKTOP,
) -> shapes.Payment:
    """The provider's own page, or the text of a code to show. Needs no idempotency key: an order is paid
    once, and asking again gives the same; asking for another provider closes what was begun before.
    """
    services, slug = call.services, call.market.slug
    order = await _mine(call, order_id)
    found = _offers(call, situation)
    offer = next((one for one in found if provider in (None, one.provider)), None)
    if offer is None:
        raise payments.WAY_NOT_POSSIBLE()
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
    return shapes.Payment(offer.provider, checkout.kind, checkout.pay_url, checkout.qr)


def _offers(call: Call, situation: payments.Situation) -> list[payments.Offer]:
    """Without those that must know the payer first: only pages of ours can bring that about."""
    found = call.services.offers(call.market, situation)
    return [one for one in found if not one.method.needs_payer]


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
