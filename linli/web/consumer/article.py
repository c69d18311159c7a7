"""An article's page: what it is, what may be chosen, where it comes from, where it is sold."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import carts, items, markets, media, merchants, orders, prices, stock
from linli.services import Who
from linli.web.consumer.article_days import DaysFace, days_face
from linli.web.consumer.article_faces import ArticleFace, OptionFace, VariantFace
from linli.web.consumer.article_lines import about_of
from linli.web.consumer.cart_views import cart_sum
from linli.web.consumer.elsewhere import BranchFace, out_here
from linli.web.consumer.schedule import in_words
from linli.web.consumer.structured import Thing, article_thing, breadcrumbs
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.use_at import AreaFace, area_face
from linli.web.consumer.use_places import use_places
from linli.web.shared.http import Asked, Here
from linli.web.shared.metadata import metadata
from linli.web.shared.photos import Photo, photos
from linli.web.shared.pictures import known_icon
from linli.web.shared.price_lines import price_line_of

NOT_COUNTED: Mapping[UUID, int] = MappingProxyType({})
CHAIN_DETAILS = ("brand", "origin", "batch", "skill", "guests", "days_to_make")


@get("/{market:str}/items/{item_id:uuid}", opt={"who": Who.ANYONE})
async def item_page(here: Asked, item_id: FromPath[UUID]) -> Response[str]:
    """One article; `?store=` is the store where somebody looks at it."""
    return await article_shown(here, item_id, here.request.query_params.get("store", ""))


class Found(msgspec.Struct, frozen=True):
    """An article as one store sells it: what it costs there, how much is left, its photos. `area`: it is
    sold by area, so that what this store has left says nothing.
    """

    item: items.Item
    store: merchants.Store
    merchant: merchants.Merchant
    sells: bool
    told: Mapping[UUID, prices.Priced]
    lefts: Mapping[UUID, int]
    shown: Mapping[UUID, Photo]
    area: AreaFace | None
    away: BranchFace | None
    there: Mapping[UUID, int]
    days: DaysFace | None = None


async def article_shown(
    here: Here, item_id: UUID, slug: str, refusal: Refusal | None = None
) -> Response[str]:
    """An article as the store of this slug sells it; a refusal stands on top. Refuses: not_found."""
    async with here.services.db.read() as reader:
        sold = (await items.stores_of_items(reader, here.market_id, [item_id])).get(item_id, ())
        found = await _found(here, reader, item_id, sold, slug)
        places = await use_places(here, reader, sold, found.store)
        parity = await prices.parity_since(reader, here.market_id, found.store.store_id)
        in_cart = await cart_sum(reader, here, found.store.store_id)
        if found.item.kind in items.DATED:
            days = await days_face(reader, here, found.item, found.store)
            found = msgspec.structs.replace(found, days=days)
        now = reader.now
    face = face_of(here, found, now)
    path = here.url(f"items/{item_id}")
    return show(
        here,
        "article.html",
        about_page=metadata(
            here,
            path,
            data=_data(here, path, face),
            image=f"{path}/share.jpg?lang={here.locale}",
            kind="product",
            indexed=face.sold,
        ),
        refused=refusal,
        refusal=refusal,
        said={"in_cart": in_cart.units > 0},
        article=face,
        area=found.area,
        days=found.days if face.sold else None,
        about=about_of(found.item, tongue_of(here)),
        places=places,
        in_cart=in_cart,
        same_price=parity is not None,
        terms=markets.price_terms(here.market.country),
        without_bar=True,
    )


async def article_at(here: Here, reader: Reader, item_id: UUID, slug: str) -> Found:
    """An article as the store of this slug sells it, else as the first that does. Refuses: not_found."""
    sold = (await items.stores_of_items(reader, here.market_id, [item_id])).get(item_id, ())
    return await _found(here, reader, item_id, sold, slug)


def _data(here: Here, path: str, face: ArticleFace) -> list[Thing]:
    """The article and the way to it, for machines."""
    home, url = here.returning(here.url("")), here.returning(path)
    store_url = f"{home}/stores/{face.store_slug}"
    images = [here.returning(one.of_size(media.SIZES[-1])) for one in face.photos]
    sold = article_thing(face, url=url, store_url=store_url, images=images or [f"{url}/share.jpg"])
    market = tongue_of(here).market(here.market)
    return [sold, breadcrumbs((market, home), (face.store_name, store_url), (face.title, url))]


async def _found(here: Here, reader: Reader, item_id: UUID, sold: tuple[UUID, ...], slug: str) -> Found:
    """Refuses: not_found (no such article, nobody sells it, or it was put away)."""
    market_id = here.market_id
    item = await items.item(reader, market_id, item_id)
    store = await _store_at_hand(here, reader, sold, slug)
    if item.state is items.ItemState.ARCHIVED:
        raise NOT_FOUND()
    merchant = await merchants.merchant(reader, market_id, item.merchant_id)
    bases = {one.variant_id: one.price_minor for one in item.variants}
    area = await area_face(reader, here, store, item)
    levels = {} if area else await stock.levels(reader, market_id, store.store_id, list(bases))
    out = [variant_id for variant_id, level in levels.items() if level.left == 0]
    away, there = await out_here(reader, here, store, out)
    where = (reader, market_id, item.merchant_id, store.store_id)
    return Found(
        item=item,
        store=store,
        merchant=merchant,
        sells=item.on_sale and store.store_id in sold and merchant.verified and not store.closed,
        told=await prices.shown_prices(*where, prices.Channel.ONLINE, "", bases),
        lefts={variant_id: level.left for variant_id, level in levels.items()},
        shown=await photos(reader, here.market, item.picture_ids),
        area=area,
        away=away,
        there=there,
    )


def face_of(here: Here, found: Found, now: datetime) -> ArticleFace:
    """The same as a page shows it, in the reader's language."""
    item, store, tongue = found.item, found.store, tongue_of(here)
    details, lefts = item.details, {**found.lefts, **found.there}
    place = {"timezone": here.market.timezone, "country": here.market.country}
    buyable = item.kind in orders.COLLECTED and any(_can_be_had(one, lefts) for one in item.variants)
    return ArticleFace(
        id=item.item_id,
        title=tongue.pick(item.title, item.title_en),
        kind=item.kind.value,
        trade=store.trade,
        icon=known_icon(item.icon),
        description=tongue.pick(item.description, item.description_en),
        photos=[found.shown[key] for key in item.picture_ids if key in found.shown],
        variants=[_variant(one, tongue, found) for one in item.variants],
        options=[_option(one, item, tongue) for one in details.options],
        facts=_facts(item, tongue),
        allergens=[tongue.say(f"allergen.{one.value}") for one in details.allergens],
        usable=in_words(details.hours, tongue) if details.hours else "",
        usable_now=markets.allows(details.hours, now, **place),
        sold=found.sells,
        buyable=found.sells and buyable,
        most=max((lefts.get(one.variant_id, carts.MOST_UNITS) for one in item.variants), default=0),
        store_name=tongue.pick(store.name, store.name_en),
        store_slug=store.slug,
        store_address=tongue.pick(store.address, store.address_en),
        store_phone=store.phone,
        verified=found.merchant.verified,
        demo=found.merchant.demo,
        away=found.away.name if found.away else "",
        due=found.away.due if found.away else None,
    )


def _variant(one: items.Variant, tongue: Tongue, found: Found) -> VariantFace:
    face = variant_face(one, tongue, found.told.get(one.variant_id), found.lefts)
    return msgspec.structs.replace(face, away=one.variant_id in found.there)


def _can_be_had(one: items.Variant, lefts: Mapping[UUID, int]) -> bool:
    return one.price_minor > 0 and lefts.get(one.variant_id, 1) > 0


async def _store_at_hand(here: Here, reader: Reader, sold: tuple[UUID, ...], asked: str) -> merchants.Store:
    """The store of the slug that was asked for, if the article is sold there; else the first that sells it.

    Refuses: not_found (nobody sells it).
    """
    found = await merchants.stores(reader, here.market_id, sold) if sold else {}
    named = [one for one in found.values() if one.slug == asked]
    store = next(iter([*named, *(found[key] for key in sold if key in found)]), None)
    if store is None:
        raise NOT_FOUND()
    return store


def variant_face(
    one: items.Variant,
    tongue: Tongue,
    priced: prices.Priced | None = None,
    lefts: Mapping[UUID, int] = NOT_COUNTED,
) -> VariantFace:
    """A variant at what it costs in a store, where that is known, else at its base price."""
    content = (one.content_size, one.content_unit.value)
    line = None
    if priced is not None:
        channel = prices.Channel.ONLINE
        line = price_line_of(priced, one.currency, channel, *content, locale=tongue.locale)
    return VariantFace(
        id=one.variant_id,
        name=tongue.pick(one.name, one.name_en),
        price=line.price if line else one.price,
        line=line,
        code=one.gtin or one.sku,
        left=lefts.get(one.variant_id),
    )


def _option(one: items.Option, item: items.Item, tongue: Tongue) -> OptionFace:
    currency = item.variants[0].currency
    if one.least == one.most:
        rule = tongue.say("article.option.exactly", n=one.most)
    elif one.least:
        rule = tongue.say("article.option.between", least=one.least, most=one.most)
    else:
        rule = tongue.say("article.option.up_to", n=one.most)
    return OptionFace(
        name=tongue.pick(one.name, one.name_en),
        rule=rule,
        single=one.least == one.most == 1,
        choices=[
            (tongue.pick(choice.name, choice.name_en), Money(choice.extra_minor, currency))
            for choice in one.choices
        ],
    )


def _facts(item: items.Item, tongue: Tongue) -> list[tuple[str, str]]:
    """What is known of it, name and value in words: details of its kind first, then the shop's own."""
    details = item.details
    values = {name: getattr(details, name) for name in CHAIN_DETAILS}
    values["origin"] = tongue.pick(details.origin, details.origin_en)
    facts = [(tongue.say(f"article.fact.{name}"), str(value)) for name, value in values.items() if value]
    if item.kind is items.ItemKind.SERVICE:
        where = [name for name in ("at_store", "at_home") if getattr(details, name)]
        words = tongue.say("consumer.when.list").join(tongue.say(f"article.{name}") for name in where)
        facts = [
            (tongue.say("article.fact.minutes"), tongue.say("article.minutes", n=details.minutes)),
            (tongue.say("article.fact.where"), words),
            *facts,
        ]
    return [*facts, *item.attributes.items()]


ROUTES = [item_page]
