"""Footfall: how many came, how many are expected, how far off that was before, and when it is quiet."""

from litestar import Response, get
from litestar.params import FromPath

from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import desk_page, shop_of, words_for
from linli.web.shared.footfall import QUIET_WEEKS, footfall_of
from linli.web.shared.http import Asked


@get("/{market:str}/desk/{slug:str}/footfall", opt={"who": Who.MANAGER})
async def footfall_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The last four weeks, the next two, and the quietest hours."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        found = await footfall_of(reader, here.market_id, words_for(here, reader.now), [shop.store.store_id])
    return desk_page(here, shop, "footfall.html", nav="footfall", found=found, weeks=QUIET_WEEKS)


ROUTES = [footfall_page]
