"""The orders of one store."""

from datetime import datetime

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.money import Money
from linli.modules import orders
from linli.services import Who
from linli.web.merchant.shop import desk_page, pick, shop_of
from linli.web.shared.http import Asked


class OrderRow(msgspec.Struct, frozen=True):
    """One order in the list; who bought is nobody's business at the counter."""

    number: str
    title: str
    quantity: int
    total: Money
    state: str
    placed_at: datetime
    paid_at: datetime | None


@get("/{market:str}/desk/{slug:str}/orders", opt={"who": Who.CLERK})
async def store_orders(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Newest first, a page at a time."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        after = here.request.query_params.get("after")
        page = await orders.orders_of_store(reader, here.market_id, shop.store.store_id, after)
    rows = [
        OrderRow(
            number=order.number_grouped,
            title=pick(here, order.title, order.title_en),
            quantity=order.quantity,
            total=order.total,
            state=order.state.value,
            placed_at=order.placed_at,
            paid_at=order.paid_at,
        )
        for order in page.items
    ]
    return desk_page(
        here, shop, "orders.html", nav="orders", rows=rows, after=page.next_cursor, first=not after
    )


ROUTES = [store_orders]
