"""The trust mark: what stands behind a store's badge, for everybody to read."""

from litestar import Response, get
from litestar.params import FromPath

from linli.modules import merchants
from linli.services import Who
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked
from linli.web.shared.metadata import metadata


@get("/{market:str}/stores/{slug:str}/trust", opt={"who": Who.ANYONE})
async def trust_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What was checked, when, by which market, under which number, and until when that holds."""
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        mark = await merchants.trust_mark(reader, here.market_id, store)
    tongue = tongue_of(here)
    return show(
        here,
        "trust.html",
        about_page=metadata(here, here.url(f"stores/{slug}/trust")),
        store=store,
        name=tongue.pick(store.name, store.name_en),
        mark=mark,
        market_name=tongue.market(here.market),
    )
