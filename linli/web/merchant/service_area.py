"""Where a store brings things to: a circle or polygon on a map; who stands in it finds the store by it."""

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import chains, discovery
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, shop_of
from linli.web.merchant.territory_form import TerritoryForm, area_of, lines_of, read_form
from linli.web.merchant.territory_views import ring_of
from linli.web.shared.basemaps import basemap_of
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
PATH = "/{market:str}/desk/{slug:str}/service-area"


@get(PATH, opt=ONLY_MANAGERS)
async def service_area(here: Asked, slug: FromPath[str]) -> Response[str]:
    """As it is drawn; without one, a circle around the store to begin with."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        return await _page(here, reader, shop)


@post(PATH, opt=ONLY_MANAGERS)
async def service_area_drawn(here: Asked, slug: FromPath[str]) -> Response[str]:
    """It holds from now on; what cannot be read is said at its field, with what was typed."""
    form = read_form(await here.request.form())
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, StaffRole.MANAGER)
            area = area_of(form)
            circle = None
            if isinstance(area, chains.Circle):
                circle = discovery.Circle(area.lat, area.lon, area.meters)
                if not 0 < circle.meters <= discovery.MOST_SERVICE_METERS:
                    raise INVALID(field="meters")
            corners = tuple((lat, lon) for lon, lat in ring_of(area))
            wanted = discovery.ServiceArea(shop.store.store_id, corners, circle)
            await discovery.set_service_area(work, here.market_id, wanted)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        async with here.services.db.read() as reader:
            shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
            return await _page(here, reader, shop, form, refusal)
    return here.see_other(f"{shop.desk}/service-area?done=area_drawn")


@post(PATH + "/removal", opt=ONLY_MANAGERS)
async def service_area_dropped(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Nobody is told any more that it delivers to them."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        await discovery.drop_service_area(work, here.market_id, shop.store.store_id)
    return here.see_other(f"{shop.desk}/service-area?done=area_dropped")


async def _page(
    here: Here, reader: Reader, shop: Shop, form: TerritoryForm | None = None, refusal: Refusal | None = None
) -> Response[str]:
    known = await discovery.service_area(reader, here.market_id, shop.store.store_id)
    shown = form or _form_of(shop, known)
    return desk_page(
        here,
        shop,
        "service_area.html",
        refused=refusal,
        nav="service_area",
        form=msgspec.structs.replace(shown, name=shop.name),
        wrong=str(refusal.params.get("field", "")) if refusal else "",
        known=known is not None,
        center=f"{shop.store.lat},{shop.store.lon}",
        basemap=basemap_of(here.market.slug),
        said={"area_drawn": known is not None, "area_dropped": known is None},
    )


def _form_of(shop: Shop, known: discovery.ServiceArea | None) -> TerritoryForm:
    circle = known.circle if known else None
    lat, lon = (circle.lat, circle.lon) if circle else (shop.store.lat, shop.store.lon)
    usual = TerritoryForm(lat=f"{lat:.5f}", lon=f"{lon:.5f}")
    if circle:
        return msgspec.structs.replace(usual, meters=str(circle.meters))
    if known:
        return msgspec.structs.replace(usual, shape="polygon", corners=lines_of(known.corners))
    return usual


ROUTES = [service_area, service_area_drawn, service_area_dropped]
