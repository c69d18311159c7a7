"""The store's deals: what is on sale, what was, and taking one off."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import catalog, merchants, reservations
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.deal_form import times_of
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.photos import Photo, photos
from linli.web.shared.pictures import icon_or_trade

ONLY_MANAGERS = {"who": Who.MANAGER}


class DealRow(msgspec.Struct, frozen=True):
    """One deal in the list, with how much of its stock is gone; `keeper` is the store that keeps it, where
    that is another one.
    """

    title: str
    icon: str
    price: Money
    list_price: Money
    stock: int
    left: int
    times: str
    usable: str
    published_at: datetime
    page: str
    edit: str
    end: str
    photo: Photo | None = None
    stores: int = 1
    keeper: str = ""

    @property
    def sold_share(self) -> float:
        return (self.stock - self.left) / self.stock if self.stock else 1.0


@get("/{market:str}/desk/{slug:str}/deals", opt=ONLY_MANAGERS)
async def deals(here: Asked, slug: FromPath[str]) -> Response[str]:
    """All that is on sale, and the ended deals a page at a time."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        at = (here.market_id, shop.store.store_id)
        on_sale = await catalog.deals_of_store(reader, *at)
        over = await catalog.ended_deals_of_store(reader, *at, after)
        shown = [*on_sale, *over.items]
        lefts = await reservations.lefts(reader, here.market_id, [deal.deal_id for deal in shown])
        taken = {deal.picture_id for deal in shown if deal.picture_id}
        pictures = await photos(reader, here.market, taken)
        elsewhere = {deal.store_id for deal in on_sale} - {shop.store.store_id}
        keepers = await merchants.stores(reader, here.market_id, elsewhere)
    live, ended = (
        [_row(here, shop, deal, lefts, pictures, keepers) for deal in some] for some in (on_sale, over.items)
    )
    said = {"deal_published": bool(on_sale), "deal_changed": bool(on_sale), "deal_ended": bool(over.items)}
    return desk_page(
        here,
        shop,
        "deals.html",
        said=said,
        nav="deals",
        live=live,
        ended=ended,
        after=over.next_cursor,
    )


@post("/{market:str}/desk/{slug:str}/deals/{deal_id:uuid}/end", opt=ONLY_MANAGERS)
async def deal_end(here: Asked, slug: FromPath[str], deal_id: FromPath[UUID]) -> Response[str]:
    """Off sale for good; what was sold stays valid."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        deal = await catalog.deal(work, here.market_id, deal_id)
        if deal.store_id != shop.store.store_id:
            raise NOT_FOUND()
        await catalog.end_deal(work, here.market_id, deal_id)
    return here.see_other(f"{shop.desk}/deals?done=deal_ended")


def _row(
    here: Here,
    shop: Shop,
    deal: catalog.Deal,
    lefts: Mapping[UUID, int],
    pictures: Mapping[UUID, Photo],
    keepers: Mapping[UUID, merchants.Store],
) -> DealRow:
    keeper = keepers.get(deal.store_id)
    return DealRow(
        title=pick(here, deal.title, deal.title_en),
        icon=icon_or_trade(deal.icon, shop.store.trade),
        price=deal.price,
        list_price=deal.list_price,
        stock=deal.stock,
        left=lefts.get(deal.deal_id, 0),
        times=times_of(deal.usable),
        usable=deal.usable,
        published_at=deal.published_at,
        page=here.url(f"deals/{deal.deal_id}"),
        edit=f"{shop.desk}/deals/{deal.deal_id}",
        end=f"{shop.desk}/deals/{deal.deal_id}/end",
        photo=pictures.get(deal.picture_id) if deal.picture_id else None,
        stores=len(deal.store_ids),
        keeper=pick(here, keeper.name, keeper.name_en) if keeper else "",
    )


ROUTES = [deals, deal_end]
