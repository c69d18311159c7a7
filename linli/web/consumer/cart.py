"""The cart of a store: put in, change, collect elsewhere, order and pay."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, MultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.idempotency import Key
from linli.kernel.refusals import IDEMPOTENCY_KEY_NEEDED, IDEMPOTENCY_KEY_REUSED, INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import carts, chains, marketing, merchants, orders, payments, reservations
from linli.modules.carts import CartMode
from linli.services import Who
from linli.web.consumer import paying
from linli.web.consumer.article import article_shown
from linli.web.consumer.cart_views import KINDS, cart_face, cart_sum, wanted_of
from linli.web.consumer.coupon_faces import COUPONS_SAID, chosen_in, seen_in
from linli.web.consumer.elsewhere import branch_named
from linli.web.consumer.tongue import show, tongue_of
from linli.web.consumer.use_at import UseForm, form_of, place_of_order
from linli.web.shared.basemaps import basemap_of
from linli.web.shared.http import Asked, Here

SHOWN_IN_PLACE = frozenset(
    (
        orders.CART_EMPTY,
        orders.GOODS_GONE,
        orders.GOODS_NOT_TO_COLLECT,
        orders.GOODS_CHOICES,
        orders.GOODS_TOO_FEW,
        orders.BRANCH_CHANGED,
        orders.NOT_HANDED_OVER,
        orders.PAY_APART,
        chains.OUTSIDE_TERRITORY,
        orders.PRICE_CHANGED,
        orders.QUANTITY_WRONG,
        reservations.SOLD_OUT,
        IDEMPOTENCY_KEY_REUSED,
        IDEMPOTENCY_KEY_NEEDED,
        payments.WAY_NOT_POSSIBLE,
        *COUPONS_SAID,
    )
)
MOST_OPTIONS = 20
MOST_SLUG = 80
REFUSED_AT_ONCE = {orders.Problem.GONE: orders.GOODS_GONE, orders.Problem.CHOICES: orders.GOODS_CHOICES}
IN_STORE = "/{market:str}/stores/{slug:str}/cart"


@get(IN_STORE, opt={"who": Who.PERSON})
async def cart_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What lies in the cart, what it costs now, and the way to pay; `?bring=` is the branch from which what
    is out here is brought over.
    """
    return await cart_shown(here, slug, CartMode.PICKUP, bring=_bring(here.request.query_params))


@post(f"{IN_STORE}/lines", opt={"who": Who.PERSON})
async def add_to_cart(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Into the cart; back to the page of the article, or to the list (`back`), which says how full the cart
    is. A list that asks by script gets the bar alone.
    """
    form = await here.request.form()
    if "back" not in form:
        return await _added(here, slug, form)
    try:
        await _added(here, slug, form)
    except Refusal as refusal:
        if not here.part:
            raise
        return await _bar(here, slug, refusal)
    if here.part:
        return await _bar(here, slug)
    root = here.url(f"stores/{slug}")
    return here.see_other((root if form["back"] == "store" else f"{root}/range") + "?done=in_cart")


async def _added(here: Here, slug: str, form: FormMultiDict) -> Response[str]:
    """Refuses in this order: invalid, goods_gone, cart_full."""
    variant_id, quantity = variant_in(form), quantity_in(form)
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        wish = orders.Wanted(variant_id, quantity, picks_in(form))
        quote = await orders.quote_goods(reader, here.market_id, store.store_id, [wish])
    (line,) = quote.lines
    if line.item_id is None:
        raise orders.GOODS_GONE(line=1, title="", title_en="")
    if line.problem is orders.Problem.CHOICES:
        words = {"line": 1, "title": line.title, "title_en": line.title_en or line.title}
        return await article_shown(here, line.item_id, slug, orders.GOODS_CHOICES(**words))
    picks = carts.write_picks(wish.picks)
    async with here.services.db.work(here.actor) as work:
        where = (here.market_id, here.person.person_id, store.store_id, CartMode.PICKUP)
        await carts.add(work, *where, variant_id, quantity, picks)
    return here.see_other(here.url(f"items/{line.item_id}") + f"?store={slug}&done=in_cart")


async def _bar(here: Here, slug: str, refusal: Refusal | None = None) -> Response[str]:
    """The bar at the foot of a list: how much lies in the cart, what it costs, the way there."""
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        in_cart = await cart_sum(reader, here, store.store_id)
    return show(here, "cart_bar.html", slug=slug, in_cart=in_cart, refusal=refusal)


@post(f"{IN_STORE}/quantities", opt={"who": Who.PERSON})
async def change_cart(here: Asked, slug: FromPath[str]) -> Response[str]:
    """So many of a line from now on; none takes it out."""
    form = await here.request.form()
    mode = _mode(form)
    async with here.services.db.work(here.actor) as work:
        store = await merchants.store_by_slug(work, here.market_id, slug)
        where = (here.market_id, here.person.person_id, store.store_id, mode)
        picks = str(form.get("picks", ""))[:200]
        await carts.put(work, *where, variant_in(form), quantity_in(form), picks)
    chosen = {"place": "change"} if form.get("asking") else {}
    if mode is CartMode.PICKUP and (bring := _bring(form)):
        chosen["bring"] = bring
    return here.see_other(address_of(here, slug, mode) + (f"?{urlencode(chosen)}" if chosen else ""))


@post(f"{IN_STORE}/branch", opt={"who": Who.PERSON})
async def collect_elsewhere(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The whole cart is collected at another branch: it lies in that branch's cart from now on."""
    to = str((await here.request.form()).get("to", ""))
    async with here.services.db.work(here.actor) as work:
        store = await merchants.store_by_slug(work, here.market_id, slug)
        other = await merchants.store_by_slug(work, here.market_id, to)
        if store.merchant_id is None or other.merchant_id != store.merchant_id or other.closed:
            raise NOT_FOUND()
        await _move(work, here, store.store_id, other.store_id)
    return here.see_other(address_of(here, to, CartMode.PICKUP))


@post(f"{IN_STORE}/orders", opt={"who": Who.PERSON})
async def order_cart(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Place the order once per rendered page, then go to the provider's page; the cart is empty then."""
    form = await here.request.form()
    mode, provider = _mode(form), str(form.get("provider", ""))
    try:
        offer = paying.chosen(here, provider)
        async with here.services.db.work(here.actor) as work:
            order = await _place(work, here, slug, mode, offer.provider, form)
    except Refusal as refusal:
        if refusal.kind not in SHOWN_IN_PLACE:
            raise
        coupon = chosen_in(form)[0]
        return await cart_shown(here, slug, mode, refusal, provider, bring=_bring(form), coupon=coupon)
    return await paying.to_payment(here, order, offer.provider)


async def cart_shown(
    here: Here,
    slug: str,
    mode: CartMode,
    refusal: Refusal | None = None,
    provider: str = "",
    use: UseForm | None = None,
    bring: str = "",
    coupon: str | None = None,
) -> Response[str]:
    """The cart with a fresh key; a refusal stands on top, and what lies there stays. `use` is a place of use
    as it was typed and cannot be kept; `?place=change` offers to change the one that is known.
    """
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        asked = chosen_in(here.request.query_params)[0] if coupon is None else coupon
        face = await cart_face(reader, here, store, mode, bring, asked)
        found = paying.offers(here)
        way = provider or await paying.suggested(reader, here.person.person_id, found)
    if use is None and (face.sale.asks or face.sale.refusal or "place" in here.request.query_params):
        use = form_of(face.sale.place)
    return show(
        here,
        "aisle.html" if mode is CartMode.AISLE else "cart.html",
        refused=refusal,
        said={
            "in_basket": bool(face.lines),
            "unknown_code": mode is CartMode.AISLE,
            "place_kept": face.sale.seller is not None,
        },
        without_bar=True,
        cart=face,
        mode=mode.value,
        use=use if face.sale.bound and mode is CartMode.PICKUP else None,
        basemap=basemap_of(here.market.slug),
        refusal=None if use and use.wrong else refusal or face.unusable,
        key=secrets.token_urlsafe(16),
        ways=paying.ways(found, tongue_of(here)),
        nowhere=paying.nowhere(here, found),
        way=way,
        pay_minutes=here.services.settings.pay_within_minutes,
    )


def address_of(here: Here, slug: str, mode: CartMode) -> str:
    """The page of a cart."""
    return here.url(f"stores/{slug}/{'aisle' if mode is CartMode.AISLE else 'cart'}")


async def _place(
    work: Work, here: Here, slug: str, mode: CartMode, provider: str, form: Mapping[str, object]
) -> orders.Order:
    person_id = here.person.person_id
    store = await merchants.store_by_slug(work, here.market_id, slug)
    _, wanted = await wanted_of(work, here, store.store_id, mode)
    link = await brought_by(work, here, store)
    bring = _bring(form)
    source = await branch_named(work, here, bring) if bring else None
    order = await orders.place_goods(
        work,
        here.market_id,
        person_id,
        store.store_id,
        wanted,
        KINDS[mode],
        visit_id=here.visit_id if link else None,
        link_code=link.code if link else None,
        provider=provider,
        pay_within=timedelta(minutes=here.services.settings.pay_within_minutes),
        # Of the page, not of what lies there: a second click comes when the cart is empty already.
        key=Key(f"person:{person_id}", str(form.get("key", "")), body_print("goods", store.store_id, mode)),
        language=here.locale,
        seen_minor=seen_in(form),
        coupon_ids=chosen_in(form)[1],
        seen_store_id=_id(str(form.get("sold_by", ""))),
        use_at=place_of_order(form),
        bring_from=source.store_id if source else None,
    )
    await carts.empty(work, here.market_id, person_id, store.store_id, mode)
    return order


async def _move(work: Work, here: Here, store_id: UUID, other_id: UUID) -> None:
    who = (here.market_id, here.person.person_id)
    for line in await carts.cart(work, *who, store_id):
        to = (*who, other_id, CartMode.PICKUP)
        await carts.add(work, *to, line.variant_id, line.quantity, line.picks)
    await carts.empty(work, *who, store_id, CartMode.PICKUP)


async def brought_by(reader: Reader, here: Here, store: merchants.Store) -> marketing.Link | None:
    """The link that brought this browser to the store: one of its own, or what was chosen at a screen or with
    a clerk of another branch.
    """
    if here.visit_id is None:
        return None
    link = await marketing.visit_link(reader, here.market_id, here.visit_id)
    if link is None or link.store_id == store.store_id:
        return link
    return link if await marketing.sells_across(reader, here.market_id, link, store.store_id) else None


def _id(text: str) -> UUID | None:
    """The store that the page named; None where it named none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _mode(form: Mapping[str, object]) -> CartMode:
    return CartMode.AISLE if form.get("mode") == CartMode.AISLE.value else CartMode.PICKUP


def _bring(asked: Mapping[str, object]) -> str:
    """The slug of the branch that is to send what is out here; empty: none."""
    return str(asked.get("bring", ""))[:MOST_SLUG]


def variant_in(form: Mapping[str, object]) -> UUID:
    try:
        return UUID(str(form.get("variant", "")))
    except ValueError:
        raise INVALID(field="variant") from None


def quantity_in(form: Mapping[str, object]) -> int:
    text = str(form.get("quantity", "1"))
    if not (text.isdecimal() and len(text) < 4):
        raise INVALID(field="quantity")
    return int(text)


def picks_in(form: MultiDict[Any] | FormMultiDict) -> tuple[tuple[int, ...], ...]:
    """What was chosen of each option; nothing chosen at the end is left out. Refuses: invalid."""
    picks = []
    for number in range(MOST_OPTIONS):
        texts = [str(one) for one in form.getall(f"pick-{number}", [])]
        if any(not (text.isdecimal() and len(text) < 3) for text in texts):
            raise INVALID(field="picks")
        picks.append(tuple(sorted({int(text) for text in texts})))
    while picks and not picks[-1]:
        picks.pop()
    return tuple(picks)


ROUTES = [cart_page, add_to_cart, change_cart, collect_elsewhere, order_cart]
