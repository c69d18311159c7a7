"""A small neighborhood for tests of what stands above the stores: a market, merchants, stores and deals."""

from datetime import UTC, datetime
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.modules import catalog, markets, merchants

# Far from the ids of the demo and of other tests.
MARKET = 9_107
PLACE = markets.Market(
    market_id=MARKET,
    slug="stage-lake",
    name="湖边",
    name_en="Lakeside",
    name_zh="湖边",
    currency="CNY",
    timezone="Asia/Shanghai",
    country="CN",
    language="zh",
    commission_bp=500,
    lat=30.25,
    lon=120.16,
)
HERE = (30.25, 120.16)
# A Monday, 12:00 in Hangzhou.
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


async def opened(work: Work) -> None:
    """The market, at noon of a Monday."""
    work.now = NOON
    await markets.open_market(work, PLACE)


async def merchant(work: Work, name: str = "老王", state: str = "verified") -> UUID:
    found = merchants.Merchant(
        merchant_id=derived("merchant", name), name=name, state=merchants.MerchantState(state)
    )
    return (await merchants.add_merchant(work, MARKET, found)).merchant_id


async def store(
    work: Work,
    slug: str,
    name: str,
    *,
    trade: str = "restaurant",
    north_m: int = 0,
    owner: UUID | None = None,
    **more: str,
) -> UUID:
    """A store so many meters north of HERE; claimed when it has an owner."""
    listed = merchants.Store(
        store_id=derived("store", slug),
        slug=slug,
        name=name,
        trade=trade,
        lat=HERE[0] + north_m / 111_195,
        lon=HERE[1],
        merchant_id=owner,
        **more,  # type: ignore[arg-type]  # texts only
    )
    return (await merchants.list_store(work, MARKET, listed)).store_id


async def deal(work: Work, store_id: UUID, title: str, price_minor: int = 8_800) -> catalog.Deal:
    new = catalog.NewDeal(
        store_id=store_id,
        title=title,
        price_minor=price_minor,
        list_price_minor=2 * price_minor,
        currency="CNY",
        stock=10,
        contents=[catalog.Content(name=title)],
    )
    return await catalog.publish_deal(work, MARKET, new)
