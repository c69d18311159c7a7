"""The sign that hangs in a shop where one may scan and pay in the aisle: a sheet to print, and its code."""

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.refusals import NOT_FOUND
from linli.modules import marketing, pickups
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, shop_of
from linli.web.shared.http import Asked, Here

POSTER = "/{market:str}/desk/{slug:str}/aisle"
STEPS = ("open", "scan", "leave")
STAFF = {"who": Who.CLERK}


@get(POSTER, opt=STAFF)
async def poster_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """One sheet: what to do, in three steps, and the code that opens the shop's aisle on a phone. Where
    self-checkout is off, it says how to turn it on.
    """
    shop, offered = await _shop(here, slug)
    url = _url(here, shop)
    said = url.partition("://")[2]
    return desk_page(
        here, shop, "aisle_poster.html", nav="pickups", offered=offered, url=url, said_url=said, steps=STEPS
    )


@get(f"{POSTER}/qr.svg", opt=STAFF)
async def poster_svg(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The code as a drawing that prints at any size. Refuses: not_found (self-checkout is off)."""
    shop = await _offering(here, slug)
    drawing = marketing.qr_svg(_url(here, shop))
    return Response(drawing, media_type="image/svg+xml", headers=_download(slug, "svg"))


@get(f"{POSTER}/qr.png", opt=STAFF)
async def poster_png(here: Asked, slug: FromPath[str]) -> Response[bytes]:
    """The code as a picture. Refuses: not_found (self-checkout is off)."""
    shop = await _offering(here, slug)
    picture = marketing.qr_png(_url(here, shop))
    return Response(picture, media_type="image/png", headers=_download(slug, "png"))


async def _shop(here: Here, slug: str) -> tuple[Shop, bool]:
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        rules = await pickups.rules(reader, here.market_id, shop.store.store_id)
    return shop, rules.self_checkout


async def _offering(here: Here, slug: str) -> Shop:
    shop, offered = await _shop(here, slug)
    if not offered:
        raise NOT_FOUND()
    return shop


def _url(here: Here, shop: Shop) -> str:
    return here.absolute(here.url(f"stores/{shop.store.slug}/aisle"))


def _download(slug: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{slug}-aisle.{ending}"'}


ROUTES = [poster_page, poster_svg, poster_png]
