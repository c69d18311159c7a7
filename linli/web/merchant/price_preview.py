"""What a customer sees now: in this store, through a channel, as a member or not."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.modules import items, markets, prices
from linli.modules.items import ItemFilter
from linli.modules.prices import Channel
from linli.services import Who
from linli.web.merchant.prices import MANAGER
from linli.web.merchant.shop import desk_page, pick, shop_of
from linli.web.shared.http import Asked
from linli.web.shared.price_lines import PriceLine, price_line_of

ONLY_MANAGERS = {"who": Who.MANAGER}
ARTICLES = 30


class Shown(msgspec.Struct, frozen=True):
    """A variant as customers see its price, and the book that says so."""

    title: str
    variant: str
    line: PriceLine
    why: str
    book: str
    book_href: str


@get("/{market:str}/desk/{slug:str}/prices/preview", opt=ONLY_MANAGERS)
async def preview(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A page of the store's articles, each with its price, why, and from which book."""
    given = here.request.query_params
    channel = Channel.IN_STORE if given.get("channel") == "in_store" else Channel.ONLINE
    tier, text = given.get("tier", "").strip()[:40], given.get("q", "").strip()[:100]
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, MANAGER)
        where = (here.market_id, shop.store.store_id)
        page = await items.items_of_store(
            reader, *where, ItemFilter(text=text), given.get("cursor") or None, ARTICLES
        )
        told: dict[UUID, prices.Priced] = {}
        for owner in {one.merchant_id for one in page.items}:
            mine = [one for one in page.items if one.merchant_id == owner]
            bases = {v.variant_id: v.price_minor for one in mine for v in one.variants}
            about = (here.market_id, owner, shop.store.store_id, channel, tier)
            told |= await prices.shown_prices(reader, *about, bases)
        named = {one.book_id for one in told.values() if one.book_id}
        books = await prices.books_by_ids(reader, here.market_id, named)
        tiers = await prices.books(reader, here.market_id, shop.member.merchant_id)
        since: datetime | None = await prices.parity_since(reader, *where)
    shown = []
    for one in page.items:
        for v in one.variants:
            priced = told[v.variant_id]
            content = (v.content_size, v.content_unit.value)
            line = price_line_of(priced, v.currency, channel, *content, locale=here.locale)
            book = books.get(priced.book_id) if priced.book_id else None
            href = f"{shop.desk}/prices/{book.book_id}" if book else ""
            names = (pick(here, one.title, one.title_en), pick(here, v.name, v.name_en))
            shown.append(Shown(*names, line, priced.why.value, book.name if book else "", href))
    return desk_page(
        here,
        shop,
        "price_preview.html",
        nav="prices",
        shown=shown,
        channel=channel.value,
        tier=tier,
        tiers=sorted({one.tier for one in tiers if one.tier}),
        q=text,
        next_cursor=page.next_cursor,
        since=since,
        terms=markets.price_terms(here.market.country).value,
    )


ROUTES = [preview]
