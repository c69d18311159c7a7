"""All stores of a merchant side by side: sums, lines that lead to their rows, and who sees which."""

from collections.abc import AsyncIterator
from html import unescape
from uuid import UUID

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.modules import catalog, merchants, vouchers
from tests import cast
from tests.integration.web.shop_stage import MARKET, NOODLES, PLACE, SLUG, Stage, open_stage

BRANCH = derived("counter stage", "branch")


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """The noodle shop has a branch."""
    async with open_stage(postgres) as opened:
        async with opened.db.work() as work:
            await add_branch(work, opened.deal.merchant_id, BRANCH, "branch")
        yield opened


async def add_branch(work: object, merchant_id: UUID, store_id: UUID, slug: str) -> merchants.Store:
    store = merchants.Store(
        store_id=store_id,
        slug=slug,
        name=f"望街面馆 {slug}",
        name_en=f"Wangjie {slug}",
        trade="restaurant",
        lat=cast.WEST_LAKE.lat,
        lon=cast.WEST_LAKE.lon,
        merchant_id=merchant_id,
    )
    return await merchants.list_store(work, MARKET, store)


def office(stage: Stage) -> str:
    return f"/{SLUG}/head-office/{stage.deal.merchant_id}"


async def sold_here_used_there(stage: Stage) -> None:
    """A deal of both stores, bought at the first and used at the branch."""
    async with stage.db.work() as work:
        store = await merchants.store(work, MARKET, NOODLES)
        deal = await cast.publish(work, store, store_ids=[NOODLES, BRANCH])
    [voucher] = await stage.buy(deal=deal)
    async with stage.db.work() as work:
        who = (stage.people["owner"].person_id, "Owner")
        key = stage_key()
        await vouchers.redeem(work, MARKET, voucher.code, BRANCH, who, key, PLACE)
    await stage.settle()


def stage_key() -> object:
    from linli.kernel.idempotency import Key

    return Key("test", "used there", b"redeem")


async def test_today_sums_the_stores_and_every_figure_leads_to_its_store(stage: Stage) -> None:
    await sold_here_used_there(stage)
    owner = await stage.browser("owner")
    page = unescape((await owner.get(office(stage))).text)
    assert f'href="/{SLUG}/desk/noodles/orders/today">1</a>' in page
    assert f'href="/{SLUG}/counter/branch">1</a>' in page
    assert f'href="/{SLUG}/counter/noodles">' not in page
    assert "All stores" in page.split("<tbody>")[1]
    assert "Earned and not paid out" in page or "/money" in page


async def test_results_credit_the_selling_and_the_taking_store(stage: Stage) -> None:
    await sold_here_used_there(stage)
    owner = await stage.browser("owner")
    page = unescape((await owner.get(f"{office(stage)}/results?days=7")).text)
    assert f'href="/{SLUG}/desk/noodles/results/paid?days=7">1</a>' in page
    assert f'href="/{SLUG}/desk/branch/results/redeemed?days=7">1</a>' in page
    assert f'href="/{SLUG}/desk/noodles/results/redeemed' not in page
    rows = (await owner.get(f"/{SLUG}/desk/branch/results/redeemed?days=7")).text
    assert rows.count("<time ") == 1


async def test_it_costs_the_same_for_two_stores_as_for_six(stage: Stage) -> None:
    owner = await stage.browser("owner")
    for path in (office(stage), f"{office(stage)}/results"):
        before = await stage.queries(owner, path)
        async with stage.db.work() as work:
            for number in range(4):
                slug = f"branch-{number}-{path[-3:]}"
                await add_branch(work, stage.deal.merchant_id, derived("store", slug), slug)
        assert await stage.queries(owner, path) == before


async def test_a_manager_sees_the_stores_they_manage_and_no_earnings(stage: Stage) -> None:
    manager = await stage.browser("manager")
    page = (await manager.get(office(stage))).text
    assert "/desk/noodles" in page
    assert "/desk/branch" not in page
    assert "/money" not in page
    for name in ("clerk", "stranger", "guest"):
        browser = await stage.browser(name)
        assert (await browser.get(office(stage))).status_code == 404
        assert (await browser.get(f"{office(stage)}/results")).status_code == 404


async def test_the_way_there_is_on_the_desk_and_in_the_choice(stage: Stage) -> None:
    owner = await stage.browser("owner")
    assert office(stage) in (await owner.get(f"/{SLUG}/desk/noodles")).text
    assert office(stage) in (await owner.get(f"/{SLUG}/desk")).text
    straight = await owner.get(f"/{SLUG}/head-office")
    assert straight.headers["location"] == office(stage)


async def test_what_waits_in_any_store_is_named_with_its_store(stage: Stage) -> None:
    async with stage.db.work() as work:
        store = await merchants.store(work, MARKET, NOODLES)
        few: catalog.Deal = await cast.publish(work, store, stock=3)
    owner = await stage.browser("owner")
    page = unescape((await owner.get(office(stage))).text)
    assert "Wangjie branch · " in page
    assert f"/{SLUG}/desk/branch/deals/new" in page
    assert f"/{SLUG}/desk/noodles/deals" in page
    assert few.title_en in page
