"""A small neighborhood for tests of what stands above the stores: a market, merchants, stores and deals."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader, Work
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


RECORD = sql.Statement(
    "record_of_store",
    "What is kept of what a source says.",
    "SELECT kept, gone_at FROM listings.records WHERE market_id = $1 AND store_id = $2",
    "",
)


class Told(msgspec.Struct):
    """What an import keeps about a store: the fields its people say otherwise, and since when it is gone."""

    kept: list[str]
    gone_at: datetime | None


async def record_of(reader: Reader, market_id: int, store_id: UUID) -> Told:
    (found,) = await reader.many(Told, RECORD, market_id, store_id)
    return found


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
