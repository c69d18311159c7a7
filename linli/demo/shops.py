"""One demo shop from its line in the data: merchant, store, staff, menu and deals."""

import re
import unicodedata
from datetime import timedelta
from uuid import UUID

from linli.demo.files import DealLine, ListingLine, StoreLine
from linli.demo.goods import fill_range
from linli.demo.papers import invented_number
from linli.demo.shelves import fill_shelves
from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.money import parse
from linli.kernel.signing import Signer
from linli.modules import catalog, identity, listings, markets, merchants

# What was checked before a demo shop could sell.
CHECKED = [kind for kind in merchants.CheckKind if kind is not merchants.CheckKind.CLAIM]
INVENTED = {"zh": "（虚构）", "en": "(invented)"}
# Two shops whose license ends soon after the demo begins, which is 200 days after they opened.
ENDS_AFTER = {7: timedelta(days=212), 11: timedelta(days=226)}


def person_id(phone: str) -> UUID:
    """The id of the demo person with this phone."""
    return ids.derived("demo-person", phone)


def store_id(market: markets.Market, key: str) -> UUID:
    return ids.derived("demo-store", market.slug, key)


def deal_id(market: markets.Market, store: str, key: str) -> UUID:
    return ids.derived("demo-deal", market.slug, store, key)


def staff_phone(market: markets.Market, shop: int, position: int) -> str:
    """An invented number for each of a shop's staff."""
    prefix = "+86137000" if market.country == "CN" else "+358411"
    return (
        f"{prefix}{shop:03d}{position:02d}" if market.country == "CN" else f"{prefix}{shop:04d}{position:02d}"
    )


def listing(line: ListingLine) -> merchants.Store:
    """A real place as an unclaimed listing: what the map knows of it, and nothing else."""
    address = f"{line.street} {line.housenumber}".strip()
    return merchants.Store(
        store_id=ids.derived("listing", line.source),
        slug=f"{_slug(line.name)}-{line.source.rpartition('/')[2]}"[:80],
        name=line.name,
        name_en=line.name_en,
        trade=line.trade,
        address=address,
        address_en=address,
        lat=line.lat,
        lon=line.lon,
        hours=line.opening_hours,
        phone=line.phone,
        website=line.website,
        source=line.source,
        kinds=listings.kinds_of(
            {line.osm_kind.partition("=")[0]: line.osm_kind.partition("=")[2], "cuisine": line.cuisine}
        ),
    )


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "place"


async def open_shop(work: Work, market: markets.Market, line: StoreLine, number: int, signer: Signer) -> None:
    """Everything about one shop; leaves alone what is there already."""
    known = await merchants.stores(work, market.market_id, [store_id(market, line.key)])
    if known:
        return
    merchant_id = ids.derived("demo-merchant", market.slug, line.branch_of or line.key)
    if not line.branch_of:
        await _open_merchant(work, market, line, merchant_id, number)
    await merchants.list_store(work, market.market_id, _store(market, line, merchant_id))
    for position, staff in enumerate(line.staff):
        phone = staff_phone(market, number, position)
        person = await identity.register_demo_person(
            work, phone, staff.name, None, signer, person_id(phone), language=market.language
        )
        where = store_id(market, line.key)
        await merchants.add_staff(work, market.market_id, person.person_id, where, staff.role, staff.name)
    await fill_range(work, market, line, merchant_id, store_id(market, line.key))
    await fill_shelves(work, market.market_id, store_id(market, line.key))
    for deal in line.deal:
        await catalog.publish_deal(work, market.market_id, _deal(market, line, deal))


async def _open_merchant(
    work: Work, market: markets.Market, line: StoreLine, merchant_id: UUID, number: int
) -> None:
    merchant = merchants.Merchant(
        merchant_id=merchant_id, name=line.name, state=merchants.MerchantState.APPLIED, demo=True
    )
    await merchants.add_merchant(work, market.market_id, merchant)
    await _verify(work, market, line, merchant_id, number)


async def _verify(
    work: Work, market: markets.Market, line: StoreLine, merchant_id: UUID, number: int
) -> None:
    """What stands behind an invented shop's badge is invented too, and says so."""
    checks = [merchants.CheckDone(kind, work.now) for kind in CHECKED]
    what = (f"{line.name} {INVENTED[market.language]}", invented_number(market, number))
    until = (work.now + ENDS_AFTER[number]).date() if number in ENDS_AFTER else None
    verification_id = ids.derived("demo-verification", market.slug, line.key)
    await merchants.record_verification(
        work, market.market_id, merchant_id, verification_id, *what, until, checks
    )


def _store(market: markets.Market, line: StoreLine, merchant_id: UUID) -> merchants.Store:
    chinese = market.language == "zh"
    return merchants.Store(
        store_id=store_id(market, line.key),
        slug=line.key,
        name=line.name,
        name_en=line.name_en,
        trade=line.trade,
        lat=line.lat,
        lon=line.lon,
        merchant_id=merchant_id,
        tagline_zh=line.tagline if chinese else "",
        tagline_en=line.tagline_en or ("" if chinese else line.tagline),
        about_zh=line.about_zh,
        about_en=line.about_en,
        address=line.address,
        address_en=line.address_en,
        hours=line.hours,
        phone=line.phone,
        price_level=line.price_level,
        things=tuple(line.things),
        source="demo",
    )


def _deal(market: markets.Market, line: StoreLine, deal: DealLine) -> catalog.NewDeal:
    def minor(price: str) -> int:
        return parse(price, market.currency).minor

    return catalog.NewDeal(
        deal_id=deal_id(market, line.key, deal.key),
        store_id=store_id(market, line.key),
        title=deal.title,
        title_en=deal.title_en,
        contents=[
            catalog.Content(name=c.name, name_en=c.name_en, qty=c.qty, price_minor=minor(c.price))
            for c in deal.contents
        ],
        rules_zh=deal.rules_zh,
        rules_en=deal.rules_en,
        icon=deal.icon,
        price_minor=minor(deal.price),
        list_price_minor=minor(deal.list_price),
        currency=market.currency,
        stock=deal.stock,
        per_person=deal.per_person,
        valid_days=deal.valid_days,
        usable=deal.usable,
        use_rules=deal.use,
        store_ids=[store_id(market, key) for key in deal.also_at],
    )
