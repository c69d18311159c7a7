"""Which of a merchant's stores belong to which region of its own; price books may be for a region."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.refusals import INVALID, NOT_ALLOWED, Refusal
from linli.modules import prices
from linli.services import Who
from linli.web.merchant.prices import MANAGER, named, store_names
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}


class StoreRow(msgspec.Struct, frozen=True):
    """A store and its region as it is, or as somebody typed it; `writable` by whoever looks."""

    store_id: str
    name: str
    region: str
    writable: bool


@get("/{market:str}/desk/{slug:str}/prices/regions", opt=ONLY_MANAGERS)
async def price_regions(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every store of the merchant with its region, to type over."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, MANAGER)
    return await _page(here, shop)


@post("/{market:str}/desk/{slug:str}/prices/regions", opt=ONLY_MANAGERS)
async def regions_written(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What was typed otherwise is written, all of it or nothing; a refusal keeps what was typed."""
    form = await here.request.form()
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, MANAGER)
    try:
        async with here.services.db.work(here.actor) as work:
            await _write(here, work, shop, form)
    except Refusal as refusal:
        if refusal.kind not in (INVALID, prices.PARITY_BROKEN):
            raise
        return await _page(here, shop, form, await named(here, refusal))
    return here.see_other(f"{shop.desk}/prices/regions?done=regions_saved")


async def _write(here: Here, work: Work, shop: Shop, form: FormMultiDict) -> None:
    """Refuses: not_allowed, invalid (region), parity_broken."""
    merchant_id = shop.member.merchant_id
    now = await prices.regions(work, here.market_id, merchant_id)
    for store_id in await store_names(here, work, shop):
        name = f"region_{store_id}"
        if name not in form or (region := typed(form, name)) == now.get(store_id, ""):
            continue
        await prices.require_pricer(work, here.market_id, shop.member, (store_id,))
        await prices.set_region(work, here.market_id, merchant_id, store_id, region)


async def _writable(here: Here, reader: Reader, shop: Shop, stores: Sequence[UUID]) -> set[UUID]:
    found = set()
    for store_id in stores:
        try:
            await prices.require_pricer(reader, here.market_id, shop.member, (store_id,))
        except Refusal as refusal:
            if refusal.kind is not NOT_ALLOWED:
                raise
        else:
            found.add(store_id)
    return found


async def _page(
    here: Here, shop: Shop, form: FormMultiDict | None = None, refused: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        names: Mapping[UUID, str] = await store_names(here, reader, shop)
        known = await prices.regions(reader, here.market_id, shop.member.merchant_id)
        mine = await _writable(here, reader, shop, list(names))
    rows = [
        StoreRow(
            store_id=str(store_id),
            name=name,
            region=typed(form, f"region_{store_id}") if form else known.get(store_id, ""),
            writable=store_id in mine,
        )
        for store_id, name in names.items()
    ]
    return desk_page(
        here,
        shop,
        "price_regions.html",
        refused=refused,
        said={"regions_saved": True},
        nav="prices",
        rows=rows,
        known=sorted(set(known.values())),
        refusal=refused,
        wrong=refused.params.get("field", "") if refused else "",
    )


ROUTES = [price_regions, regions_written]
