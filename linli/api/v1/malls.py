"""Merchants' own malls."""

from litestar import get
from litestar.params import FromPath

from linli.api.call import Called
from linli.api.v1 import shapes_malls as shapes
from linli.kernel.refusals import NOT_FOUND
from linli.modules import malls, merchants
from linli.services import Who


@get(
    "/markets/{market:str}/malls/{slug:str}",
    opt={"who": Who.ANYONE},
    tags=["Places"],
    summary="A merchant's own mall",
)
async def get_mall(call: Called, slug: FromPath[str]) -> shapes.Mall:
    """Its look, where it is, its stores and its own pages; one that is not open is not there."""
    async with call.services.db.read() as reader:
        mall = await malls.mall_by_slug(reader, call.market_id, slug)
        if not mall.open:
            raise NOT_FOUND()
        about = (reader, call.market_id, mall.merchant_id)
        host = await malls.host_name(*about)
        stores = await merchants.stores_of_merchant(*about)
        pages = await malls.pages(*about)
    root = f"{call.services.settings.public_url}/{call.market.slug}"
    return shapes.mall_of(mall, root, host, stores, pages)
