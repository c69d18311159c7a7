"""A place is as its store, its merchant, its deals and its reviews are."""

import asyncio

import pytest
import pytest_asyncio

from linli.kernel.database import Database, Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived, uuid7
from linli.kernel.journey import Journey
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import catalog, discovery, merchants
from linli.modules.discovery.actions.renewing import renew_step
from tests.integration.discovery_stage import HERE, MARKET, PLACE, deal, merchant, opened, store
from tests.integration.own_database import own_database


@pytest.fixture
def journey() -> Journey:
    return Journey()


@pytest_asyncio.fixture(autouse=True)
async def market(work: Work) -> None:
    await opened(work)


async def _only_place(work: Work) -> discovery.Place:
    [found] = await discovery.find(work, MARKET, at=HERE, place=PLACE)
    return found.place


async def test_a_bare_listing_shows_no_offer(work: Work) -> None:
    store_id = await store(work, "bare", "Bare")
    await discovery.refresh_store(work, MARKET, store_id)
    place = await _only_place(work)
    assert (place.claimed, place.verified, place.deal_count, place.offer_price) == (False, False, 0, None)


async def test_a_verified_merchants_newest_deal_is_the_offer(work: Work) -> None:
    store_id = await store(work, "lao-wang", "老王火锅", owner=await merchant(work))
    await deal(work, store_id, "单人餐", 3_900)
    await deal(work, store_id, "双人餐", 8_800)
    await discovery.refresh_store(work, MARKET, store_id)
    place = await _only_place(work)
    assert (place.claimed, place.verified, place.deal_count) == (True, True, 2)
    assert (place.offer_title, place.offer_price) == ("双人餐", Money(8_800, "CNY"))
    assert place.offer_list_price == Money(17_600, "CNY")


async def test_an_ended_deal_is_withdrawn_at_the_next_refresh(work: Work) -> None:
    store_id = await store(work, "lao-wang", "老王火锅", owner=await merchant(work))
    only = await deal(work, store_id, "双人餐")
    await discovery.refresh_store(work, MARKET, store_id)
    await catalog.end_deal(work, MARKET, only.deal_id)
    await discovery.refresh_store(work, MARKET, store_id)
    assert (await _only_place(work)).deal_count == 0
    assert await discovery.find(work, MARKET, text="双人餐", at=HERE, place=PLACE) == []


async def test_a_suspended_merchants_deals_are_not_offered(work: Work) -> None:
    owner = await merchant(work)
    store_id = await store(work, "lao-wang", "老王火锅", owner=owner)
    await deal(work, store_id, "双人餐")
    await merchants.suspend_merchant(work, MARKET, owner, "test")
    await discovery.refresh_all(work, MARKET)
    place = await _only_place(work)
    assert (place.verified, place.deal_count, place.offer_title) == (False, 0, "")


async def test_a_rating_is_shown_and_outlives_the_next_refresh(work: Work) -> None:
    store_id = await store(work, "lao-wang", "老王火锅")
    await discovery.refresh_store(work, MARKET, store_id)
    await discovery.set_rating(work, MARKET, store_id, 12, 47)
    await discovery.refresh_all(work, MARKET)
    place = await _only_place(work)
    assert (place.rating_count, place.rating_tenths) == (12, 47)


async def test_a_rating_that_comes_before_the_place_makes_the_place(work: Work) -> None:
    store_id = await store(work, "lao-wang", "老王火锅")
    await discovery.set_rating(work, MARKET, store_id, 1, 50)
    assert (await _only_place(work)).rating_tenths == 50


async def test_a_store_that_does_not_exist_is_refused(work: Work) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await discovery.refresh_store(work, MARKET, uuid7())


async def test_everything_a_card_shows_is_carried_over(work: Work) -> None:
    listed = merchants.Store(
        store_id=derived("full"), slug="full", name="全", name_en="Full", trade="cafe", lat=30.26, lon=120.17,
        tagline_zh="好", tagline_en="Good", address="一路 1", hours="24/7", price_level=3,
        things=("teapot", "key"),
    )  # fmt: skip
    await merchants.list_store(work, MARKET, listed)
    await discovery.refresh_all(work, MARKET)
    place = await _only_place(work)
    card = ("slug", "name", "name_en", "trade", "lat", "lon", "address", "hours", "price_level")
    for name in (*card, "store_id", "tagline_zh", "tagline_en"):
        assert getattr(place, name) == getattr(listed, name), name
    assert tuple(place.things) == listed.things


async def test_a_market_written_anew_goes_on_where_it_was_stopped_and_begins_anew_when_asked_again(
    postgres: EmbeddedPostgres,
) -> None:
    async with own_database(postgres) as (db, _):
        async with db.work() as work:
            await opened(work)
            for number in range(7):
                await store(work, f"s{number}", f"S{number}")
            await discovery.ask_for_renewal(work, MARKET)
        async with db.work() as work:
            assert await renew_step(work, MARKET, 2) == 2
        with pytest.raises(RuntimeError):
            async with db.work() as work:
                assert await renew_step(work, MARKET, 2) == 2
                raise RuntimeError("stopped half-way")
        assert await _places(db) == 2
        assert await discovery.renew(db, MARKET, size=2) == 5
        assert (await _places(db), await discovery.renew(db, MARKET)) == (7, 0)
        async with db.work() as work:
            await discovery.ask_for_renewal(work, MARKET)
        assert sum(await asyncio.gather(*(discovery.renew(db, MARKET, size=2) for _ in range(2)))) == 7


async def _places(db: Database) -> int:
    async with db.read() as reader:
        return len(await discovery.find(reader, MARKET, at=HERE, place=PLACE))


async def test_an_empty_market_refreshes_nothing(work: Work) -> None:
    assert await discovery.refresh_all(work, MARKET) == 0
