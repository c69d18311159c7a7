"""Customers and footfall: counted from what was used, named only where they agreed, foreseen."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived, uuid7
from linli.modules import consents, insight, marketing, merchants
from linli.modules.marketing import Channel
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage, open_stage

DESK = f"/{SLUG}/desk/noodles"
DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


def _local(at: datetime) -> date:
    return at.astimezone(ZoneInfo("Asia/Shanghai")).date()


async def _came(stage: Stage, days: int) -> None:
    """Four people on each weekday and nine on each day of the weekend, for so many days until yesterday."""
    async with stage.db.read() as reader:
        now = reader.now
    for back in range(1, days + 1):
        at = now - back * DAY
        async with stage.db.work(now=at) as work:
            for number in range(9 if _local(at).isoweekday() > 5 else 4):
                await insight.note_use(
                    work,
                    MARKET,
                    insight.Use(
                        use_id=uuid7(),
                        store_id=NOODLES,
                        merchant_id=derived("somebody's"),
                        person_id=derived("guest", number),
                        order_id=uuid7(),
                        amount_minor=2_000,
                        title="牛肉面",
                        title_en="Beef noodles",
                    ),
                )


async def test_a_store_without_anybody_says_what_to_do(stage: Stage) -> None:
    owner = await stage.browser("owner")
    assert "Nobody has been here yet" in (await owner.get(f"{DESK}/customers")).text
    assert "Nobody has been here yet" in (await owner.get(f"{DESK}/footfall")).text
    assert (await owner.get(f"{DESK}/customers?kind=nonsense")).status_code == 404


async def test_a_guest_has_no_name_until_they_agree_and_the_round_is_told(stage: Stage) -> None:
    async with stage.db.work() as work:
        maker, codes = stage.people["owner"].person_id, stage.app.state.services.codes
        link = await marketing.make_link(work, MARKET, NOODLES, Channel.POSTER, "door", maker, codes)
        seen = await marketing.visit(work, MARKET, link.code)
    [first, second] = await stage.buy(2, visit_id=seen.visit_id)
    await stage.redeem(first)
    await stage.redeem(second)
    await stage.settle()
    owner = await stage.browser("owner")
    page = (await owner.get(f"{DESK}/customers")).text
    buyer = stage.people["guest"]
    assert "Guest" in page
    assert ">Member<" not in page
    assert "Poster" in page
    async with stage.db.work() as work:
        merchant_id = (await merchants.store(work, MARKET, NOODLES)).merchant_id
        assert merchant_id
        await consents.give_to(work, MARKET, buyer.person_id, merchant_id, at="test")
    page = (await owner.get(f"{DESK}/customers?kind=new")).text
    assert ">Member<" in page
    assert buyer.nickname in page
    assert "Nobody is of this kind now" in (await owner.get(f"{DESK}/customers?kind=gone")).text
    file = (await owner.get(f"{DESK}/customers.csv")).text
    [head, row] = list(csv.reader(io.StringIO(file.lstrip("\ufeff"))))
    assert row[0] == buyer.nickname
    assert row[head.index("Days here")] == "1", "two uses on a day are one visit"


async def test_what_comes_is_foreseen_once_a_day_with_its_past_error(stage: Stage) -> None:
    await _came(stage, 60)
    assert await insight.foresee_footfall(stage.db, MARKET) == 1
    assert await insight.foresee_footfall(stage.db, MARKET) == 0, "once a day"
    async with stage.db.read() as reader:
        today = _local(reader.now)
        foreseen = await insight.forecast_of_stores(reader, MARKET, [NOODLES], today)
    assert len(foreseen) == 14
    for one in foreseen:
        usual = 9 if one.day.isoweekday() > 5 else 4
        assert abs(one.expected - usual) <= 1
        assert one.low <= one.expected <= one.high
    page = (await (await stage.browser("owner")).get(f"{DESK}/footfall")).text
    assert "visits in the next two weeks" in page
    assert "From 60 days of this store" in page
    assert "missed by 0 percent" in page
