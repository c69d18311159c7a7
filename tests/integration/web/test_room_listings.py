"""The operator's page of imported places: what a source did, and whether two are one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import listings, markets, merchants
from tests.integration.discovery_stage import record_of
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, NOODLES, Stage

PAGE = f"{ROOM}/listings"


@pytest_asyncio.fixture(scope="module")
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


async def test_an_operator_judges_what_may_be_there_twice(stage: Stage) -> None:
    reviewer, finance = await colleague(stage, "reviewer"), await colleague(stage, "finance")
    assert "No places were imported yet" in (await reviewer.get(PAGE)).text
    async with stage.db.work() as work:
        market = await markets.market(work, MARKET)
        shop = await merchants.store(work, MARKET, NOODLES)
        things = [
            listings.Thing(
                f"node/{sign}", {"name": shop.name + sign, "trade": shop.trade}, shop.lat, shop.lon
            )
            for sign in "甲乙"
        ]
        run_id = await listings.start_run(work, MARKET, "osm", "<b>.osm.pbf", whole=True)
        assert (await listings.take_batch(work, market, "osm", run_id, things)).reviews == 2
        one, two = await listings.reviews(work, MARKET)
    page = (await reviewer.get(PAGE)).text
    assert "not finished" in page and "&lt;b&gt;.osm.pbf" in page
    assert page.count("data-pair ") == 2 and "similar name" in page and "has its merchant" in page
    seen = (await finance.get(PAGE)).text
    assert "similar name" in seen and "/separation" not in seen
    assert (await finance.post(f"{PAGE}/{one.review_id}/merger")).status_code == 403
    answer = await reviewer.post(f"{PAGE}/{one.review_id}/merger")
    assert answer.headers["location"] == f"{PAGE}?done=listings_merged"
    assert (await reviewer.post(f"{PAGE}/{two.review_id}/separation")).status_code == 303
    again = await reviewer.post(f"{PAGE}/{two.review_id}/merger")
    assert (again.status_code, "decided this already" in again.text) == (409, True)
    assert (await reviewer.get(f"{PAGE}?after=x")).status_code == 422
    async with stage.db.read() as reader:
        assert (await merchants.store(reader, MARKET, NOODLES)) == shop
        assert (await record_of(reader, MARKET, NOODLES)).kept == ["name"]
        assert await listings.count_reviews(reader, MARKET) == 0
    assert "Two places merged" in (await (await colleague(stage, "director")).get(f"{ROOM}/trail")).text
