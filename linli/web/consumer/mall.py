"""A merchant's own mall: its front, its own pages, its look, and what a phone needs to keep it as an app."""

import asyncio
import json
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules import catalog, discovery, items, malls, media, merchants
from linli.services import Who
from linli.web.consumer.article_lines import AtStore, line_of, told_prices
from linli.web.consumer.cards import deal_card, plain_store_card, store_card
from linli.web.consumer.spot import spot_of
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import ArticleLine, DealCard, MallPageLink, StoreCard
from linli.web.shared.assets import FOREVER
from linli.web.shared.http import Asked, Here
from linli.web.shared.mall_icons import ICON_SIZES, letter_svg
from linli.web.shared.malls import look_css, mall_face, stores_of_mall
from linli.web.shared.metadata import metadata
from linli.web.shared.photos import cover_srcset, photo_url, photos

ANYONE = {"who": Who.ANYONE}
DEALS_SHOWN = 60
STORES_SHOWN = 60
ARTICLES_SHOWN = 24


@get("/{market:str}/malls/{slug:str}", opt=ANYONE)
async def mall_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Its name and cover, what it offers, its stores. Refuses: not_found (also one that is not open)."""
    async with here.services.db.read() as reader:
        mall = await seen_mall(here, reader, slug)
        return await front(here, reader, mall)


async def front(here: Here, reader: Reader, mall: malls.Mall) -> Response[str]:
    """The mall's first page."""
    market_id, tongue = here.market_id, tongue_of(here)
    merchant = await merchants.merchant(reader, market_id, mall.merchant_id)
    stores = [store for store in await stores_of_mall(reader, mall) if not store.closed]
    deals = await _deals(here, reader, stores, tongue)
    cards = await _stores(here, reader, stores, tongue)
    lines = await _range(here, reader, mall.merchant_id, stores, tongue)
    shown = await malls.pages(reader, market_id, mall.merchant_id)
    return show(
        here,
        "mall.html",
        nav="home",
        about_page=metadata(
            here, "/" if here.mall_here else here.url(f"malls/{mall.slug}"), indexed=mall.open
        ),
        merchant=merchant,
        cover=photo_url(here.market.slug, mall.cover_id, media.SIZES[-1]),
        cover_srcset=cover_srcset(here.market.slug, mall.cover_id),
        art=_own(cards, stores, mall),
        stores=cards,
        deals=deals,
        lines=lines,
        pages=page_links(shown, tongue),
    )


@get("/{market:str}/malls/{slug:str}/pages/{page:str}", opt=ANYONE)
async def mall_text(here: Asked, slug: FromPath[str], page: FromPath[str]) -> Response[str]:
    """One of its own pages. Refuses: not_found."""
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        mall = await seen_mall(here, reader, slug)
        shown = await malls.pages(reader, here.market_id, mall.merchant_id)
    found = next((one for one in shown if one.slug == page), None)
    if found is None:
        raise NOT_FOUND()
    return show(
        here,
        "mall_page.html",
        about_page=metadata(here, here.url(f"malls/{slug}/pages/{page}"), indexed=mall.open),
        title=tongue.pick(found.title, found.title_en),
        blocks=malls.blocks(tongue.pick(found.body, found.body_en)),
        pages=page_links(shown, tongue),
        slug=found.slug,
    )


@get("/mall-host", opt=ANYONE)
async def mall_host(here: Asked) -> Response[str]:
    """Whether a proxy should get a certificate for `?domain=`. Refuses: not_found (no confirmed name)."""
    async with here.services.db.read() as reader:
        mall = await malls.mall_by_host(reader, here.request.query_params.get("domain", "").lower())
    if mall is None:
        raise NOT_FOUND()
    return Response("", media_type="text/plain", headers={"Cache-Control": "no-store"})


@get("/{market:str}/malls/{slug:str}/look.css", opt=ANYONE)
async def mall_look(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The mall's colors, computed from its one. Its address changes with the look."""
    async with here.services.db.read() as reader:
        mall = await malls.mall_by_slug(reader, here.market_id, slug)
    return Response(look_css(mall.color, mall.ground), media_type="text/css", headers=_kept(here, mall))


@get("/{market:str}/malls/{slug:str}/icons/{name:str}", opt=ANYONE)
async def mall_icon(here: Asked, slug: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """The mall as an icon: `icon.svg` with its first letter, its logo as `<size>.png`. Refuses: not_found."""
    async with here.services.db.read() as reader:
        mall = await malls.mall_by_slug(reader, here.market_id, slug)
        if name == "icon.svg":
            letter = mall_face(mall, here.market, here.locale).initial
            drawn = letter_svg(letter, mall).encode()
            return Response(drawn, media_type="image/svg+xml", headers=_kept(here, mall))
        size, mask = _size_of(name)
        logo = await _logo(reader, here.market_id, mall.logo_id)
    body = await asyncio.to_thread(media.draw_icon, logo, size, mall.color, inset=20 if mask else 0)
    return Response(body, media_type="image/png", headers=_kept(here, mall))


@get("/{market:str}/malls/{slug:str}/app.webmanifest", opt=ANYONE)
async def mall_manifest(here: Asked, slug: FromPath[str]) -> Response[bytes]:
    """What a phone needs to put the mall among its apps: its own name, colors and icons."""
    async with here.services.db.read() as reader:
        mall = await malls.mall_by_slug(reader, here.market_id, slug)
    own, tongue = here.mall_here is not None, tongue_of(here)
    face = mall_face(mall, here.market, here.locale, here.services.settings.public_url if own else "")
    icons = here.url(f"malls/{slug}/icons")
    drawn: list[dict[str, str]] = [
        {"src": f"{icons}/{size}.png?v={mall.revision}", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in ICON_SIZES[1:]
    ]
    masked = {
        "src": f"{icons}/mask-512.png?v={mall.revision}",
        "sizes": "512x512",
        "type": "image/png",
        "purpose": "maskable",
    }
    ways = [("orders", "orders"), ("wallet", "wallet")]
    manifest = {
        "id": face.root,
        "name": face.name,
        "short_name": face.name,
        "description": face.tagline,
        "lang": here.locale,
        "start_url": face.root,
        "scope": "/" if own else here.url(""),
        "display": "standalone",
        "background_color": face.light,
        "theme_color": face.light,
        "icons": [*drawn, masked],
        "shortcuts": [{"name": tongue.say(f"nav.{name}"), "url": here.url(path)} for name, path in ways],
    }
    body = json.dumps(manifest, ensure_ascii=False).encode()
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type="application/manifest+json", headers=headers)


async def seen_mall(here: Here, reader: Reader, slug: str) -> malls.Mall:
    """The mall that this reader may see; the page wears its look. One that is not open is seen by those who
    work for its merchant. Refuses: not_found.
    """
    mall = await malls.mall_by_slug(reader, here.market_id, slug)
    person = here.signed_in
    if not mall.open and not (
        person and await merchants.works_for(reader, here.market_id, person.person_id, mall.merchant_id)
    ):
        raise NOT_FOUND()
    here.wear(mall)
    return mall


def page_links(shown: list[malls.Page], tongue: Tongue) -> list[MallPageLink]:
    return [MallPageLink(one.slug, tongue.pick(one.title, one.title_en)) for one in shown]


async def _stores(
    here: Here, reader: Reader, stores: list[merchants.Store], tongue: Tongue
) -> list[StoreCard]:
    """As search knows them, the nearest first; a store that search has not heard of yet by itself."""
    spot, ids = spot_of(here), [store.store_id for store in stores[:STORES_SHOWN]]
    found = await discovery.find_these(reader, here.market_id, ids, at=spot.at, place=here.market)
    known = {one.place.store_id for one in found}
    rest = [store for store in stores[:STORES_SHOWN] if store.store_id not in known]
    cards = [store_card(one, tongue, here.market.slug, near=bool(spot.text)) for one in found]
    return [*cards, *(plain_store_card(store, tongue) for store in rest)]


async def _deals(here: Here, reader: Reader, stores: list[merchants.Store], tongue: Tongue) -> list[DealCard]:
    """What the stores of verified merchants offer, the newest first; of several stores' deal each stands
    once.
    """
    run_by = {store.merchant_id for store in stores if store.merchant_id}
    known = await merchants.merchants_of_ids(reader, here.market_id, run_by)
    by_id = {
        store.store_id: store
        for store in stores
        if store.merchant_id in known and known[store.merchant_id].verified
    }
    found = await catalog.deals_of_stores(reader, here.market_id, list(by_id), None, DEALS_SHOWN)
    several = len(stores) > 1
    cards = []
    for deal in found:
        store = by_id[next(one for one in deal.store_ids if one in by_id)]
        name = tongue.pick(store.name, store.name_en) if several else None
        about: dict[str, Any] = {"market": here.market.slug, "slug": store.slug, "store_name": name}
        cards.append(deal_card(deal, store.trade, tongue, **about))
    return cards


async def _range(
    here: Here, reader: Reader, merchant_id: UUID, stores: list[merchants.Store], tongue: Tongue
) -> list[ArticleLine]:
    """Some of what the stores sell beside their deals, each where it is sold."""
    slugs = {store.store_id: store.slug for store in stores}
    wanted = items.ItemFilter(state=items.ItemState.ON_SALE)
    page = await items.items_of_merchant(reader, here.market_id, merchant_id, wanted, None, ARTICLES_SHOWN)
    sold = await items.stores_of_items(reader, here.market_id, [one.item_id for one in page.items])
    places = {
        item_id: next((slugs[one] for one in where if one in slugs), "") for item_id, where in sold.items()
    }
    pictures = await photos(
        reader, here.market, {one.picture_ids[0] for one in page.items if one.picture_ids}
    )
    told: dict[UUID, int] = {}
    for store in stores:
        here_sold = [one for one in page.items if places.get(one.item_id) == store.slug]
        told |= await told_prices(reader, here.market_id, store.store_id, here_sold) if here_sold else {}
    at = AtStore(told=told, pictures=pictures)
    return [
        line_of(here, places[one.item_id], one, tongue, at) for one in page.items if places.get(one.item_id)
    ]


def _own(cards: list[StoreCard], stores: list[merchants.Store], mall: malls.Mall) -> StoreCard | None:
    """The store whose trade the mall is drawn in: the merchant's own before its franchisees', wherever its
    reader stands.
    """
    mine = {store.slug for store in stores if store.merchant_id == mall.merchant_id}
    return next((card for card in cards if card.slug in mine), cards[0] if cards else None)


async def _logo(reader: Reader, market_id: int, logo_id: UUID | None) -> bytes | None:
    if logo_id is None:
        return None
    return (await media.picture_file(reader, market_id, logo_id, media.SIZES[1])).body


def _size_of(name: str) -> tuple[int, bool]:
    """Of `192.png` or `mask-512.png`. Refuses: not_found."""
    size = name.removeprefix("mask-").removesuffix(".png")
    if not name.endswith(".png") or size not in map(str, ICON_SIZES):
        raise NOT_FOUND()
    return int(size), name.startswith("mask-")


def _kept(here: Here, mall: malls.Mall) -> dict[str, str]:
    """For good where it was asked for by its revision, else never without asking."""
    exact = here.request.query_params.get("v") == str(mall.revision)
    return {
        "Cache-Control": FOREVER if exact else "no-cache",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }


ROUTES = [mall_page, mall_text, mall_look, mall_icon, mall_manifest, mall_host]
