"""Ways to pay, and on to the provider the payer chose."""

from litestar import Response

from linli.kernel.refusals import Refusal
from linli.modules import orders, payments
from linli.web.shared.http import Here


def ways(here: Here) -> list[payments.Offer]:
    """What this browser can pay with in this market."""
    return here.services.offers(here.market, here.request.headers.get("user-agent", ""))


def chosen(here: Here, provider: str) -> payments.Offer:
    """The way the payer chose, or the market's first. Refuses: provider_unreachable, where there is none."""
    found = ways(here)
    offer = next((one for one in found if one.provider == provider), found[0] if found else None)
    if offer is None:
        raise payments.PROVIDER_UNREACHABLE()
    return offer


async def to_payment(here: Here, order: orders.Order, provider: str) -> Response[str]:
    """On to the provider's page; if it is away, to the order, which waits and says so."""
    address, services = here.url(f"orders/{order.order_id}"), here.services
    try:
        offer = chosen(here, provider)
        ask = payments.Ask(
            method=offer.method.code,
            return_url=here.absolute(f"{address}/return"),
            notify_url=here.absolute(f"/api/callbacks/{here.market.slug}/{offer.provider}"),
            locale=here.locale,
            at=services.db.clock(),
        )
        checkout = await payments.start_payment(
            services.db, here.market_id, order.intent_id, services.gateways, ask, offer.provider
        )
    except Refusal as refusal:
        if refusal.kind is payments.PROVIDER_UNREACHABLE:
            return here.see_other(f"{address}?provider=away")
        if refusal.kind in (payments.ALREADY_PAID, payments.PAYMENT_CLOSED):
            return here.see_other(address)
        raise
    return here.see_other(checkout.pay_url)
