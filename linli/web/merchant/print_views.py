"""What is printed, as it stands in the page's address: which codes, on what, in which words and look."""

import base64
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID
from linli.modules import malls, marketing, media, merchants
from linli.modules.marketing import (
    MATERIALS,
    PRINT_NO_PICTURE,
    PRINT_NOTHING,
    Brief,
    Channel,
    LandingKind,
    Languages,
    Link,
    Material,
    MaterialKind,
    Piece,
    Said,
)
from linli.modules.media import Cut, Form, Sheet
from linli.web.merchant.code_views import url_of
from linli.web.merchant.shop import Shop
from linli.web.shared.http import Here
from linli.web.shared.illustration import shop_art
from linli.web.shared.mall_colors import SWATCHES
from linli.web.shared.photos import photo_url
from linli.web.shared.pictures import known_icon

OWN = "own"
PAPERS = (OWN, *media.PAPERS)
PICTURES = ("photo", "art", "none")
MOST_COPIES = 60
MOST_PICKED = 200
LONGEST_HEAD = 40
# How sharp a drawing is in the PDF, and how wide it is in its own units.
_ART_DPI, _ART_WIDTH, _ART_UNITS = 250, 1600, 800
_COLOR = re.compile(r"#[0-9a-f]{6}")
# On what a channel's codes are usually printed.
_USUAL = {
    Channel.TABLE_CARD: MaterialKind.TABLE_TENT,
    Channel.STICKER: MaterialKind.DOOR_STICKER,
    Channel.COUNTER: MaterialKind.COUNTER_CARD,
    Channel.KIOSK: MaterialKind.COUNTER_CARD,
    Channel.POSTER: MaterialKind.POSTER,
    Channel.LEAFLET: MaterialKind.LEAFLET,
    Channel.RECEIPT: MaterialKind.RECEIPT,
}


class PrintAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for; "" where nothing was, and the usual thing is taken."""

    material: str = ""
    language: str = Languages.BOTH.value
    paper: str = OWN
    picture: str = ""
    color: str = ""
    head_zh: str = ""
    head_en: str = ""
    copies: str = "1"
    batch: str = ""

    @property
    def times(self) -> int:
        return int(self.copies)


def print_asked(here: Here) -> PrintAsked:
    """Refuses: invalid (the field that is none of what is offered)."""
    query = here.request.query_params
    given = {name: query[name].strip() for name in PrintAsked.__struct_fields__ if query.get(name)}
    asked = PrintAsked(**given)
    copies = asked.copies
    fits = {
        "material": asked.material in ("", *MATERIALS),
        "language": asked.language in tuple(Languages),
        "paper": asked.paper in PAPERS,
        "picture": asked.picture in ("", *PICTURES),
        "color": not asked.color or bool(_COLOR.fullmatch(asked.color)),
        "copies": copies.isascii() and copies.isdigit() and 1 <= int(copies) <= MOST_COPIES,
        "head_zh": len(asked.head_zh) <= LONGEST_HEAD,
        "head_en": len(asked.head_en) <= LONGEST_HEAD,
    }
    for field, fit in fits.items():
        if not fit:
            raise INVALID(field=field)
    return asked


class Printing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is printed: on what, cut how, in whose words, and which codes."""

    asked: PrintAsked
    codes: Sequence[Link]
    material: Material
    brief: Brief
    cut: Cut
    picture: str
    has_photo: bool
    photo_id: UUID | None
    own_color: str
    batch: marketing.Batch | None = None


async def printing_of(here: Here, reader: Reader, shop: Shop, asked: PrintAsked) -> Printing:
    """Refuses: not_found (no such batch), print_nothing (no code that leads anywhere), print_no_picture."""
    codes, batch = await _codes(here, reader, shop, asked)
    if not codes:
        raise PRINT_NOTHING()
    covers = await merchants.covers(reader, here.market_id, [shop.store.store_id])
    cover = covers.get(shop.store.store_id)
    mall = await malls.mall_of_merchant(reader, here.market_id, shop.member.merchant_id)
    own_color = mall.color if mall else SWATCHES[0]
    picture = asked.picture or ("photo" if cover else "art")
    if picture == "photo" and cover is None:
        raise PRINT_NO_PICTURE()
    usual = _USUAL.get(codes[0].channel, MaterialKind.TABLE_TENT)
    material = MATERIALS[MaterialKind(asked.material or usual)]
    brief = Brief(
        shop=in_languages(asked.language, shop.store.name, shop.store.name_en or shop.store.name),
        head=_head(here, asked, codes),
        note=in_languages(asked.language, *in_both(here, "print.note")),
        color=asked.color or own_color,
        picture="" if picture == "none" else picture,
    )
    paper = media.PAPERS.get(asked.paper)
    return Printing(
        asked=asked,
        codes=codes,
        material=material,
        brief=brief,
        cut=Cut(material.width, material.height, material.bleed, material.folds, paper),
        picture=picture,
        has_photo=cover is not None,
        photo_id=cover.picture_id if cover else None,
        own_color=own_color,
        batch=batch,
    )


async def _codes(
    here: Here, reader: Reader, shop: Shop, asked: PrintAsked
) -> tuple[Sequence[Link], marketing.Batch | None]:
    where = (reader, here.market_id, shop.store.store_id)
    try:
        if asked.batch:
            batch = await marketing.batch(*where, UUID(asked.batch))
            every = await marketing.codes_of_batch(*where, batch.batch_id)
            return [one for one in every if one.ended_at is None], batch
        picked = [UUID(one) for one in here.request.query_params.getall("pick", [])[:MOST_PICKED]]
    except ValueError:
        raise INVALID(field="pick") from None
    return await marketing.codes_to_print(*where, picked), None


def in_both(here: Here, key: str) -> tuple[str, str]:
    """A message in Chinese and in English."""
    return here.words_in("zh").plain(key), here.words_in("en").plain(key)


def in_languages(language: str, chinese: str, english: str) -> Said:
    """A text in the language in which it is printed, or in both."""
    if language == Languages.CHINESE:
        return Said(chinese)
    if language == Languages.ENGLISH:
        return Said(english)
    return Said(chinese, english if english != chinese else "")


def usual_head(here: Here, codes: Sequence[Link]) -> tuple[str, str]:
    """What to do with these codes, in Chinese and in English; where they lead to several things, to look."""
    kinds = {one.landing for one in codes}
    kind = kinds.pop() if len(kinds) == 1 else LandingKind.STORE
    return in_both(here, f"print.head.{kind.value}")


def _head(here: Here, asked: PrintAsked, codes: Sequence[Link]) -> Said:
    chinese, english = usual_head(here, codes)
    return in_languages(asked.language, asked.head_zh or chinese, asked.head_en or english)


def pieces_of(here: Here, printing: Printing) -> Iterator[Form]:
    """Each code's piece, as often as it was asked for. Refuses: print_text_too_long."""
    in_run = len(printing.codes) > 1
    for place, one in enumerate(printing.codes):
        address = marketing.printed(url_of(here, one.code))
        piece = Piece(address, one.place, one.number)
        form = marketing.piece_of(printing.material, printing.brief, piece, f"p{place}", in_run=in_run)
        for _ in range(printing.asked.times):
            yield form


def sheets_of(here: Here, printing: Printing) -> Iterator[Sheet]:
    return media.impose(pieces_of(here, printing), printing.cut)


def sheets_in_all(printing: Printing) -> int:
    across, down = printing.cut.grid
    return -(-len(printing.codes) * printing.asked.times // (across * down)) if across * down else 0


class Drawing(msgspec.Struct, frozen=True):
    """A drawing of ours, put into a page as it is: every word in it is an outline or was escaped."""

    svg: str

    def __html__(self) -> str:
        return self.svg


def picture_href(here: Here, shop: Shop, printing: Printing, image: media.Image) -> str:
    """Where the page finds the picture: the photo, or what is drawn for this place."""
    if printing.picture == "photo":
        return photo_url(here.market.slug, printing.photo_id, media.SIZES[-1]) or ""
    return "data:image/svg+xml;base64," + base64.b64encode(_art(shop, image).encode()).decode()


async def picture_file(here: Here, reader: Reader, printing: Printing) -> media.File | None:
    """The photo's bytes, where there is one to print."""
    if printing.picture != "photo" or printing.photo_id is None:
        return None
    return await media.picture_file(reader, here.market_id, printing.photo_id, media.SIZES[-1])


def picture_drawn(shop: Shop, photo: media.File | None, image: media.Image) -> media.Jpeg:
    """The same as the PDF takes it. Takes up to a second: call it in a thread."""
    if photo is not None:
        return media.jpeg_of(photo)
    return media.jpeg_of_drawing(_art(shop, image), min(_ART_WIDTH, round(image.width / 25.4 * _ART_DPI)))


def _art(shop: Shop, image: media.Image) -> str:
    """The shop's composed picture in the form of its place."""
    about = (shop.store.trade, str(shop.store.store_id), _things(shop))
    return shop_art(*about, height=round(_ART_UNITS * image.height / image.width))


def _things(shop: Shop) -> list[str]:
    return [name for name in shop.store.things if known_icon(name)]


def query_of(asked: PrintAsked, picked: Sequence[str]) -> str:
    """The address's question for the same printing."""
    plain = PrintAsked()
    said = [
        (name, value)
        for name in PrintAsked.__struct_fields__
        if (value := getattr(asked, name)) != getattr(plain, name)
    ]
    return urlencode([*(("pick", one) for one in picked), *said])
