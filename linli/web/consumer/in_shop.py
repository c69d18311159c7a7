"""Paid in the shop: from the code on the counter to an amount, to the payment, with or without an account."""

import secrets
from datetime import timedelta

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.idempotency import Key
from linli.kernel.limits import Limit, count, network_of
from linli.kernel.money import Money
from linli.kernel.refusals import IDEMPOTENCY_KEY_NEEDED, IDEMPOTENCY_KEY_REUSED, SIGN_IN_NEEDED, Refusal
from linli.kernel.signing import body_print
from linli.modules import identity, marketing, merchants, orders, payments
from linli.services import Who
from linli.web.consumer import paying
from linli.web.consumer.coupon_faces import COUPONS_SAID, chosen_in, off_face, seen_in
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.typed_money import read_amount

IN_STORE = "/{market:str}/stores/{slug:str}"
# Whoever pays is somebody at once; a quarter of a mobile network may share one address, so this only slows
# down machines.
GUESTS_OF_NETWORK = Limit("guests of a network", 600, timedelta(hours=1))
LONGEST_TYPED = 20
SHOWN_IN_PLACE = frozenset(
    (
        orders.AMOUNT_WRONG,
        payments.WAY_NOT_POSSIBLE,
        merchants.VERIFICATION_OVER,
        merchants.MERCHANT_NOT_VERIFIED,
        merchants.STORE_CLOSED,
        IDEMPOTENCY_KEY_REUSED,
        IDEMPOTENCY_KEY_NEEDED,
        orders.PRICE_CHANGED,
        *COUPONS_SAID,
    )
)


@get(f"{IN_STORE}/pay", opt={"who": Who.ANYONE, "guest": True})
async def amount_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """How much? The clerk says it, the payer types it; `?amount=` where somebody wrote it into the code, and
    as the page asks what coupons take off it.
    """
    asked = here.request.query_params
    typed, coupon = asked.get("amount", ""), chosen_in(asked)[0]
    return await _amount_page(here, slug, typed, provider=asked.get("provider", ""), coupon=coupon)


@post(f"{IN_STORE}/sales", opt={"who": Who.ANYONE, "guest": True})
async def pay_amount(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Ask for the amount once per rendered form, then go to the provider's page. Whoever is not signed in is
    a guest from now on, in this browser, until they sign in.
    """
    form = await here.request.form()
    typed, provider = str(form.get("amount", ""))[:LONGEST_TYPED], str(form.get("provider", ""))
    given, session = str(form.get("key", "")), ""
    coupon, coupon_ids = chosen_in(form)
    try:
        offer = paying.chosen(here, provider)
        amount = _amount(here, typed)
        async with here.services.db.work(here.actor) as work:
            store = await merchants.store_by_slug(work, here.market_id, slug)
            if here.signed_in is None:
                session = await _become_guest(work, here, given)
            person_id = here.person.person_id
            link = await _brought_by(work, here, store)
            order = await orders.place_sale(
                work,
                here.market_id,
                person_id,
                store.store_id,
                amount,
                visit_id=here.visit_id if link else None,
                link_code=link.code if link else None,
                provider=offer.provider,
                pay_within=timedelta(minutes=here.services.settings.pay_within_minutes),
                key=Key(f"person:{person_id}", given, body_print("sale", slug, amount.minor, coupon)),
                language=here.locale,
                coupon_ids=coupon_ids,
                seen_minor=seen_in(form, amount.minor),
            )
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        if session:
            here.become(None)
        return await _amount_page(here, slug, typed, refusal, provider, coupon)
    answer = await paying.to_payment(here, order, offer.provider)
    if session:
        here.keep_session(answer, session)
    return answer


def _amount(here: Here, typed: str) -> Money:
    currency = here.market.currency
    return read_amount(typed, currency) or Money(0, currency)


async def _become_guest(work: Work, here: Here, key: str) -> str:
    """A guest of this browser and this form, so that two taps are one guest; their session's cookie.

    Refuses: too_many_tries, sign_in_needed (the guest of this form has signed in since).
    """
    await count(work, GUESTS_OF_NETWORK, network_of(here.address))
    guest = await identity.begin_guest(work, body_print(here.seed, key).hex(), here.locale)
    if guest is None:
        raise SIGN_IN_NEEDED()
    here.become(guest)
    return await identity.start_session(work, guest.person_id, user_agent=here.user_agent)


async def _brought_by(reader: Reader, here: Here, store: merchants.Store) -> marketing.Link | None:
    """The code that brought this browser to this store; another store's earns nothing here."""
    if here.visit_id is None:
        return None
    link = await marketing.visit_link(reader, here.market_id, here.visit_id)
    return link if link and link.store_id == store.store_id else None


async def _amount_page(
    here: Here,
    slug: str,
    typed: str,
    refusal: Refusal | None = None,
    provider: str = "",
    coupon: str = "",
) -> Response[str]:
    """The amount and one button, with a fresh key each time it is made; what was typed stays."""
    tongue, found = tongue_of(here), paying.offers(here)
    async with here.services.db.read() as reader:
        store = await merchants.store_as_run(reader, here.market_id, slug)
        person = here.signed_in
        habit = await paying.suggested(reader, person.person_id, found) if person else ""
        quote = await _quote(reader, here, store, typed, coupon)
    most = Money(orders.most_minor(here.market.currency), here.market.currency)
    return show(
        here,
        "in_shop.html",
        refused=refusal,
        without_bar=True,
        store=store,
        store_name=tongue.pick(store.name, store.name_en),
        takes_money=store.verified and not store.closed,
        typed=typed[:LONGEST_TYPED],
        refusal=refusal,
        most=most,
        quote=quote,
        off=off_face(quote.discount, coupon, tongue) if quote else None,
        key=secrets.token_urlsafe(16),
        ways=paying.ways(found, tongue),
        nowhere=paying.nowhere(here, found),
        way=provider or habit or (found[0].provider if found else ""),
        known=person is not None and not person.is_guest,
    )


async def _quote(
    reader: Reader, here: Here, store: merchants.Store, typed: str, coupon: str
) -> orders.SaleQuote | None:
    """What the amount costs this payer with the chosen coupon, or the best; None where nothing can be said
    yet, and the form will say why.
    """
    if here.signed_in is None or not typed:
        return None
    about = (here.signed_in.person_id, store.store_id, _amount(here, typed))
    for wished in dict.fromkeys((coupon, "")):
        try:
            coupons = chosen_in({"coupon": wished})[1]
            return await orders.quote_sale(reader, here.market_id, *about, coupons)
        except Refusal:
            continue
    return None


ROUTES = [amount_page, pay_amount]
