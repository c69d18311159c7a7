"""Deals and menus: who may publish, what comes into being, what is on sale."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.database import SYSTEM, Work
from linli.kernel.events import Event
from linli.kernel.journey import Journey
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import catalog, markets, merchants, reservations

MARKET = 901
HANGZHOU = markets.Market(
    market_id=MARKET,
    slug="test-hangzhou",
    name="杭州",
    name_en="Hangzhou",
    name_zh="杭州",
    currency="CNY",
    timezone="Asia/Shanghai",
    country="CN",
    language="zh",
    commission_bp=500,
    lat=30.25,
    lon=120.16,
)


class Shop:
    """One market with a verified merchant's store, and what is announced there."""

    def __init__(self, work: Work) -> None:
        self.told: list[Event] = []
        journey = Journey()
        for kind in (catalog.DealPublished, catalog.DealEnded):
            journey.on(kind).at_once(self._hear)
        self.journey = journey
        self.work = Work(work._connection, work.now, SYSTEM, journey)

    async def _hear(self, _work: Work, event: Event) -> None:
        self.told.append(event)

    def later(self, minutes: int) -> Work:
        return Work(self.work._connection, self.work.now + timedelta(minutes=minutes), SYSTEM, self.journey)

    async def store(self, slug: str, state: str | None = "verified") -> UUID:
        merchant_id = None
        if state is not None:
            merchant_id = ids.uuid7()
            known = merchants.Merchant(
                merchant_id=merchant_id, name=slug, state=merchants.MerchantState(state)
            )
            await merchants.add_merchant(self.work, MARKET, known)
        store = merchants.Store(
            store_id=ids.uuid7(),
            slug=slug,
            name=slug,
            trade="cafe",
            lat=1.0,
            lon=1.0,
            merchant_id=merchant_id,
        )
        return (await merchants.list_store(self.work, MARKET, store)).store_id


@pytest_asyncio.fixture
async def shop(work: Work) -> Shop:
    await markets.open_market(work, HANGZHOU)
    return Shop(work)


def fish(store_id: UUID, **changes: object) -> catalog.NewDeal:
    new = catalog.NewDeal(
        store_id=store_id,
        title="西湖醋鱼双人餐",
        title_en="West Lake fish for two",
        contents=[catalog.Content(name="西湖醋鱼", name_en="West Lake fish", qty=2, price_minor=7900)],
        rules_zh=["周末通用"],
        rules_en=["Also at weekends"],
        icon="fish",
        price_minor=9900,
        list_price_minor=15800,
        currency="CNY",
        stock=100,
        per_person=2,
        valid_days=30,
        usable="Mo-Su; PH off",
    )
    return msgspec.structs.replace(new, **changes)


async def test_a_published_deal_is_on_sale_with_its_stock_and_announced(shop: Shop) -> None:
    store_id = await shop.store("lakeside")
    deal = await catalog.publish_deal(shop.work, MARKET, fish(store_id))
    assert (deal.price, deal.list_price) == (Money(9900, "CNY"), Money(15800, "CNY"))
    assert deal.contents == (
        catalog.Content(name="西湖醋鱼", name_en="West Lake fish", qty=2, price_minor=7900),
    )
    assert (deal.rules_zh, deal.rules_en) == (("周末通用",), ("Also at weekends",))
    assert (deal.on_sale, deal.published_at) == (True, shop.work.now)
    store = await merchants.store(shop.work, MARKET, store_id)
    assert deal.merchant_id == store.merchant_id
    assert await catalog.deal_for_sale(shop.work, MARKET, deal.deal_id) == deal
    assert await reservations.left(shop.work, MARKET, deal.deal_id) == 100
    assert shop.told == [
        catalog.DealPublished(
            market_id=MARKET,
            deal_id=deal.deal_id,
            store_id=store_id,
            store_ids=(store_id,),
            title=deal.title,
            title_en=deal.title_en,
            price_minor=9900,
            list_price_minor=15800,
            currency="CNY",
        )
    ]


async def test_a_deal_may_bring_its_own_id_and_needs_no_english_title(shop: Shop) -> None:
    chosen = ids.uuid7()
    new = fish(await shop.store("lakeside"), deal_id=chosen, title_en="")
    deal = await catalog.publish_deal(shop.work, MARKET, new)
    assert (deal.deal_id, deal.title_en) == (chosen, deal.title)


@pytest.mark.parametrize("state", [None, "applied", "suspended"])
async def test_only_a_verified_merchants_store_can_publish(shop: Shop, state: str | None) -> None:
    store_id = await shop.store("lakeside", state)
    with pytest.raises(Refusal, match="merchant_not_verified"):
        await catalog.publish_deal(shop.work, MARKET, fish(store_id, title=""))
    assert await catalog.deals_of_store(shop.work, MARKET, store_id) == []
    assert shop.told == []


async def test_a_deal_of_a_store_that_is_not_there_or_elsewhere_is_not_found(shop: Shop) -> None:
    store_id = await shop.store("lakeside")
    with pytest.raises(Refusal, match="not_found"):
        await catalog.publish_deal(shop.work, MARKET, fish(ids.uuid7()))
    with pytest.raises(Refusal, match="not_found"):
        await catalog.publish_deal(shop.work, 902, fish(store_id))


async def test_a_deal_in_another_currency_than_the_markets_is_refused(shop: Shop) -> None:
    with pytest.raises(Refusal) as refused:
        await catalog.publish_deal(shop.work, MARKET, fish(await shop.store("lakeside"), currency="EUR"))
    assert refused.value.params == {"field": "currency"}


async def test_an_ended_deal_is_still_read_but_no_longer_sold(shop: Shop) -> None:
    store_id = await shop.store("lakeside")
    deal = await catalog.publish_deal(shop.work, MARKET, fish(store_id))
    ended = await catalog.end_deal(shop.work, MARKET, deal.deal_id)
    assert not ended.on_sale
    assert await catalog.deal(shop.work, MARKET, deal.deal_id) == ended
    with pytest.raises(Refusal, match="deal_ended"):
        await catalog.deal_for_sale(shop.work, MARKET, deal.deal_id)
    assert await catalog.deals_of_store(shop.work, MARKET, store_id) == []
    assert (await catalog.ended_deals_of_store(shop.work, MARKET, store_id)).items == [ended]
    about = {"market_id": MARKET, "deal_id": deal.deal_id}
    assert shop.told[-1] == catalog.DealEnded(**about, store_id=store_id, store_ids=(store_id,))


async def test_a_deal_ends_once(shop: Shop) -> None:
    deal = await catalog.publish_deal(shop.work, MARKET, fish(await shop.store("lakeside")))
    await catalog.end_deal(shop.work, MARKET, deal.deal_id)
    with pytest.raises(Refusal, match="deal_ended"):
        await catalog.end_deal(shop.work, MARKET, deal.deal_id)
    assert len(shop.told) == 2


async def test_a_deal_that_is_not_there_is_not_found(shop: Shop) -> None:
    deal = await catalog.publish_deal(shop.work, MARKET, fish(await shop.store("lakeside")))
    for market_id, deal_id in ((MARKET, ids.uuid7()), (902, deal.deal_id)):
        for act in (catalog.deal, catalog.deal_for_sale):
            with pytest.raises(Refusal, match="not_found"):
                await act(shop.work, market_id, deal_id)
        with pytest.raises(Refusal, match="not_found"):
            await catalog.end_deal(shop.work, market_id, deal_id)


async def test_deals_of_stores_come_newest_first_since_a_moment_and_up_to_a_size(shop: Shop) -> None:
    lakeside, hilltop, other = [await shop.store(slug) for slug in ("lakeside", "hilltop", "other")]
    old = await catalog.publish_deal(shop.work, MARKET, fish(lakeside))
    mid = await catalog.publish_deal(shop.later(1), MARKET, fish(hilltop))
    new = await catalog.publish_deal(shop.later(2), MARKET, fish(lakeside))
    await catalog.publish_deal(shop.later(3), MARKET, fish(other))
    ended = await catalog.publish_deal(shop.later(4), MARKET, fish(hilltop))
    await catalog.end_deal(shop.work, MARKET, ended.deal_id)
    both = [lakeside, hilltop]
    assert await catalog.deals_of_stores(shop.work, MARKET, both, None, 9) == [new, mid, old]
    assert await catalog.deals_of_stores(shop.work, MARKET, both, None, 2) == [new, mid]
    assert await catalog.deals_of_stores(shop.work, MARKET, both, mid.published_at, 9) == [new, mid]
    assert await catalog.deals_of_stores(shop.work, MARKET, [], None, 9) == []
    assert await catalog.deals_of_store(shop.work, MARKET, lakeside) == [new, old]


async def test_a_stores_deals_are_in_the_order_in_which_they_were_published_whatever_their_ids(
    shop: Shop,
) -> None:
    """Ids may be given by whoever publishes, and need not grow."""
    store_id = await shop.store("lakeside")
    by_id = sorted((ids.derived("deal", str(n)) for n in range(3)), reverse=True)
    published = [
        await catalog.publish_deal(shop.later(minutes), MARKET, fish(store_id, deal_id=deal_id))
        for minutes, deal_id in enumerate(by_id)
    ]
    assert await catalog.deals_of_store(shop.work, MARKET, store_id) == published[::-1]


async def test_ended_deals_turn_their_pages_by_the_time_of_publishing(shop: Shop) -> None:
    store_id, minutes = await shop.store("lakeside"), (0, 1, 1, 2, 3)
    ended = []
    for number, minute in enumerate(minutes):
        new = fish(store_id, deal_id=ids.derived("ended", str(number)))
        await catalog.publish_deal(shop.later(minute), MARKET, new)
        ended.append(await catalog.end_deal(shop.work, MARKET, ids.derived("ended", str(number))))
    await catalog.publish_deal(shop.work, MARKET, fish(store_id))
    expected = sorted(ended, key=lambda deal: (deal.published_at, deal.deal_id), reverse=True)
    found, cursor = [], None
    for _ in range(3):
        page = await catalog.ended_deals_of_store(shop.work, MARKET, store_id, cursor, 2)
        found += page.items
        cursor = page.next_cursor
    assert (found, cursor) == (expected, None)
