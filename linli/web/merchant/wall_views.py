"""A virtual shelf as it stands in the address of its page: which wall, how large, read from where."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID
from linli.modules import items, marketing, media, prices
from linli.modules.marketing import Channel, Languages, Link, Wall, Ware
from linli.web.merchant.code_views import url_of
from linli.web.merchant.print_views import in_both, in_languages
from linli.web.merchant.shop import Shop
from linli.web.shared.formatting import money_text
from linli.web.shared.http import Here
from linli.web.shared.illustration import thing_svg
from linli.web.shared.mall_colors import SWATCHES
from linli.web.shared.photos import photo_url
from linli.web.shared.pictures import emoji_url, icon_or_trade

# Offered, in millimeters: lightboxes as stations and malls have them.
SIZES = ((1200, 1800), (1500, 3000), (3000, 1500), (600, 900))
DISTANCES = (500, 1000, 1500, 2000, 3000)
CHANNELS = (Channel.SUBWAY_WALL.value, Channel.WALL.value, Channel.SHELF.value)
_COLOR = re.compile(r"#[0-9a-f]{6}")
_ICON_PIXELS, _ICON_GROUND = 480, "#fbf8f3"


class WallAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed; `wall` is the campaign's id, "" before there is one."""

    wall: str = ""
    name: str = ""
    channel: str = CHANNELS[0]
    category: str = ""
    width: str = "1200"
    height: str = "1800"
    distance: str = "1000"
    language: str = Languages.BOTH.value
    color: str = ""
    with_prices: str = ""


def wall_asked(given: Mapping[str, str] | FormMultiDict) -> WallAsked:
    """Refuses: invalid (the field that is out of its range)."""
    typed = {name: str(given[name]).strip() for name in WallAsked.__struct_fields__ if given.get(name)}
    asked = WallAsked(**typed)
    sides = {"width": (200, 4900), "height": (200, 4900), "distance": (100, 10_000)}
    for field, (least, most) in sides.items():
        value = getattr(asked, field)
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise INVALID(field=field)
    if asked.language not in tuple(Languages):
        raise INVALID(field="language")
    if asked.channel not in CHANNELS:
        raise INVALID(field="channel")
    if asked.color and not _COLOR.fullmatch(asked.color):
        raise INVALID(field="color")
    return asked


def wall_of(here: Here, shop: Shop, asked: WallAsked) -> Wall:
    return Wall(
        shop=in_languages(asked.language, shop.store.name, shop.store.name_en or shop.store.name),
        head=in_languages(asked.language, *in_both(here, "print.head.wall")),
        note=in_languages(asked.language, *in_both(here, "print.note")),
        color=asked.color or SWATCHES[0],
        width=int(asked.width),
        height=int(asked.height),
        distance=int(asked.distance),
    )


async def offered(here: Here, reader: Reader, shop: Shop, category: str) -> dict[UUID, str]:
    """What the store sells of this category ("": of all), as many as a wall may show, with their names."""
    wanted = items.ItemFilter(category_id=UUID(category)) if category else items.ItemFilter()
    where = (reader, here.market_id, shop.store.store_id)
    page = await items.items_of_store(*where, wanted, size=marketing.MOST_ON_A_WALL)
    return {one.item_id: one.title for one in page.items}


async def wares_of(
    here: Here, reader: Reader, shop: Shop, asked: WallAsked, codes: Sequence[Link]
) -> list[Ware]:
    """What stands on the wall, in the order in which its codes were made."""
    refs = [code.landing_ref for code in codes if code.landing_ref]
    found = {one.item_id: one for one in await items.items(reader, here.market_id, refs)}
    told: Mapping[UUID, prices.Priced] = {}
    if asked.with_prices:
        bases = {v.variant_id: v.price.minor for one in found.values() for v in one.variants}
        where = (here.market_id, shop.member.merchant_id, shop.store.store_id, prices.Channel.ONLINE, "")
        told = await prices.price_of(reader, *where, bases)
    return [
        _ware(here, shop, asked, code, found[ref], told)
        for code in codes
        if (ref := code.landing_ref) in found
    ]


def _ware(
    here: Here,
    shop: Shop,
    asked: WallAsked,
    code: Link,
    item: items.Item,
    told: Mapping[UUID, prices.Priced],
) -> Ware:
    costs = sorted(told[one.variant_id].price_minor for one in item.variants if one.variant_id in told)
    price = money_text(costs[0], here.market.currency, "zh") if costs else ""
    if len(set(costs)) > 1:
        price = here.words_in("en" if asked.language == "en" else "zh").plain("print.from", price=price)
    photo = str(item.picture_ids[0]) if item.picture_ids else ""
    return Ware(
        name=in_languages(asked.language, item.title, item.title_en or item.title),
        price=price,
        address=marketing.printed(url_of(here, code.code)),
        picture=photo or icon_or_trade(item.icon, shop.store.trade),
        photo=bool(photo),
    )


def ware_href(here: Here, image: media.Image) -> str:
    """Where the page finds a thing's picture: an uploaded one by its id, else the drawing of this name."""
    photo = _id(image.name)
    return photo_url(here.market.slug, photo, media.SIZES[1]) or "" if photo else emoji_url(image.name)


async def ware_files(here: Here, reader: Reader, wares: Sequence[Ware]) -> dict[str, media.File]:
    """The uploaded pictures among those of the wares, by their names."""
    return {
        ware.picture: await media.picture_file(reader, here.market_id, photo, media.SIZES[1])
        for ware in wares
        if ware.photo and (photo := _id(ware.picture))
    }


def ware_drawn(files: Mapping[str, media.File], image: media.Image) -> media.Jpeg | None:
    """The same as the PDF takes it. Takes a moment: call it in a thread."""
    if image.name in files:
        return media.jpeg_of(files[image.name])
    if drawing := thing_svg(image.name):
        return media.jpeg_of_drawing(drawing, _ICON_PIXELS, _ICON_GROUND)
    return None


def _id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
