"""A store, and what it sells."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import FromPath, QueryParameter

from linli.api.call import Call, Called
from linli.api.v1 import shapes_stores as shapes
from linli.kernel.database import Reader
from linli.modules import catalog, community, items, media, merchants, orders, reservations, vouchers
from linli.services import Who


@get("/markets/{market:str}/stores/{slug:str}", opt={"who": Who.ANYONE}, tags=["Places"], summary="A store")
async def get_store(call: Called, slug: FromPath[str]) -> shapes.Store:
    """Its hours of the next seven days, whether it is open, and its rating."""
    async with call.services.db.read() as reader:
        store = await merchants.store_as_run(reader, call.market_id, slug)
        standing = await community.standing(reader, call.market_id, store.store_id)
        photos = await _photos(call, reader, store.store_id)
    return shapes.store_of(store, call.market, reader.now, store.verified, standing, photos)


async def _photos(call: Call, reader: Reader, store_id: UUID) -> list[shapes.Photo]:
    hung = await merchants.photos_of_store(reader, call.market_id, store_id)
    known = await media.pictures(reader, call.market_id, [one.picture_id for one in hung]) if hung else {}
    root = f"{call.services.settings.public_url}/{call.market.slug}/pictures"
    return [
        shapes.Photo(
            f"{root}/{one.picture_id}/{media.SIZES[-1]}.webp",
            known[one.picture_id].width,
            known[one.picture_id].height,
            one.caption_zh,
            one.caption_en,
        )
        for one in hung
        if one.picture_id in known
    ]


@get(
    "/markets/{market:str}/stores/{slug:str}/deals",
    opt={"who": Who.ANYONE},
    tags=["Deals"],
    summary="A store's deals on sale",
)
async def list_deals(call: Called, slug: FromPath[str]) -> shapes.DealList:
    """Newest first."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        deals = await catalog.deals_of_store(reader, call.market_id, store.store_id)
        return await with_lefts(reader, call.market_id, deals)


@get(
    "/markets/{market:str}/stores/{slug:str}/menu",
    opt={"who": Who.ANYONE},
    tags=["Deals"],
    summary="A store's menu",
)
async def get_menu(call: Called, slug: FromPath[str]) -> shapes.Menu:
    """What the store sells beside its deals, at most 500, in its own order; empty where it has nothing."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        board = await items.board_of_store(reader, call.market_id, store.store_id, items.ItemKind)
        shelves = await sections_of(reader, call.market_id, store.merchant_id)
    return shapes.Menu([shapes.menu_line_of(one, shelves) for one in board])


async def sections_of(reader: Reader, market_id: int, merchant_id: UUID | None) -> dict[UUID, items.Category]:
    """A merchant's categories by key; none of a listing that nobody runs."""
    found = await items.categories(reader, market_id, merchant_id) if merchant_id else []
    return {one.category_id: one for one in found}


@get(
    "/markets/{market:str}/deals/{deal_id:uuid}", opt={"who": Who.ANYONE}, tags=["Deals"], summary="One deal"
)
async def get_deal(call: Called, deal_id: FromPath[UUID]) -> shapes.Deal:
    """On sale or ended."""
    async with call.services.db.read() as reader:
        deal = await catalog.deal(reader, call.market_id, deal_id)
        left = await reservations.left(reader, call.market_id, deal_id)
        stores = await stores_behind(reader, call.market_id, [deal])
    return shapes.deal_of(deal, left, stores)


@get(
    "/markets/{market:str}/deals/{deal_id:uuid}/quote",
    opt={"who": Who.ANYONE, "refuses": "deal_ended quantity_wrong"},
    tags=["Deals"],
    summary="What a quantity costs",
)
async def get_quote(
    call: Called, deal_id: FromPath[UUID], quantity: Annotated[int, QueryParameter(ge=1, le=99)] = 1
) -> shapes.Quote:
    """Now; nothing is held."""
    async with call.services.db.read() as reader:
        return shapes.quote_of(await orders.quote(reader, call.market_id, deal_id, quantity))


async def with_lefts(reader: Reader, market_id: int, deals: list[catalog.Deal]) -> shapes.DealList:
    """The deals with what is left of each and where they are good, in two queries however many there are."""
    lefts = await reservations.lefts(reader, market_id, [deal.deal_id for deal in deals])
    stores = await stores_behind(reader, market_id, deals)
    return shapes.DealList([shapes.deal_of(deal, lefts.get(deal.deal_id, 0), stores) for deal in deals])


async def stores_behind(
    reader: Reader, market_id: int, about: Iterable[catalog.Deal | vouchers.Voucher]
) -> dict[UUID, merchants.Store]:
    """The stores where these can be used, in one query however many there are."""
    return await merchants.stores(
        reader, market_id, {store_id for one in about for store_id in one.store_ids}
    )
