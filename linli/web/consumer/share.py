"""The pictures that stand for stores, deals and articles where their links are shared."""

import asyncio
import hashlib
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import catalog, community, items, media, merchants
from linli.services import Who
from linli.web.consumer.cards import known_things
from linli.web.consumer.tongue import Tongue, tongue_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.illustration import deal_art, shop_art
from linli.web.shared.pictures import known_icon

ANYONE = {"who": Who.ANYONE}


@get("/{market:str}/stores/{slug:str}/share.jpg", opt=ANYONE)
async def store_share(here: Asked, slug: FromPath[str]) -> Response[bytes]:
    """A store: its name, what it says of itself, its stars. Refuses: not_found."""
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        rating = await community.rating(reader, here.market_id, store.store_id)
        cover = (await merchants.covers(reader, here.market_id, [store.store_id])).get(store.store_id)
        photo = await _photo(here, reader, cover.picture_id if cover else None)
    card = media.Card(
        title=tongue.pick(store.name, store.name_en),
        about=tongue.pick(store.tagline_zh, store.tagline_en) or tongue.pick(store.address, store.address_en),
        rating=_stars(rating, tongue),
        place=_place(here, tongue),
        art="" if photo else shop_art(store.trade, str(store.store_id), known_things(store.things)),
        photo=photo,
    )
    return await _drawn(here, card)


@get("/{market:str}/deals/{deal_id:uuid}/share.jpg", opt=ANYONE)
async def deal_share(here: Asked, deal_id: FromPath[UUID]) -> Response[bytes]:
    """A deal: its title, its store, its price. Refuses: not_found."""
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        deal = await catalog.deal(reader, here.market_id, deal_id)
        store = await merchants.store(reader, here.market_id, deal.store_id)
        rating = await community.rating(reader, here.market_id, store.store_id)
        photo = await _photo(here, reader, deal.picture_id)
    card = media.Card(
        title=tongue.pick(deal.title, deal.title_en),
        about=tongue.pick(store.name, store.name_en),
        rating=_stars(rating, tongue),
        price=tongue.money(deal.price),
        place=_place(here, tongue),
        art="" if photo else deal_art(store.trade, str(deal_id), known_icon(deal.icon)),
        photo=photo,
    )
    return await _drawn(here, card)


@get("/{market:str}/items/{item_id:uuid}/share.jpg", opt=ANYONE)
async def item_share(here: Asked, item_id: FromPath[UUID]) -> Response[bytes]:
    """An article that a store sells: its title and where it is sold. Refuses: not_found."""
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        item = await items.item(reader, here.market_id, item_id)
        sold = (await items.stores_of_items(reader, here.market_id, [item_id])).get(item_id, ())
        if not sold or item.state is items.ItemState.ARCHIVED:
            raise NOT_FOUND()
        store = await merchants.store(reader, here.market_id, sold[0])
        photo = await _photo(here, reader, item.picture_ids[0] if item.picture_ids else None)
    card = media.Card(
        title=tongue.pick(item.title, item.title_en),
        about=tongue.pick(store.name, store.name_en),
        place=_place(here, tongue),
        art="" if photo else deal_art(store.trade, str(item_id), known_icon(item.icon)),
        photo=photo,
    )
    return await _drawn(here, card)


async def _photo(here: Here, reader: Reader, picture_id: UUID | None) -> bytes:
    """An uploaded picture, if it is still there; b"" else."""
    if picture_id is None:
        return b""
    try:
        return (await media.picture_file(reader, here.market_id, picture_id, media.SIZES[-1])).body
    except Refusal:
        return b""


def _stars(rating: community.Rating | None, tongue: Tongue) -> str:
    if rating is None or not rating.reviews:
        return ""
    return f"{rating.tenths / 10:.1f} · {tongue.say('consumer.store.review_count', n=rating.reviews)}"


def _place(here: Here, tongue: Tongue) -> str:
    return f"{tongue.say('brand.name')} · {tongue.market(here.market)}"


async def _drawn(here: Here, card: media.Card) -> Response[bytes]:
    """The card; who has it already is not drawn another one."""
    etag = f'"{hashlib.sha256(msgspec.msgpack.encode(card)).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=3600",
        "Vary": "Accept-Language, Cookie",
        "X-Content-Type-Options": "nosniff",
    }
    if here.request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, media_type="image/jpeg", headers=headers)
    body = await asyncio.to_thread(media.draw_card, card)
    return Response(body, media_type="image/jpeg", headers=headers)


ROUTES = [store_share, deal_share, item_share]
