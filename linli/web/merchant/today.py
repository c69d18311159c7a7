"""The desk's first page: today's money, orders and redemptions, and what needs someone."""

from collections.abc import Sequence

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import community, orders, settlement, vouchers
from linli.services import Who
from linli.web.merchant.needs import Need, merchant_needs, store_needs
from linli.web.merchant.review_views import ReviewView, review_view
from linli.web.merchant.shop import Shop, chains, choices, desk_page, midnight, money_here, shop_of
from linli.web.shared.http import Asked, Here


class Today(msgspec.Struct, frozen=True):
    """A store's day so far, in figures that each lead to their rows; what was earned is for owners."""

    earned: Money | None
    waiting: Money | None
    orders: int
    paid: Money
    redemptions: int
    redeemed: Money
    followers: int
    rating: float | None
    reviews: int
    newest: ReviewView | None
    needs: Sequence[Need]


@get("/{market:str}/desk", opt={"who": Who.CLERK})
async def desk_choice(here: Asked) -> Response[str]:
    """Which of the reader's stores; straight on where there is only one."""
    stores = await choices(here, "desk")
    if len(stores) == 1:
        return here.see_other(stores[0].href)
    return here.page("merchant/desk_choice.html", stores=stores, chains=await chains(here))


@get("/{market:str}/desk/{slug:str}", opt={"who": Who.CLERK})
async def today(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Today first. A clerk is shown today's orders instead."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        if not shop.leads:
            return here.see_other(f"{shop.desk}/orders/today")
        day = await _today(here, reader, shop)
    return desk_page(here, shop, "today.html", nav="today", day=day, said={"joined": True})


async def _today(here: Here, reader: Reader, shop: Shop) -> Today:
    at = (here.market_id, shop.store.store_id)
    since = midnight(here, reader.now)
    earned, waiting = await _money(here, reader, shop)
    sold = await orders.store_totals(reader, *at, since)
    taken = await vouchers.redemption_totals(reader, *at, since)
    standing = await community.standing(reader, *at)
    rating = standing.rating
    newest = (await community.reviews_of_store(reader, *at, None, 1)).items
    return Today(
        earned=earned,
        waiting=waiting,
        orders=sold.orders,
        paid=money_here(here, sold.paid_minor),
        redemptions=taken.redemptions,
        redeemed=money_here(here, taken.value_minor),
        followers=standing.followers,
        rating=rating.tenths / 10 if rating else None,
        reviews=rating.reviews if rating else 0,
        newest=review_view(newest[0]) if newest else None,
        needs=await _needs(here, reader, shop),
    )


async def _money(here: Here, reader: Reader, shop: Shop) -> tuple[Money | None, Money | None]:
    if not shop.owns:
        return None, None
    merchant = (here.market_id, shop.member.merchant_id, here.market.currency)
    return await settlement.balance(reader, *merchant), await settlement.waiting(reader, *merchant)


async def _needs(here: Here, reader: Reader, shop: Shop) -> list[Need]:
    """What waits for the merchant first, then what waits in this store."""
    only = None if shop.member.whole else shop.store.store_id
    about = (shop.member.merchant_id, shop.desk)
    return [
        *await merchant_needs(here, reader, *about, owns=shop.owns, only=only),
        *await store_needs(here, reader, [shop.store]),
    ]


ROUTES = [desk_choice, today]
