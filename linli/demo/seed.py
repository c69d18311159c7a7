"""Fills the demo markets through the modules' own front doors: nothing in them could not have happened.

Every review stands on an order that was placed, paid, redeemed and reviewed, at its own moment in the past.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from linli.demo import (
    applicants,
    bills,
    coupons,
    flashes,
    goods,
    history,
    malls,
    screens,
    settle,
    shops,
    spots,
)
from linli.demo.cast import PASSWORD, SIGN_INS, SignIn
from linli.demo.files import listing_lines, place_lines, store_lines
from linli.kernel.database import Database
from linli.kernel.sealing import Sealer
from linli.kernel.signing import Signer
from linli.modules import gazetteer, identity, markets, merchants

MARKETS = (
    markets.Market(
        market_id=1,
        slug="hangzhou",
        name="杭州·河坊街",
        name_en="Hangzhou · Hefang Street",
        name_zh="杭州·河坊街",
        currency="CNY",
        timezone="Asia/Shanghai",
        country="CN",
        language="zh",
        commission_bp=600,
        lat=30.2405,
        lon=120.1690,
    ),
    markets.Market(
        market_id=2,
        slug="helsinki",
        name="Helsinki · Hakaniemi",
        name_en="Helsinki · Hakaniemi",
        name_zh="赫尔辛基·哈卡涅米",
        currency="EUR",
        timezone="Europe/Helsinki",
        country="FI",
        language="en",
        commission_bp=800,
        lat=60.1762,
        lon=24.9497,
        attribution="© OpenStreetMap contributors, ODbL",
    ),
)
# Shops opened this long ago, before the first of their orders.
OPENED_BEFORE = timedelta(days=200)
Progress = Callable[[str, int, int], None]


async def seed(db: Database, signer: Signer, codes: Signer, sealer: Sealer, progress: Progress) -> bool:
    """Fill both markets, once: False when the demo is there already. Calls `progress(what, done, of)` often.

    A seeding that was killed half way goes on where it stopped: every step may be repeated.
    """
    async with db.read() as reader:
        known = {market.slug for market in await markets.all_markets(reader)}
        finished = await identity.operator_role(
            reader, MARKETS[-1].market_id, shops.person_id(SIGN_INS[-1].phone)
        )
    if finished is not None and known >= {market.slug for market in MARKETS}:
        return False
    for market in MARKETS:
        await _fill(db, signer, codes, sealer, market, progress)
    return True


async def _fill(
    db: Database,
    signer: Signer,
    codes: Signer,
    sealer: Sealer,
    market: markets.Market,
    progress: Progress,
) -> None:
    opened = db.clock() - OPENED_BEFORE
    lines = store_lines(market.slug)
    async with db.work(now=opened) as work:
        await markets.open_market(work, market)
        await gazetteer.replace(work, market.market_id, "demo", place_lines(market.slug))
        listings = [shops.listing(line) for line in listing_lines(market.slug)]
        if listings:
            progress(f"{market.slug}: places on the map", len(listings), len(listings))
            await merchants.import_listings(work, market.market_id, listings)
    sign_ins = [who for who in SIGN_INS if who.market == market.slug]
    for number, line in enumerate(lines, 1):
        async with db.work(now=opened + timedelta(minutes=number)) as work:
            await shops.open_shop(work, market, line, number, signer)
        progress(f"{market.slug}: shops", number, len(lines))
    await settle.agree(db, market, opened)
    await history.play(db, signer, codes, market, lines, progress)
    async with db.work() as work:
        stores = [shops.store_id(market, line.key) for line in lines]
        count = sum([await goods.put_on_sale(work, market, store_id) for store_id in stores])
    progress(f"{market.slug}: days on sale", count, count)
    count = await coupons.play(db, market, lines)
    progress(f"{market.slug}: coupons", count, count)
    count = await flashes.play(db, market, lines)
    progress(f"{market.slug}: flash sales", count, count)
    count = await applicants.play(db, signer, market)
    progress(f"{market.slug}: applications", count, count)
    count = await malls.play(db, market)
    progress(f"{market.slug}: malls", count, count)
    count = await bills.play(db, market)
    progress(f"{market.slug}: the provider's bills", count, count)
    for who in sign_ins:
        await _welcome(db, signer, market, who, opened)
        if who.role == "owner":
            await settle.play(db, market, lines, sealer)
            progress(f"{market.slug}: statements and payouts", 1, 1)
        if who.role == "clerk":
            count = await spots.play(db, codes, market)
            progress(f"{market.slug}: codes of places", count, count)
            # They are set up by the owner and lent to the clerk, who are both there by now.
            count = await screens.play(db, market, codes)
            progress(f"{market.slug}: screens", count, count)


async def _welcome(
    db: Database, signer: Signer, market: markets.Market, who: SignIn, opened: datetime
) -> None:
    """One of the demo's sign-ins, with a password and the role it is for."""
    async with db.work(now=opened) as work:
        person = await identity.register_demo_person(
            work,
            who.phone,
            who.nickname,
            PASSWORD,
            signer,
            shops.person_id(who.phone),
            language=market.language,
        )
        if who.store:
            store = await merchants.store_by_slug(work, market.market_id, who.store)
            role = "owner" if who.role == "owner" else "clerk"
            await merchants.add_staff(
                work, market.market_id, person.person_id, store.store_id, role, who.nickname
            )
        if who.role == "operator":
            await identity.appoint_operator(work, market.market_id, person.person_id, "director")
