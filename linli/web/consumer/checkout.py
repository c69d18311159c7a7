"""Checkout: how many, how much, and on to the payment page."""

import secrets
from datetime import timedelta
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.refusals import IDEMPOTENCY_KEY_NEEDED, IDEMPOTENCY_KEY_REUSED, Refusal
from linli.kernel.signing import body_print
from linli.modules import catalog, marketing, merchants, orders, reservations
from linli.services import Who
from linli.web.consumer.deal import deal_face
from linli.web.consumer.paying import chosen, to_payment
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here

SHOWN_IN_PLACE = frozenset(
    (
        orders.QUANTITY_WRONG,
        reservations.SOLD_OUT,
        reservations.LIMIT_REACHED,
        IDEMPOTENCY_KEY_REUSED,
        IDEMPOTENCY_KEY_NEEDED,
    )
)


@get("/{market:str}/deals/{deal_id:uuid}/checkout", opt={"who": Who.PERSON})
async def checkout_page(here: Asked, deal_id: FromPath[UUID]) -> Response[str]:
    """The second of three taps; `?quantity=` is what the first asked for."""
    return await _checkout(here, deal_id, _whole(here.request.query_params.get("quantity", "1")))


@post("/{market:str}/deals/{deal_id:uuid}/orders", opt={"who": Who.PERSON})
async def place_order(here: Asked, deal_id: FromPath[UUID]) -> Response[str]:
    """Place the order once per rendered form, then go to the provider's page (or to the order, if it is
    away).
    """
    form = await here.request.form()
    quantity, person_id = _whole(str(form.get("quantity", ""))), here.person.person_id
    key = Key(
        scope=f"person:{person_id}",
        key=str(form.get("key", "")),
        request_print=body_print("place", deal_id, quantity),
    )
    try:
        offer = chosen(here, str(form.get("provider", "")))
        async with here.services.db.work(here.actor) as work:
            visit_id, link_code = await _brought_by(work, here, deal_id)
            order = await orders.place(
                work,
                here.market_id,
                person_id,
                deal_id,
                quantity,
                visit_id=visit_id,
                link_code=link_code,
                provider=offer.provider,
                pay_within=timedelta(minutes=here.services.settings.pay_within_minutes),
                key=key,
                language=here.locale,
            )
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        return await _checkout(here, deal_id, quantity, refusal)
    return await to_payment(here, order, offer.provider)


async def _checkout(
    here: Here, deal_id: UUID, quantity: int, refusal: Refusal | None = None
) -> Response[str]:
    """The form, with a fresh key each time it is made; a refusal stands on top and changes nothing typed."""
    async with here.services.db.read() as reader:
        deal = await catalog.deal_for_sale(reader, here.market_id, deal_id)
        store = await merchants.store(reader, here.market_id, deal.store_id)
        merchant = await merchants.merchant(reader, here.market_id, deal.merchant_id)
        left = await reservations.left(reader, here.market_id, deal_id)
    now = here.services.db.clock()
    most = max(0, min(left, deal.per_person))
    quantity = max(1, min(quantity, most or 1))
    return show(
        here,
        "checkout.html",
        refused=refusal,
        without_bar=True,
        deal=deal_face(here.market, deal, store, merchant, left, now, tongue_of(here)),
        quantity=quantity,
        most=most,
        total=deal.price * quantity,
        saved=(deal.list_price - deal.price) * quantity,
        key=secrets.token_urlsafe(16),
        pay_minutes=here.services.settings.pay_within_minutes,
        refusal=refusal,
    )


async def _brought_by(reader: Reader, here: Here, deal_id: UUID) -> tuple[UUID | None, str | None]:
    """The visit and link that brought this browser to this very store; another store's earn nothing here."""
    visit_id = here.visit_id
    if visit_id is None:
        return None, None
    link = await marketing.visit_link(reader, here.market_id, visit_id)
    deal = await catalog.deal(reader, here.market_id, deal_id)
    return (visit_id, link.code) if link and link.store_id == deal.store_id else (None, None)


def _whole(text: str) -> int:
    """A typed quantity; 0, which no order accepts, for what is not a whole number."""
    return int(text) if text.isdecimal() and len(text) < 4 else 0
