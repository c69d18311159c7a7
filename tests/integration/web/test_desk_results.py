"""The line from the poster to the review: every figure, and the rows behind it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import marketing
from linli.modules.marketing import Channel
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Browser, Stage, open_stage

RESULTS = f"/{SLUG}/desk/noodles/results"
KINDS = ("visited", "ordered", "paid", "redeemed", "reviewed", "refunded")


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def visits(
    stage: Stage, channel: Channel, count: int, ago: timedelta = timedelta(0)
) -> marketing.Visited:
    """So many people follow a fresh link; the last visit."""
    async with stage.db.work(now=stage.db.clock() - ago) as work:
        owner, codes = stage.people["owner"].person_id, stage.app.state.services.codes
        link = await marketing.make_link(work, MARKET, NOODLES, channel, f"{channel.value} 1", owner, codes)
        return [await marketing.visit(work, MARKET, link.code) for _ in range(count)][-1]


async def figures(browser: Browser, channel: str, days: int = 30) -> dict[str, int]:
    """How many rows stand behind each figure of a channel."""
    found = {}
    for kind in KINDS:
        page = await browser.get(f"{RESULTS}/{kind}?channel={channel}&days={days}")
        assert page.status_code == 200
        found[kind] = page.text.count("<time ")
    return found


async def test_every_figure_is_the_number_of_its_rows(stage: Stage) -> None:
    seen = await visits(stage, Channel.POSTER, 4)
    [first, second] = await stage.buy(2, visit_id=seen.visit_id)
    await stage.redeem(first)
    await stage.review(first)
    await stage.buy(1)
    await stage.settle()
    owner = await stage.browser("owner")
    assert await figures(owner, "poster") == {
        "visited": 4,
        "ordered": 1,
        "paid": 1,
        "redeemed": 1,
        "reviewed": 1,
        "refunded": 0,
    }
    assert await figures(owner, "direct") == {**dict.fromkeys(KINDS, 0), "ordered": 1, "paid": 1}
    assert (await figures(owner, ""))["ordered"] == 2
    page = unescape((await owner.get(RESULTS)).text)
    assert "Poster earned the most: ¥124, 67% of all" in page
    assert "4 visits, 2 orders" in page
    assert f'href="{RESULTS}/redeemed?channel=poster&days=30">1</a>' in page
    rows = (await owner.get(f"{RESULTS}/paid?channel=poster")).text
    assert f"/desk/noodles/orders/{second.order_id}" in rows
    assert "poster 1" in rows


async def test_an_older_order_counts_in_the_longer_period_alone(stage: Stage) -> None:
    await visits(stage, Channel.AD, 3, ago=timedelta(days=10))
    owner = await stage.browser("owner")
    assert (await figures(owner, "ad", days=7))["visited"] == 0
    assert (await figures(owner, "ad", days=30))["visited"] == 3
    assert (await owner.get(f"{RESULTS}?days=365")).status_code == 200


async def test_what_was_undone_is_taken_off_and_both_rows_are_shown(stage: Stage) -> None:
    [voucher] = await stage.buy(1)
    done = await stage.redeem(voucher)
    clerk = await stage.browser("clerk")
    path = f"/{SLUG}/counter/noodles/redemptions/{done.redemption.redemption_id}/undoing"
    assert (await clerk.post(path)).status_code == 303
    await stage.settle()
    owner = await stage.browser("owner")
    assert (await figures(owner, "direct"))["redeemed"] == 2
    table = (await owner.get(RESULTS)).text
    assert f"{RESULTS}/redeemed?channel=direct" not in table


async def test_many_rows_come_a_page_at_a_time_and_none_twice(stage: Stage) -> None:
    await visits(stage, Channel.WALL, 120)
    owner = await stage.browser("owner")
    path, seen = f"{RESULTS}/visited?channel=wall&days=7", 0
    for _ in range(5):
        page = (await owner.get(path)).text
        seen += page.count("<time ")
        more = re.search(rf'href="({RESULTS}/visited\?[^"]*after=[^"]+)"', page)
        if more is None:
            break
        path = unescape(more[1])
    assert seen == 120


async def test_an_empty_shop_is_told_what_to_do(stage: Stage) -> None:
    for language, words in (("en", "Nothing yet in this period"), ("zh", "这段时间还没有数据")):
        page = (await (await stage.browser("manager", language)).get(RESULTS)).text
        assert words in page
        assert f"/{SLUG}/desk/noodles/codes" in page
    empty = await (await stage.browser("owner")).get(f"{RESULTS}/paid")
    assert "No rows here" in empty.text


async def test_only_those_who_lead_the_store_see_it_and_nothing_unknown_is_there(stage: Stage) -> None:
    for name in ("clerk", "stranger", "guest"):
        browser = await stage.browser(name)
        for path in (RESULTS, f"{RESULTS}/paid"):
            assert (await browser.get(path)).status_code in (403, 404), name
    owner = await stage.browser("owner")
    for path in (f"{RESULTS}/secrets", f"{RESULTS}/paid?channel=nothing"):
        assert (await owner.get(path)).status_code == 404
    assert (await owner.get(f"{RESULTS}/paid?after=x")).status_code == 422


async def test_the_pages_cost_the_same_for_one_order_and_three(stage: Stage) -> None:
    await stage.buy(1)
    await stage.settle()
    owner = await stage.browser("owner")
    one = [await stage.queries(owner, path) for path in (RESULTS, f"{RESULTS}/paid")]
    for _ in range(2):
        await stage.buy(1)
    await stage.settle()
    assert [await stage.queries(owner, path) for path in (RESULTS, f"{RESULTS}/paid")] == one
