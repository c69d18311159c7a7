"""The demo's coupons: three batches at the shop whose desk can be signed in to, some claimed and used."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from linli.demo.cast import SIGN_INS
from linli.demo.files import StoreLine
from linli.demo.shops import person_id
from linli.demo.trade import buy, usable_moment, use
from linli.kernel.database import Actor, Database
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import Refusal
from linli.modules import markets, merchants, promotions
from linli.modules.promotions import Batch, Funder, GoodFor, Handing, Kind, Terms

MADE_BEFORE, GOOD_FOR = timedelta(days=20), timedelta(days=60)
# What is taken off, from which price on, and the platform's, by the market's currency.
AMOUNTS = {"CNY": (500, 3000, 300), "EUR": (150, 900, 100)}
# So many people have claimed one of the shop's, and so many of those have used it.
CLAIMED, USED = 9, 5


async def play(db: Database, market: markets.Market, lines: Sequence[StoreLine]) -> int:
    """Make the batches, once; how many coupons were claimed."""
    [slug] = [who.store for who in SIGN_INS if who.market == market.slug and who.role == "owner"]
    number, line = next((n, one) for n, one in enumerate(lines, 1) if one.key == slug)
    began = db.clock() - MADE_BEFORE
    async with db.work(now=began) as work:
        store = await merchants.store_by_slug(work, market.market_id, slug)
    own, _, platform = [
        await _made(db, market, store, name, terms, began)
        for name, terms in _batches(market, store.store_id, began).items()
    ]
    phones = _buyers(market)
    for turn, phone in enumerate(phones[:CLAIMED]):
        batches = [own, platform] if turn % 2 else [own]
        moment = db.clock() - timedelta(days=8 - turn % 3, hours=turn)
        for batch in batches:
            await _claimed(db, market, batch.batch_id, phone, moment)
        if turn < USED:
            await _used(db, market, line, number, phone, turn)
    return CLAIMED


def _batches(market: markets.Market, store_id: UUID, began: datetime) -> dict[str, Terms]:
    off, least, platform_off = AMOUNTS[market.currency]
    until = began + GOOD_FOR
    return {
        "from a price on": Terms(
            title="老街坊满减券",
            title_en="For the neighborhood",
            kind=Kind.FULL_REDUCTION,
            off_minor=off,
            from_minor=least,
            store_ids=(store_id,),
            total=200,
            budget_minor=100 * off,
            valid_from=began,
            valid_until=until,
        ),
        "for members": Terms(
            title="会员折扣券",
            title_en="For members",
            kind=Kind.PERCENT,
            percent_bp=1200,
            most_minor=4 * off,
            from_minor=3 * least,
            store_ids=(store_id,),
            total=500,
            days_after_claim=30,
            handing=Handing.MEMBER,
            valid_from=began,
            valid_until=until,
        ),
        "of the platform": Terms(
            title="平台消费券",
            title_en="From the platform",
            kind=Kind.FIXED,
            off_minor=platform_off,
            places=(GoodFor.DEALS, GoodFor.SALES),
            total=1000,
            budget_minor=300 * platform_off,
            funder=Funder.PLATFORM,
            platform_bp=10_000,
            valid_from=began,
            valid_until=until,
        ),
    }


async def _made(
    db: Database,
    market: markets.Market,
    store: merchants.Store,
    name: str,
    terms: Terms,
    began: datetime,
) -> Batch:
    platform = terms.funder is Funder.PLATFORM
    async with db.work(now=began) as work:

        async def act() -> Batch:
            merchant_id = None if platform else store.merchant_id
            about = (work, market.market_id, merchant_id, terms)
            return await promotions.make_batch(*about, by_platform=platform)

        return await once(work, market.market_id, Key("demo", f"coupons:{name}", b""), Batch, act)


async def _claimed(
    db: Database, market: markets.Market, batch_id: UUID, phone: str, moment: datetime
) -> None:
    person = person_id(phone)
    async with db.work(Actor("person", person), moment) as work:
        key = Key("demo", f"claim:{batch_id}:{phone}", b"")
        await promotions.claim(work, market.market_id, person, batch_id, key)


async def _used(
    db: Database, market: markets.Market, line: StoreLine, number: int, phone: str, turn: int
) -> None:
    """The dearest deal, bought with whatever takes off most; whoever has had enough of it buys nothing."""
    deal = max(line.deal, key=lambda one: Decimal(one.price))
    day = db.clock() - timedelta(days=2 + turn % 4)
    used = usable_moment(day, deal.usable or line.hours, market)
    name = f"{market.slug}/{line.key}/coupon {turn}"
    try:
        order = await buy(db, market, line, deal.key, name, phone, None, used - timedelta(hours=2))
    except Refusal:
        return
    if turn < USED - 1:
        await use(db, market, line, number, order, used)


def _buyers(market: markets.Market) -> list[str]:
    """Invented guests of the demo's past; see `history`."""
    if market.country == "CN":
        return [f"+8613900000{number:03d}" for number in range(1, CLAIMED + 1)]
    return [f"+35841200{number:04d}" for number in range(1, CLAIMED + 1)]
