"""The demo's codes of places: a door, tables, a till, a clerk, leaflets and a wall, followed by some."""

from datetime import timedelta
from uuid import UUID

import msgspec

from linli.demo.cast import SIGN_INS, SignIn
from linli.demo.history import CAMPAIGN
from linli.demo.shops import person_id
from linli.kernel.database import Database, Work
from linli.kernel.signing import Signer
from linli.modules import catalog, items, marketing, markets, merchants
from linli.modules.marketing import Channel, Landing, LandingKind, Place

MADE_BEFORE = timedelta(days=21)
TABLES, LEAFLETS, ON_THE_WALL = 8, 40, 24
# How many came by each of the codes, in turn.
CAME = (4, 0, 7, 1, 2, 0, 0, 3, 1, 5)


class Spot(msgspec.Struct, frozen=True):
    """Where a code hangs, in the market's language."""

    channel: Channel
    zh: str
    en: str
    landing: LandingKind = LandingKind.STORE
    detail_zh: str = ""
    detail_en: str = ""


SPOTS = (
    Spot(Channel.STICKER, "店门", "Front door", detail_zh="右侧玻璃", detail_en="Right-hand pane"),
    Spot(Channel.COUNTER, "收银台", "Till", LandingKind.REVIEW),
    Spot(Channel.PACKAGING, "外带袋", "Takeaway bag", LandingKind.FOLLOW),
)


async def play(db: Database, codes: Signer, market: markets.Market) -> int:
    """The codes of the shop whose owner can sign in; how many there are."""
    who = {one.role: one for one in SIGN_INS if one.market == market.slug}
    owner, clerk = person_id(who["owner"].phone), who["clerk"]
    async with db.work(now=db.clock() - MADE_BEFORE) as work:
        store = await merchants.store_by_slug(work, market.market_id, who["owner"].store)
        about = (work, market, store.store_id, owner, codes)
        if not await _made(work, market, store.store_id):
            await _spots(*about, clerk)
            await _batches(*about)
        fresh = await _made(work, market, store.store_id)
    if not any(line.visits for line in fresh):
        await _come_by(db, market, fresh)
    return len(fresh)


async def _made(work: Work, market: markets.Market, store_id: UUID) -> list[marketing.LinkLine]:
    found = await marketing.links_of_store(work, market.market_id, store_id, size=100)
    return [line for line in found.items if line.batch_id or line.place or line.clerk_id]


async def _spots(
    work: Work, market: markets.Market, store_id: UUID, owner: UUID, codes: Signer, clerk: SignIn
) -> None:
    own, where = market.language == "zh", (work, market.market_id, store_id)
    for spot in SPOTS:
        place = Place(spot.detail_zh if own else spot.detail_en, Landing(spot.landing))
        label = spot.zh if own else spot.en
        await marketing.make_link(*where, spot.channel, label, owner, codes, place)
    sold = await items.items_of_store(work, *where[1:], size=ON_THE_WALL)
    wares = {one.item_id: one.title for one in sold.items}
    wall = "龙翔桥地铁站" if own else "Kamppi metro station"
    if wares:
        await marketing.make_wall(*where, Channel.SUBWAY_WALL, wall, wares, owner, codes)
    whose = Place(landing=Landing(LandingKind.FOLLOW), clerk_id=person_id(clerk.phone))
    await marketing.make_link(*where, Channel.CLERK, clerk.nickname, owner, codes, whose)


async def _batches(work: Work, market: markets.Market, store_id: UUID, owner: UUID, codes: Signer) -> None:
    own, where = market.language == "zh", (work, market.market_id, store_id)
    tables = Place(landing=Landing(LandingKind.MENU))
    await marketing.start_batch(
        *where, Channel.TABLE_CARD, "桌卡" if own else "Table cards", TABLES, owner, codes, tables
    )
    deals = await catalog.deals_of_store(work, market.market_id, store_id)
    landing = Landing(LandingKind.DEAL, deals[-1].deal_id) if deals else Landing()
    streets = Place("地铁口" if own else "By the station", landing, CAMPAIGN[market.language])
    await marketing.start_batch(
        *where, Channel.LEAFLET, "街头传单" if own else "Street leaflet", LEAFLETS, owner, codes, streets
    )


async def _come_by(db: Database, market: markets.Market, links: list[marketing.LinkLine]) -> None:
    """People who followed the codes, within the last two weeks."""
    for turn, link in enumerate(links):
        for visit in range(CAME[turn % len(CAME)]):
            moment = db.clock() - timedelta(days=1 + (turn + visit * 3) % 14, hours=turn % 9)
            async with db.work(now=moment) as work:
                await marketing.visit(work, market.market_id, link.code)
