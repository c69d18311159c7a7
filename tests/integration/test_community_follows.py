"""Following a store, and what its followers see."""

import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.ids import derived, uuid7
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import catalog, community
from tests.integration.discovery_stage import MARKET, NOON, deal, merchant, opened, store

LINA, TOM = derived("lina"), derived("tom")


@pytest.fixture
def journey() -> Journey:
    return Journey()


@pytest_asyncio.fixture(autouse=True)
async def market(work: Work) -> None:
    await opened(work)


async def test_a_follower_is_counted_once_however_often_they_follow(work: Work) -> None:
    store_id = await store(work, "lao-wang", "老王火锅")
    for person in (LINA, LINA, TOM):
        await community.follow(work, MARKET, store_id, person)
    standing = await community.standing(work, MARKET, store_id, LINA)
    assert (standing.rating, standing.followers, standing.following) == (None, 2, True)
    assert not (await community.standing(work, MARKET, store_id)).following


async def test_who_unfollows_follows_no_more_and_others_still_do(work: Work) -> None:
    store_id = await store(work, "lao-wang", "老王火锅")
    for person in (LINA, TOM):
        await community.follow(work, MARKET, store_id, person)
    for _ in range(2):
        await community.unfollow(work, MARKET, store_id, LINA)
    assert not (await community.standing(work, MARKET, store_id, LINA)).following
    assert (await community.standing(work, MARKET, store_id, TOM)).following


async def test_a_store_that_does_not_exist_cannot_be_followed(work: Work) -> None:
    with pytest.raises(Refusal, match="not_found"):
        await community.follow(work, MARKET, uuid7(), LINA)


async def test_followed_stores_are_listed_latest_first(work: Work) -> None:
    followed = [await store(work, slug, slug) for slug in ("a", "b", "c")]
    for minute, store_id in enumerate(followed):
        work.now = NOON.replace(minute=minute)
        await community.follow(work, MARKET, store_id, LINA)
    assert await community.followed_stores(work, MARKET, LINA) == followed[::-1]
    assert await community.followed_stores(work, MARKET, TOM) == []


async def test_deals_on_sale_at_followed_stores_are_shown_newest_first(work: Work) -> None:
    owner = await merchant(work)
    mine = [await store(work, slug, slug, owner=owner) for slug in ("a", "b")]
    elsewhere = await store(work, "c", "c", owner=owner)
    for store_id in mine:
        await community.follow(work, MARKET, store_id, LINA)
    first = await deal(work, mine[0], "一")
    second = await deal(work, mine[1], "二")
    ended = await deal(work, mine[1], "三")
    await deal(work, elsewhere, "四")
    await catalog.end_deal(work, MARKET, ended.deal_id)
    shown = await community.new_deals(work, MARKET, LINA, 10)
    assert [one.deal_id for one in shown] == [second.deal_id, first.deal_id]
    assert len(await community.new_deals(work, MARKET, LINA, 1)) == 1


async def test_who_follows_nobody_sees_no_deals(work: Work) -> None:
    await deal(work, await store(work, "a", "a", owner=await merchant(work)), "一")
    assert await community.new_deals(work, MARKET, LINA, 10) == []
