"""The virtual shelf at the desk: make the codes it needs, see it, print it."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import items, marketing, media
from linli.modules.marketing import PRINT_NO_WARES, Channel, Languages
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.codes import CODES
from linli.web.merchant.print_views import Drawing
from linli.web.merchant.printing import pdf_answer
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of
from linli.web.merchant.wall_views import (
    CHANNELS,
    DISTANCES,
    SIZES,
    WallAsked,
    offered,
    wall_asked,
    wall_of,
    ware_drawn,
    ware_files,
    ware_href,
    wares_of,
)
from linli.web.shared.http import Asked, Here
from linli.web.shared.mall_colors import SWATCHES

ONLY_MANAGERS = {"who": Who.MANAGER}
WALL = CODES + "/wall"
# More panels than these are in the PDF alone.
SHOWN = 4


@get(WALL, opt=ONLY_MANAGERS)
async def wall_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A wall (`wall`, a campaign) as it will be in its lightboxes, and the form for another or a longer one.

    Refuses: invalid (a size or distance out of range), not_found (no such wall).
    """
    asked = wall_asked(here.request.query_params)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        return await _page(here, reader, shop, asked)


@post(WALL, opt=ONLY_MANAGERS)
async def wall_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The codes that the wall still lacks, and then its page. Sent again it makes none twice."""
    asked = wall_asked(await here.request.form())
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        wares = await offered(here, reader, shop, asked.category)
    try:
        async with here.services.db.work(here.actor) as work:
            where = (here.market_id, shop.store.store_id, Channel(asked.channel), asked.name)
            made = await marketing.make_wall(work, *where, wares, here.person.person_id, here.services.codes)
    except Refusal as refusal:
        async with here.services.db.read() as reader:
            return await _page(here, reader, shop, asked, refusal)
    plain = WallAsked()
    said = {
        name: value
        for name in WallAsked.__struct_fields__
        if (value := getattr(asked, name)) != getattr(plain, name)
    }
    return here.see_other(f"{shop.desk}/codes/wall?{urlencode({**said, 'wall': str(made)})}")


@get(WALL + "/sheets.pdf", opt=ONLY_MANAGERS)
async def wall_pdf(here: Asked, slug: FromPath[str]) -> Stream:
    """All panels with bleed and crop marks. Refuses as the page, and print_no_wares, print_panel_small."""
    asked = wall_asked(here.request.query_params)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        codes = await _codes(here, reader, shop, asked)
        wares = await wares_of(here, reader, shop, asked, codes)
        files = await ware_files(here, reader, wares)
    if not wares:
        raise PRINT_NO_WARES()
    wall = wall_of(here, shop, asked)
    sheets = media.impose(marketing.panels_of(wall, wares), media.Cut(wall.width, wall.height))
    title = f"{shop.name} · {here.words.plain('print.wall')}"
    return pdf_answer(media.pdf_of(sheets, partial(ware_drawn, files), title), f"{slug}-wall.pdf")


async def _codes(here: Here, reader: Reader, shop: Shop, asked: WallAsked) -> list[marketing.Link]:
    try:
        wall = UUID(asked.wall)
    except ValueError:
        raise NOT_FOUND() from None
    return await marketing.codes_of_wall(reader, here.market_id, shop.store.store_id, wall)


async def _page(
    here: Here, reader: Reader, shop: Shop, asked: WallAsked, refused: Refusal | None = None
) -> Response[str]:
    where = (reader, here.market_id, shop.store.store_id)
    walls = await marketing.walls_of_store(*where)
    counts = await items.counts_of_store(*where)
    shelves = await items.categories(reader, here.market_id, shop.member.merchant_id)
    codes = await _codes(here, reader, shop, asked) if asked.wall else []
    wares = await wares_of(here, reader, shop, asked, codes)
    wall, drawings, panels = wall_of(here, shop, asked), None, 0
    cut = media.Cut(wall.width, wall.height)
    if wares and refused is None:
        try:
            forms = marketing.panels_of(wall, wares)
            panels, sheets = len(forms), media.impose(forms[:SHOWN], cut)
            drawings = media.drawn(sheets, partial(ware_href, here), here.words.plain("print.wall"))
        except Refusal as refusal:
            refused = refusal
    plain = [name for name in WallAsked.__struct_fields__ if getattr(asked, name)]
    return desk_page(
        here,
        shop,
        "wall.html",
        refused=refused,
        nav="codes",
        asked=asked,
        name=next((one.name for one in walls if str(one.campaign_id) == asked.wall), asked.name),
        walls=[(str(one.campaign_id), one.name) for one in walls],
        channels=CHANNELS,
        categories=[
            (str(one.category_id), pick(here, one.name, one.name_en), counts[one.category_id])
            for one in shelves
            if counts.get(one.category_id)
        ],
        sells=sum(counts.values()),
        sizes=SIZES,
        distances=DISTANCES,
        languages=list(Languages),
        swatches=SWATCHES,
        color=wall.color,
        code=wall.code,
        wares=len(wares),
        panels=panels,
        sheets=[Drawing(one) for one in drawings.sheets] if drawings else [],
        shared=Drawing(drawings.shared) if drawings else "",
        sheet_width=cut.sheet[0],
        sheet_height=cut.sheet[1],
        query=urlencode({name: getattr(asked, name) for name in plain}),
        fault=refused,
    )


ROUTES = [wall_page, wall_made, wall_pdf]
