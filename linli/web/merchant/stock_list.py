"""The store's stock: what is low, everything by name, and what a code or some words find."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.modules import items, stock
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, shop_of
from linli.web.merchant.stock_views import (
    MOST_TYPED,
    PIECES,
    StockLine,
    just_done,
    lines_of,
    variant_named,
)
from linli.web.shared.http import Asked, Here

PAGE = 50
# So many of what is low stand above the whole list.
FIRST_LOW = 8


@get("/{market:str}/desk/{slug:str}/stock", opt={"who": Who.CLERK})
async def stock_list(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Low first, then everything by name; `q` is a code or some words, `low` only what is low."""
    asked = here.request.query_params
    wanted = asked.get("q", "").replace("\x00", "").strip()[:MOST_TYPED]
    only_low, after = "low" in asked, asked.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        if wanted and (found := await variant_named(here, reader, shop, wanted)):
            return here.see_other(f"{shop.desk}/stock/{found}")
        where = (here.market_id, shop.store.store_id)
        totals = await stock.totals_of_store(reader, *where)
        low, more = await _low(
            here, reader, shop, after if only_low else None, PAGE if only_low else FIRST_LOW
        )
        if not only_low:
            rows, more = await _by_name(here, reader, shop, wanted, after)
        done = await just_done(here, reader, shop)
    first = not (wanted or after or only_low)
    return desk_page(
        here,
        shop,
        "stock.html",
        nav="stock",
        rows=low if only_low else rows,
        low=low if first else (),
        totals=totals,
        after=more,
        wanted=wanted,
        only_low=only_low,
        just=done,
    )


async def _low(
    here: Here, reader: Reader, shop: Shop, after: str | None, size: int
) -> tuple[Sequence[StockLine], str | None]:
    where = (here.market_id, shop.store.store_id)
    page = await stock.levels_of_store(reader, *where, after, size, only_low=True)
    lines = await lines_of(here, reader, shop, [level.variant_id for level in page.items])
    return list(lines.values()), page.next_cursor


async def _by_name(
    here: Here, reader: Reader, shop: Shop, wanted: str, after: str | None
) -> tuple[Sequence[StockLine], str | None]:
    """Every variant of the articles on a page of the store's range."""
    kind = None if wanted else items.ItemKind.GOODS
    about = items.ItemFilter(text=wanted, kind=kind)
    page = await items.items_of_store(reader, here.market_id, shop.store.store_id, about, after, PAGE)
    found: list[UUID] = [
        one.variant_id for item in page.items if item.kind in PIECES for one in item.variants
    ]
    lines = await lines_of(here, reader, shop, found)
    return list(lines.values()), page.next_cursor


ROUTES = [stock_list]
