"""The demo's screens: a kiosk and a clerk's tablet of the shop whose desk can be signed in to."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from linli.demo.cast import SIGN_INS
from linli.demo.shops import person_id
from linli.kernel.database import Database, Work
from linli.kernel.signing import Signer
from linli.modules import items, kiosks, marketing, markets, merchants
from linli.modules.kiosks import Chosen, Mark
from linli.modules.marketing import Channel, Landing, LandingKind, Place

SET_UP_BEFORE = timedelta(days=21)
# So many lists were made at the kiosk since, some of which went back onto the screen.
CHOSEN = 9
NAMES = {"CN": ("门口的屏幕", "店员平板"), "FI": ("Screen by the door", "Clerk's tablet")}


async def play(db: Database, market: markets.Market, codes: Signer) -> int:
    """Set them up, once; how many there are."""
    owner, clerk = [
        who
        for role in ("owner", "clerk")
        for who in SIGN_INS
        if who.market == market.slug and who.role == role
    ]
    async with db.work(now=db.clock() - SET_UP_BEFORE) as work:
        store = await merchants.store_by_slug(work, market.market_id, owner.store)
        by = await merchants.require_staff(work, market.market_id, person_id(owner.phone), store.store_id)
        if await kiosks.kiosks_of_store(work, market.market_id, store.store_id):
            return 0
        at_door, tablet = NAMES.get(market.country, NAMES["FI"])
        served = {person_id(clerk.phone): clerk.nickname}
        kiosk = await _set_up(work, market, by, codes, at_door, {})
        await _set_up(work, market, by, codes, tablet, served)
        sold = (await items.items_of_store(work, market.market_id, store.store_id, size=CHOSEN)).items
    for turn, item in enumerate(sold):
        async with db.work(now=db.clock() - timedelta(days=turn, hours=2)) as work:
            line = Chosen(store.store_id, item.variants[0].variant_id, 1 + turn % 2)
            made = await kiosks.choose(work, market.market_id, kiosk, [line])
            if turn % 3 == 0:
                await kiosks.put_back(work, market.market_id, kiosk.kiosk_id, made.selection_id)
    return 2


async def _set_up(
    work: Work,
    market: markets.Market,
    by: merchants.StaffMember,
    codes: Signer,
    name: str,
    served: Mapping[UUID, str],
) -> kiosks.Kiosk:
    mark = await _mark(work, market, by, codes, name, None)
    sellers = {
        clerk_id: await _mark(work, market, by, codes, f"{name} · {who}", clerk_id)
        for clerk_id, who in served.items()
    }
    return await kiosks.set_up(work, market.market_id, by, name, mark, sellers)


async def _mark(
    work: Work,
    market: markets.Market,
    by: merchants.StaffMember,
    codes: Signer,
    label: str,
    clerk_id: UUID | None,
) -> Mark:
    place = Place(landing=Landing(LandingKind.KIOSK), clerk_id=clerk_id)
    channel = Channel.CLERK if clerk_id else Channel.KIOSK
    about = (by.store_id, channel, label, by.person_id, codes, place)
    link = await marketing.make_link(work, market.market_id, *about)
    return Mark(link.link_id, link.code)
