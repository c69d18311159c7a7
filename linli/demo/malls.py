"""The demo's own malls, made and opened as their owners would."""

import tomllib
from datetime import timedelta

import msgspec

from linli.demo.files import DATA
from linli.kernel.database import Database
from linli.modules import malls, markets, media, merchants

FOLDER = DATA / "malls"
# The owners took a while.
OPENED_AFTER = timedelta(days=30)


class PageLine(msgspec.Struct, frozen=True):
    path: str
    title: str
    body: str
    title_en: str = ""
    body_en: str = ""


class MallLine(msgspec.Struct, frozen=True):
    """One mall; `store` is the store whose merchant it is of, `logo` a file beside the data.

    `host`: a name below `localhost`, which every browser takes for this machine."""

    market: str
    store: str
    path: str
    name: str
    color: str
    ground: malls.Ground
    name_en: str = ""
    tagline: str = ""
    tagline_en: str = ""
    logo: str = ""
    host: str = ""
    page: list[PageLine] = []


class _File(msgspec.Struct, frozen=True):
    mall: list[MallLine]


def lines(market_slug: str) -> list[MallLine]:
    """The malls of one market."""
    found = msgspec.convert(tomllib.loads((FOLDER / "malls.toml").read_text("utf-8")), _File)
    return [line for line in found.mall if line.market == market_slug]


async def play(db: Database, market: markets.Market) -> int:
    """Make and open the market's malls; those that are there stay as they are. How many there are."""
    opened = db.clock() - OPENED_AFTER
    every = lines(market.slug)
    for line in every:
        logo = await media.prepare_picture((FOLDER / line.logo).read_bytes()) if line.logo else None
        async with db.work(now=opened) as work:
            store = await merchants.store_by_slug(work, market.market_id, line.store)
            if store.merchant_id is None:
                continue
            if await malls.mall_of_merchant(work, market.market_id, store.merchant_id) is not None:
                continue
            about = (work, market.market_id, store.merchant_id)
            made = await malls.make_mall(*about, line.path, _look(line))
            await malls.change_look(*about, made.look, made.revision, logo=logo)
            for page in line.page:
                await malls.write_page(*about, page.path, _text(page))
            await malls.open_mall(*about)
            if line.host:
                await malls.ask_for_host(*about, line.host)
                await malls.confirm_host(*about, line.host, "demo")
    return len(every)


def _look(line: MallLine) -> malls.Look:
    return malls.Look(
        name=line.name,
        name_en=line.name_en,
        tagline=line.tagline,
        tagline_en=line.tagline_en,
        color=line.color,
        ground=line.ground,
    )


def _text(page: PageLine) -> malls.PageText:
    return malls.PageText(title=page.title, title_en=page.title_en, body=page.body, body_en=page.body_en)
