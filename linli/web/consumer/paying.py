"""Ways to pay, and on to the provider the payer chose."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response

from linli.kernel.database import Reader
from linli.kernel.refusals import Refusal
from linli.kernel.signing import body_print
from linli.modules import orders, payments
from linli.web.consumer.tongue import Tongue
from linli.web.shared.http import Here

# Marks of our own, for nobody's logo is ours to show.
MARKS = {"sandbox": "wallet", "stripe": "credit-card", "wechat_pay": "message-circle", "alipay": "scan-line"}
STATE_LENGTH = 32


# Provider, its name, what will happen here, nothing at the end, and its mark: as `ui.options` takes them.
Way = tuple[str, str, str, None, str]


def offers(here: Here) -> list[payments.Offer]:
    """What this browser can pay with in this market."""
    return here.services.offers(here.market, payments.situation_of(here.user_agent))


def nowhere(here: Here, found: Sequence[payments.Offer]) -> str:
    """Why nothing can be paid in this browser, as the end of a message's name; "" where something can."""
    if found:
        return ""
    situation = payments.situation_of(here.user_agent)
    inside = (payments.Situation.WECHAT, payments.Situation.ALIPAY)
    return situation.value if situation in inside else "here"


def ways(found: Sequence[payments.Offer], tongue: Tongue) -> list[Way]:
    return [
        (
            one.provider,
            tongue.say(f"pay.way.{one.provider}"),
            tongue.say(f"pay.way.{one.provider}.{one.method.kind.value}"),
            None,
            MARKS[one.provider],
        )
        for one in found
    ]


async def suggested(reader: Reader, person_id: UUID, found: Sequence[payments.Offer]) -> str:
    """What the person paid with last, if it is offered here, else the market's first; "" where there is
    none.
    """
    if len(found) < 2:
        return found[0].provider if found else ""
    habit = await payments.habit_of(reader, person_id)
    return next((one.provider for one in found if one.provider == habit), found[0].provider)


def chosen(here: Here, provider: str) -> payments.Offer:
    """The way the payer chose, or the market's first. Refuses: way_not_possible, where there is none."""
    found = offers(here)
    offer = next((one for one in found if one.provider == provider), found[0] if found else None)
    if offer is None:
        raise payments.WAY_NOT_POSSIBLE()
    return offer


async def to_payment(here: Here, order: orders.Order, provider: str, payer: str = "") -> Response[str]:
    """On to what the provider gives the payer; if it is away or will not, to the order, which says so."""
    address = here.url(f"orders/{order.order_id}")
    try:
        offer = chosen(here, provider)
        if offer.method.needs_payer and not payer:
            return here.see_other(f"{address}/payer")
        checkout = await _start(here, order, offer, payer)
    except Refusal as refusal:
        if refusal.kind is payments.PROVIDER_UNREACHABLE:
            return here.see_other(f"{address}?provider={await _trouble(here, order, provider)}")
        if refusal.kind is payments.WAY_NOT_POSSIBLE:
            return here.see_other(f"{address}?provider=other")
        if refusal.kind in (payments.ALREADY_PAID, payments.PAYMENT_CLOSED):
            return here.see_other(address)
        raise
    # Forms may lead to the sandbox's page; a page of ours leads on to all others.
    if checkout.pay_url.startswith(here.services.settings.sandbox_url + "/"):
        return here.see_other(checkout.pay_url)
    return here.see_other(f"{address}/paying")


async def _trouble(here: Here, order: orders.Order, provider: str) -> str:
    """Who does not answer: the way that was asked for, or an earlier one whose page could still be paid."""
    async with here.services.db.read() as reader:
        intent = await payments.intent(reader, here.market_id, order.intent_id)
    left_open = intent.checkout is not None and intent.provider != chosen(here, provider).provider
    return "left" if left_open else "away"


def another(found: Sequence[payments.Offer], provider: str) -> str:
    """The first way besides this one, which does not answer; itself where there is no other."""
    return next((one.provider for one in found if one.provider != provider), provider)


async def _start(here: Here, order: orders.Order, offer: payments.Offer, payer: str) -> payments.Checkout:
    services, address = here.services, here.url(f"orders/{order.order_id}")
    ask = payments.Ask(
        method=offer.method.code,
        return_url=here.returning(f"{address}/return"),
        notify_url=here.absolute(f"/api/callbacks/{here.market.slug}/{offer.provider}"),
        locale=here.locale,
        at=services.db.clock(),
        payer_ip=here.address,
        payer=payer,
    )
    checkout = await payments.start_payment(
        services.db, here.market_id, order.intent_id, services.gateways, ask, offer.provider
    )
    async with services.db.work(here.actor) as work:
        await payments.note_habit(work, here.person.person_id, offer.provider)
    return checkout


def recognition_state(here: Here, order: orders.Order) -> str:
    """Ties the way to the provider's page about who pays, and back, to this browser and this order."""
    return body_print("payer", here.seed, str(order.order_id)).hex()[:STATE_LENGTH]
