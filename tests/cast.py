"""One shared cast for every test: a market, its shops, what they sell, and who comes by.

Everything goes through the modules' own front doors, in the caller's transaction. What a test does
not care about has a friendly default; the rest it says: `open_store(work, market, "tea", hours="24/7")`.
"""

import secrets
from typing import Any

import msgspec

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.kernel.signing import Signer
from linli.modules import catalog, identity, markets, merchants

PASSWORD = "a long password"

WEST_LAKE = markets.Market(
    market_id=71,
    slug="westlake",
    name="西湖",
    name_en="West Lake",
    name_zh="西湖",
    currency="CNY",
    timezone="Asia/Shanghai",
    country="CN",
    language="zh",
    commission_bp=600,
    lat=30.2405,
    lon=120.1690,
    attribution="© OpenStreetMap contributors, ODbL",
)
NOODLES = merchants.Store(
    store_id=derived("cast", "nobody yet"),
    slug="wangjie-noodles",
    name="望街面馆",
    name_en="Wangjie Noodles",
    trade="restaurant",
    lat=30.2404,
    lon=120.1681,
    tagline_zh="一碗片儿川",
    tagline_en="A bowl of noodles",
    address="河坊街 128 号",
    address_en="128 Hefang Street",
    hours="24/7",
    phone="+86 571 0000 0101",
    price_level=2,
    things=("steaming-bowl", "chopsticks"),
)
FOR_TWO = catalog.NewDeal(
    store_id=NOODLES.store_id,
    title="双人面套餐",
    title_en="Noodles for two",
    price_minor=6_200,
    list_price_minor=8_000,
    currency="CNY",
    stock=20,
    contents=(
        catalog.Content(name="片儿川", name_en="Pian'erchuan", qty=2, price_minor=3_100),
        catalog.Content(name="油焖笋", name_en="Braised bamboo shoots", qty=1, price_minor=1_800),
    ),
    rules_zh=("可打包",),
    rules_en=("Takeaway is fine",),
    icon="steaming-bowl",
    per_person=4,
    valid_days=30,
)


async def open_market(work: Work, **changes: Any) -> markets.Market:
    """West Lake, or another market of your own `market_id` and `slug`."""
    market = msgspec.structs.replace(WEST_LAKE, **changes)
    await markets.open_market(work, market)
    return market


async def open_store(
    work: Work, market: markets.Market, slug: str = NOODLES.slug, *, claimed: bool = True, **changes: Any
) -> merchants.Store:
    """A store of a verified merchant of its own; with `claimed=False` only a place on the map."""
    changes.setdefault("store_id", derived("cast", market.market_id, slug))
    if claimed and "merchant_id" not in changes:
        merchant = merchants.Merchant(
            merchant_id=derived("cast merchant", market.market_id, slug),
            name=changes.get("name", NOODLES.name),
            state=merchants.MerchantState.VERIFIED,
        )
        await merchants.add_merchant(work, market.market_id, merchant)
        changes["merchant_id"] = merchant.merchant_id
    store = msgspec.structs.replace(NOODLES, slug=slug, **changes)
    return await merchants.list_store(work, market.market_id, store)


async def publish(work: Work, store: merchants.Store, **changes: Any) -> catalog.Deal:
    """Noodles for two on sale at this store, or something else of yours."""
    new = msgspec.structs.replace(FOR_TWO, store_id=store.store_id, **changes)
    return await catalog.publish_deal(work, store.market_id, new)


async def join(
    work: Work,
    phone: str | None = None,
    nickname: str = "小满",
    *,
    signer: Signer,
    password: str | None = PASSWORD,
) -> identity.Person:
    """Someone with a phone (any free one unless told), who can sign in with `PASSWORD`."""
    number = phone or f"+86138{secrets.randbelow(10**8):08}"
    return await identity.register_demo_person(work, number, nickname, password, signer)
