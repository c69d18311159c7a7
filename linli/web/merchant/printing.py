"""Printing codes: one page to choose how it looks and print it, and the same as a PDF for a print shop."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from itertools import islice

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import media
from linli.modules.marketing import MATERIALS, Languages
from linli.modules.media import MARGIN
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.codes import CODES, chosen
from linli.web.merchant.print_views import (
    MOST_COPIES,
    PAPERS,
    PICTURES,
    Drawing,
    PrintAsked,
    Printing,
    picture_drawn,
    picture_file,
    picture_href,
    print_asked,
    printing_of,
    query_of,
    sheets_in_all,
    sheets_of,
    usual_head,
)
from linli.web.merchant.shop import Shop, desk_page, shop_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.mall_colors import SWATCHES

ONLY_MANAGERS = {"who": Who.MANAGER}
PRINT = CODES + "/print"
# More than these are in the PDF alone.
SHOWN = 12
_LARGEST_PAGE = 5000.0
# A long run takes seconds of a processor; nobody gets two at once.
_ONE_AT_A_TIME = asyncio.Semaphore(1)


@get(PRINT, opt=ONLY_MANAGERS)
async def print_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The chosen codes (`pick`, or a whole `batch`) as they will be on paper, and what may be chosen.

    Refuses: print_nothing, print_no_picture, print_text_too_long, invalid (what is not offered).
    """
    asked = print_asked(here)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        printing = await printing_of(here, reader, shop, asked)
    refused, drawings = None, None
    try:
        sheets = list(islice(sheets_of(here, printing), SHOWN))
        href = partial(picture_href, here, shop, printing)
        drawings = media.drawn(sheets, href, here.words.plain("print.sheet"))
    except Refusal as refusal:
        refused = refusal
    return _page(here, shop, printing, drawings, refused)


def _page(
    here: Here, shop: Shop, printing: Printing, drawings: media.Drawings | None, refused: Refusal | None
) -> Response[str]:
    picked = here.request.query_params.getall("pick", [])
    width, height = printing.cut.sheet
    query = query_of(printing.asked, picked)
    chinese, english = usual_head(here, printing.codes)
    return desk_page(
        here,
        shop,
        "print.html",
        refused=refused,
        nav="codes",
        asked=printing.asked,
        picked=picked,
        batch=printing.batch,
        count=len(printing.codes),
        material=printing.material,
        materials=list(MATERIALS),
        languages=list(Languages),
        papers=PAPERS,
        pictures=[one for one in PICTURES if one != "photo" or printing.has_photo],
        picture=printing.picture,
        swatches=sorted({*SWATCHES, printing.own_color}),
        color=printing.brief.color,
        usual_zh=chinese,
        usual_en=english,
        most_copies=MOST_COPIES,
        sheets=[Drawing(one) for one in drawings.sheets] if drawings else [],
        shared=Drawing(drawings.shared) if drawings else "",
        sheets_in_all=sheets_in_all(printing),
        grid=printing.cut.grid,
        sheet_width=width,
        sheet_height=height,
        query=query,
        fault=refused,
    )


@post(PRINT, opt=ONLY_MANAGERS)
async def print_chosen(here: Asked, slug: FromPath[str]) -> Response[str]:
    """To the page of the codes that were ticked in a list."""
    form = await here.request.form()
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    root = f"{shop.desk}/codes"
    picked = [str(one) for one in chosen(form.getall("pick", []))]
    return here.see_other(
        f"{root}/print?{query_of(PrintAsked(), picked)}" if picked else f"{root}?done=none_chosen"
    )


@get(PRINT + "/paper.css", opt=ONLY_MANAGERS)
async def print_paper(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The size of the sheets, as the browser's print dialog takes it. Refuses: invalid (width, height)."""
    async with here.services.db.read() as reader:
        await shop_of(here, reader, slug, StaffRole.MANAGER)
    sides = []
    for name in ("width", "height"):
        try:
            side = float(here.request.query_params.get(name, ""))
        except ValueError:
            raise INVALID(field=name) from None
        if not 2 * MARGIN < side <= _LARGEST_PAGE:
            raise INVALID(field=name)
        sides.append(f"{side:g}mm")
    css = f"@page{{size:{sides[0]} {sides[1]};margin:0}}\n"
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return Response(css, media_type="text/css", headers=headers)


@get(PRINT + "/sheets.pdf", opt=ONLY_MANAGERS)
async def print_pdf(here: Asked, slug: FromPath[str]) -> Stream:
    """All sheets with bleed and crop marks. Refuses as the page does."""
    asked = print_asked(here)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        printing = await printing_of(here, reader, shop, asked)
        photo = await picture_file(here, reader, printing)
    sheets = sheets_of(here, printing)
    # The first one tells whether the words fit; it is made again with the others.
    next(sheets_of(here, printing), None)
    pictures = partial(picture_drawn, shop, photo)
    title = f"{shop.name} · {here.words.plain(f'print.material.{printing.material.kind.value}')}"
    name = f"{slug}-{printing.material.kind.value}.pdf"
    return pdf_answer(media.pdf_of(sheets, pictures, title), name)


def pdf_answer(parts: Iterator[bytes], name: str) -> Stream:
    """A PDF to take away, sent as soon as all of it is drawn."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Stream(_sent(parts), media_type="application/pdf", headers=headers)


async def _sent(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each sheet is drawn in a thread, so that other requests are answered between them."""
    async with _ONE_AT_A_TIME:
        while (part := await asyncio.to_thread(next, parts, None)) is not None:
            if part:
                yield part


ROUTES = [print_page, print_chosen, print_paper, print_pdf]
