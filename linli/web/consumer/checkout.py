"""Checkout: how many, how much, and on to the payment page."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.refusals import IDEMPOTENCY_KEY_NEEDED, IDEMPOTENCY_KEY_REUSED, INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import catalog, flash, marketing, merchants, orders, payments, reservations
from linli.services import Who
from linli.web.consumer import paying
from linli.web.consumer.coupon_faces import COUPONS_SAID, chosen_in, off_face, seen_in
from linli.web.consumer.deal import deal_face
from linli.web.consumer.tongue import show, tongue_of
from linli.web.consumer.use_places import store_at_hand
from linli.web.shared.http import Asked, Here

SHOWN_IN_PLACE = frozenset(
    (
        orders.QUANTITY_WRONG,
        orders.PRICE_CHANGED,
        *COUPONS_SAID,
        reservations.SOLD_OUT,
        reservations.LIMIT_REACHED,
        IDEMPOTENCY_KEY_REUSED,
        IDEMPOTENCY_KEY_NEEDED,
        payments.WAY_NOT_POSSIBLE,
    )
)


@get("/{market:str}/deals/{deal_id:uuid}/checkout", opt={"who": Who.PERSON})
async def checkout_page(here: Asked, deal_id: FromPath[UUID]) -> Response[str]:
    """The second of three taps; `?quantity=` is what the first asked for, `?flash=` a flash sale of which the
    buyer holds some.
    """
    asked = here.request.query_params
    quantity, slug = _whole(asked.get("quantity", "1")), asked.get("store", "")
    sale_id = _sale_in(asked)
    return await _checkout(here, deal_id, quantity, slug, coupon=chosen_in(asked)[0], sale_id=sale_id)


@post("/{market:str}/deals/{deal_id:uuid}/orders", opt={"who": Who.PERSON})
async def place_order(here: Asked, deal_id: FromPath[UUID]) -> Response[str]:
    """Place the order once per rendered form, then go to the provider's page (or to the order, if it is
    away).
    """
    form = await here.request.form()
    quantity, person_id = _whole(str(form.get("quantity", ""))), here.person.person_id
    slug, provider = str(form.get("store", "")), str(form.get("provider", ""))
    sale_id = _sale_in(form)
    key = Key(
        scope=f"person:{person_id}",
        key=str(form.get("key", "")),
        request_print=body_print("place", deal_id, quantity, str(form.get("coupon", "")), str(sale_id or "")),
    )
    try:
        offer = paying.chosen(here, provider)
        async with here.services.db.work(here.actor) as work:
            link = await _brought_by(work, here, deal_id)
            order = await orders.place(
                work,
                here.market_id,
                person_id,
                deal_id,
                quantity,
                visit_id=here.visit_id if link else None,
                link_code=link.code if link else None,
                provider=offer.provider,
                pay_within=timedelta(minutes=here.services.settings.pay_within_minutes),
                key=key,
                language=here.locale,
                store_id=link.store_id if link else await _store_id(work, here, deal_id, slug),
                coupon_ids=chosen_in(form)[1],
                seen_minor=seen_in(form, quantity),
                flash_sale_id=sale_id,
            )
    except Refusal as refusal:
        if refusal.kind is flash.FLASH_CLAIM_FIRST:
            return here.see_other(here.url(f"flash-sales/{sale_id}"))
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        return await _checkout(here, deal_id, quantity, slug, refusal, provider, chosen_in(form)[0], sale_id)
    return await paying.to_payment(here, order, offer.provider)


async def _checkout(
    here: Here,
    deal_id: UUID,
    quantity: int,
    slug: str,
    refusal: Refusal | None = None,
    provider: str = "",
    coupon: str = "",
    sale_id: UUID | None = None,
) -> Response[str]:
    """The form, with a fresh key each time it is made; a refusal stands on top and changes nothing typed. A
    chosen `coupon` that cannot be used is said so, and the best are taken off instead. Of a flash sale it is
    as many as are held; whoever holds none of it is sent to its page.
    """
    async with here.services.db.read() as reader:
        deal = await catalog.deal_for_sale(reader, here.market_id, deal_id)
        held = await _held(reader, here, sale_id) if sale_id else None
        if sale_id and (held is None or held[0].deal_id != deal_id):
            return here.see_other(here.url(f"flash-sales/{sale_id}"))
        store = await store_at_hand(here, reader, deal, slug)
        merchant = await merchants.merchant(reader, here.market_id, deal.merchant_id)
        if held:
            usual, price, count = deal.price_minor, held[0].price_minor, held[1].quantity
            at_price = {"price_minor": price, "list_price_minor": usual, "per_person": count}
            deal = msgspec.structs.replace(deal, **at_price)
        left = held[1].quantity if held else await reservations.left(reader, here.market_id, deal_id)
        found = paying.offers(here)
        way = provider or await paying.suggested(reader, here.person.person_id, found)
        most = max(0, min(left, deal.per_person))
        quantity = most if held else max(1, min(quantity, most or 1))
        quote, unusable = await _quoted(reader, here, deal_id, quantity, store.store_id, coupon, sale_id)
    now = here.services.db.clock()
    return show(
        here,
        "checkout.html",
        refused=refusal,
        without_bar=True,
        deal=deal_face(here.market, deal, store, merchant, left, now, tongue_of(here)),
        quantity=quantity,
        most=most,
        flash=sale_id,
        held_until=held[1].held_until if held else None,
        gross=deal.price * quantity,
        total=quote.total,
        saved=(deal.list_price - deal.price) * quantity,
        off=off_face(quote.discount, "" if unusable else coupon, tongue_of(here)),
        key=secrets.token_urlsafe(16),
        pay_minutes=here.services.settings.pay_within_minutes,
        refusal=refusal or unusable,
        ways=paying.ways(found, tongue_of(here)),
        nowhere=paying.nowhere(here, found),
        way=way,
    )


async def _quoted(
    reader: Reader,
    here: Here,
    deal_id: UUID,
    quantity: int,
    store_id: UUID,
    coupon: str,
    sale_id: UUID | None,
) -> tuple[orders.Quote, Refusal | None]:
    """What it costs with the chosen coupon; with the best where that one cannot be used, and why."""
    about = (here.market_id, deal_id, quantity)
    who = here.person.person_id
    at_price = partial(orders.quote, flash_sale_id=sale_id)
    ask = partial(at_price, reader, *about, person_id=who, store_id=store_id)
    try:
        return await ask(coupon_ids=chosen_in({"coupon": coupon})[1]), None
    except Refusal as refusal:
        if refusal.kind not in COUPONS_SAID:
            raise
        return await ask(), refusal


async def _brought_by(reader: Reader, here: Here, deal_id: UUID) -> marketing.Link | None:
    """The link that brought this browser to a store where the deal is sold; another store's earn nothing
    here.
    """
    if here.visit_id is None:
        return None
    link = await marketing.visit_link(reader, here.market_id, here.visit_id)
    deal = await catalog.deal(reader, here.market_id, deal_id)
    return link if link and deal.sold_at(link.store_id) else None


async def _store_id(reader: Reader, here: Here, deal_id: UUID, slug: str) -> UUID | None:
    """The store from whose page the deal was reached; None where the form says nothing of it."""
    if not slug:
        return None
    deal = await catalog.deal(reader, here.market_id, deal_id)
    return (await store_at_hand(here, reader, deal, slug)).store_id


async def _held(reader: Reader, here: Here, sale_id: UUID) -> tuple[flash.Sale, flash.Claim] | None:
    """What the buyer holds of a flash sale. Refuses: not_found."""
    sale = await flash.sale(reader, here.market_id, sale_id)
    claim = (await flash.standing(reader, here.market_id, sale_id, here.person.person_id)).claim
    return (sale, claim) if claim is not None and claim.state is flash.ClaimState.HELD else None


def _sale_in(asked: Mapping[str, object]) -> UUID | None:
    """The flash sale that a page or form names. Refuses: invalid (flash)."""
    named = str(asked.get("flash", ""))
    try:
        return UUID(named) if named else None
    except ValueError:
        raise INVALID(field="flash") from None


def _whole(text: str) -> int:
    """A typed quantity; 0, which no order accepts, for what is not a whole number."""
    return int(text) if text.isdecimal() and len(text) < 4 else 0
