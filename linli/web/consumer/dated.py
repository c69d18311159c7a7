"""Tickets and rooms: how many for a day, how much, and on to the payment page."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, MultiDict
from litestar.params import FromPath

from linli.kernel.database import Work
from linli.kernel.idempotency import Key
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import carts, merchants, orders
from linli.services import Who
from linli.web.consumer import paying
from linli.web.consumer.cart import SHOWN_IN_PLACE, brought_by, picks_in, quantity_in, variant_in
from linli.web.consumer.cart_views import with_chosen
from linli.web.consumer.coupon_faces import chosen_in, off_face, seen_in
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.calendars import day_of
from linli.web.shared.http import Asked, Here

TOLD = SHOWN_IN_PLACE | {orders.GOODS_DAY_OFF}


@get("/{market:str}/items/{item_id:uuid}/checkout", opt={"who": Who.PERSON})
async def dated_checkout(here: Asked, item_id: FromPath[UUID]) -> Response[str]:
    """The second of three taps: what was chosen on the article's page, with its total."""
    return await _checkout(here, item_id, here.request.query_params)


@post("/{market:str}/items/{item_id:uuid}/orders", opt={"who": Who.PERSON})
async def dated_order(here: Asked, item_id: FromPath[UUID]) -> Response[str]:
    """Place the order once per rendered form, then go to the provider's page."""
    form = await here.request.form()
    provider = str(form.get("provider", ""))
    try:
        offer = paying.chosen(here, provider)
        async with here.services.db.work(here.actor) as work:
            order = await _place(work, here, offer.provider, form)
    except Refusal as refusal:
        if refusal.kind not in TOLD:
            raise
        return await _checkout(here, item_id, form, refusal, provider)
    return await paying.to_payment(here, order, offer.provider)


async def _place(work: Work, here: Here, provider: str, form: MultiDict[Any] | FormMultiDict) -> orders.Order:
    person_id, wish, day = here.person.person_id, _wish(form), _day(form)
    store = await merchants.store_by_slug(work, here.market_id, str(form.get("store", "")))
    link = await brought_by(work, here, store)
    return await orders.place_goods(
        work,
        here.market_id,
        person_id,
        store.store_id,
        [wish],
        orders.OrderKind.PICKUP,
        visit_id=here.visit_id if link else None,
        link_code=link.code if link else None,
        provider=provider,
        pay_within=timedelta(minutes=here.services.settings.pay_within_minutes),
        key=Key(
            f"person:{person_id}",
            str(form.get("key", "")),
            body_print("dated", store.store_id, wish, day.isoformat(), str(form.get("coupon", ""))),
        ),
        language=here.locale,
        seen_minor=seen_in(form),
        coupon_ids=chosen_in(form)[1],
        day=day,
    )


async def _checkout(
    here: Here,
    item_id: UUID,
    asked: MultiDict[Any] | FormMultiDict,
    refusal: Refusal | None = None,
    provider: str = "",
) -> Response[str]:
    """The form with a fresh key; a refusal stands on top. Refuses: not_found (also what is not sold by the
    day), invalid.
    """
    wish, day = _wish(asked), _day(asked)
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, str(asked.get("store", "")))
        about = (reader, here.market_id, store.store_id)
        quote, unusable = await orders.quote_goods(*about, [wish], day=day), None
        coupon = chosen_in(asked)[0]
        if quote.whole:
            payee_id = await orders.payee_of_goods(reader, here.market_id, store, quote)
            quote, unusable = await with_chosen(reader, here, store.store_id, payee_id, quote, coupon)
        found = paying.offers(here)
        way = provider or await paying.suggested(reader, here.person.person_id, found)
    (line,) = quote.lines
    if line.item_id != item_id or line.problem is orders.Problem.NOT_TO_COLLECT:
        raise NOT_FOUND()
    tongue = tongue_of(here)
    return show(
        here,
        "dated.html",
        refused=refusal,
        without_bar=True,
        title=tongue.pick(line.title, line.title_en),
        detail=orders.day_apart(tongue.pick(line.detail, line.detail_en))[0],
        store_name=tongue.pick(store.name, store.name_en),
        back=here.url(f"items/{item_id}") + f"?store={store.slug}&day={day.isoformat()}",
        action=here.url(f"items/{item_id}/orders"),
        hidden=_hidden(asked, wish),
        day=day,
        quantity=wish.quantity,
        unit=Money(line.unit_price_minor, quote.currency),
        gross=Money(line.total_minor, quote.currency),
        total=quote.total if quote.whole else Money(line.total_minor, quote.currency),
        off=off_face(quote.discount, "" if unusable else coupon, tongue),
        refusal=refusal or unusable,
        problem=line.problem.value if line.problem else "",
        left=line.left or 0,
        key=secrets.token_urlsafe(16),
        ways=paying.ways(found, tongue),
        nowhere=paying.nowhere(here, found),
        way=way,
        pay_minutes=here.services.settings.pay_within_minutes,
    )


def _hidden(asked: Mapping[str, str], wish: orders.Wanted) -> list[tuple[str, str]]:
    """What was chosen, as the form sends it on."""
    chosen = [(name, str(asked.get(name, ""))) for name in ("store", "day", "variant")]
    picks = [(f"pick-{number}", str(one)) for number, places in enumerate(wish.picks) for one in places]
    return [*chosen, ("quantity", str(wish.quantity)), *picks]


def _wish(asked: MultiDict[Any] | FormMultiDict) -> orders.Wanted:
    """Refuses: invalid (variant, quantity, picks)."""
    quantity = min(quantity_in(asked), carts.MOST_UNITS)
    return orders.Wanted(variant_in(asked), quantity, picks_in(asked))


def _day(asked: Mapping[str, str]) -> date:
    """Refuses: not_found (no day)."""
    day = day_of(str(asked.get("day", "")))
    if day is None:
        raise NOT_FOUND()
    return day


ROUTES = [dated_checkout, dated_order]
