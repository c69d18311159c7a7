"""The orders of one store: today's for everyone who works there, all of them for who leads it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.modules import orders
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, midnight, pick, shop_of
from linli.web.shared.http import Asked, Here


class OrderRow(msgspec.Struct, frozen=True):
    """One order in the list; who bought is nobody's business at the counter."""

    number: str
    title: str
    quantity: int
    total: Money
    state: str
    placed_at: datetime
    paid_at: datetime | None


@get("/{market:str}/desk/{slug:str}/orders/today", opt={"who": Who.CLERK})
async def orders_today(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What was placed or paid since midnight, newest first, a page at a time."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        at = (here.market_id, shop.store.store_id, midnight(here, reader.now))
        page = await orders.orders_of_store_since(reader, *at, after)
    return _page(here, shop, "today", page, first=not after)


@get("/{market:str}/desk/{slug:str}/orders", opt={"who": Who.MANAGER})
async def store_orders(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every order, newest first, a page at a time."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        page = await orders.orders_of_store(reader, here.market_id, shop.store.store_id, after)
    return _page(here, shop, "all", page, first=not after)


def _page(here: Here, shop: Shop, kind: str, page: Page[orders.Order], *, first: bool) -> Response[str]:
    return desk_page(
        here,
        shop,
        "orders.html",
        nav="orders",
        kind=kind,
        rows=_rows(here, page.items),
        after=page.next_cursor,
        first=first,
    )


def _rows(here: Here, found: Sequence[orders.Order]) -> list[OrderRow]:
    return [
        OrderRow(
            number=order.number_grouped,
            title=pick(here, order.title, order.title_en),
            quantity=order.quantity,
            total=order.total,
            state=order.state.value,
            placed_at=order.placed_at,
            paid_at=order.paid_at,
        )
        for order in found
    ]


ROUTES = [orders_today, store_orders]
