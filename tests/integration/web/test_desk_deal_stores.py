"""A deal of several stores, from the desk to the counter of the other one."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.modules import catalog, merchants, vouchers
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, TEA, Stage, open_stage
from tests.integration.web.test_desk_editing import TYPED

BRANCH = derived("counter stage", "branch")
DEALS = f"/{SLUG}/desk/noodles/deals"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    """The noodle shop has a branch with a clerk of its own."""
    async with open_stage(postgres) as opened:
        async with opened.db.work() as work:
            store = await merchants.store(work, MARKET, NOODLES)
            branch = merchants.Store(
                store_id=BRANCH,
                slug="branch",
                name="王姐面馆 湖滨店",
                name_en="Wang's, Lakeside",
                address="湖滨路 1 号",
                address_en="1 Hubin Road",
                trade=store.trade,
                lat=store.lat + 0.01,
                lon=store.lon,
                merchant_id=store.merchant_id,
            )
            await merchants.list_store(work, MARKET, branch)
            await opened.employ(work, "stranger", BRANCH, "clerk")
        yield opened


async def now(stage: Stage) -> catalog.Deal:
    async with stage.db.read() as reader:
        return await catalog.deal(reader, MARKET, stage.deal.deal_id)


async def change(stage: Stage, by: str, *stores: UUID, **changes: Any) -> Any:
    browser = await stage.browser(by)
    fields = {**TYPED, "stores": [str(one) for one in stores], **changes}
    return await browser.post(f"{DEALS}/{stage.deal.deal_id}", **fields)


async def test_an_owner_ticks_the_other_store_and_it_is_sold_and_taken_there(stage: Stage) -> None:
    owner = await stage.browser("owner")
    form = await owner.get(f"{DEALS}/{stage.deal.deal_id}")
    assert "Wang&#39;s, Lakeside" in form.text
    assert (await change(stage, "owner", BRANCH)).status_code == 303
    assert (await now(stage)).store_ids == tuple(sorted((NOODLES, BRANCH)))
    form = await owner.get(f"{DEALS}/{stage.deal.deal_id}")
    assert f'value="{BRANCH}" checked' in form.text
    await stage.settle()
    guest = await stage.browser("guest")
    shown = await guest.get(f"/{SLUG}/stores/branch")
    assert f"/deals/{stage.deal.deal_id}?store=branch" in shown.text
    page = await guest.get(f"/{SLUG}/deals/{stage.deal.deal_id}?store=branch&at=30.2500,120.1600")
    assert "Good at 2 stores" in page.text
    assert "/checkout?store=branch" in page.text
    assert " m" in page.text.split("Good at 2 stores")[1]
    [voucher] = await stage.buy(deal=await now(stage))
    card = await guest.get(f"/{SLUG}/vouchers/{voucher.voucher_id}")
    assert "1 Hubin Road" in card.text
    clerk = await stage.browser("stranger")
    done = await clerk.post(f"/{SLUG}/counter/branch/redemptions", code=voucher.code, key="k1")
    assert 'data-outcome="done"' in done.text or done.status_code == 200
    assert (await stage.voucher(voucher)).state is vouchers.VoucherState.REDEEMED


async def test_an_order_from_a_branchs_page_is_the_branchs(stage: Stage) -> None:
    await change(stage, "owner", BRANCH)
    guest = await stage.browser("guest")
    sent = {"quantity": "1", "key": "once", "store": "branch"}
    await guest.post(f"/{SLUG}/deals/{stage.deal.deal_id}/orders", **sent)
    owner = await stage.browser("owner")
    assert "Noodles for two" in (await owner.get(f"/{SLUG}/desk/branch/orders")).text


async def test_a_manager_of_one_store_decides_for_no_other(stage: Stage) -> None:
    manager = await stage.browser("manager")
    assert "Lakeside" not in (await manager.get(f"{DEALS}/new")).text
    await change(stage, "manager", BRANCH)
    assert (await now(stage)).store_ids == (NOODLES,)
    await change(stage, "owner", BRANCH, revision="2")
    await change(stage, "manager", title="双人面", revision="3")
    assert (await now(stage)).store_ids == tuple(sorted((NOODLES, BRANCH)))


async def test_a_strangers_store_is_passed_over(stage: Stage) -> None:
    await change(stage, "owner", TEA)
    assert (await now(stage)).store_ids == (NOODLES,)


async def test_the_branch_shows_who_keeps_it_and_cannot_end_it(stage: Stage) -> None:
    await change(stage, "owner", BRANCH)
    owner = await stage.browser("owner")
    listed = (await owner.get(f"/{SLUG}/desk/branch/deals")).text
    assert "Kept by" in listed
    assert "2 stores" in listed
    assert f"/desk/branch/deals/{stage.deal.deal_id}" not in listed
    ended = await owner.post(f"/{SLUG}/desk/branch/deals/{stage.deal.deal_id}/end")
    assert ended.status_code == 404


@pytest.mark.parametrize(("language", "expected"), [("en", "Wang"), ("zh", "王姐面馆")])
async def test_the_wrong_counter_says_where_it_is_good(stage: Stage, language: str, expected: str) -> None:
    async with stage.db.work() as work:
        await stage.employ(work, "clerk", BRANCH, "clerk")
    [voucher] = await stage.buy()
    clerk = await stage.browser("clerk", language)
    said = await clerk.post(f"/{SLUG}/counter/branch/redemptions", code=voucher.code, key="k1")
    assert said.status_code == 409
    assert expected in said.text.split("result-why")[1]
    assert (await stage.voucher(voucher)).state is vouchers.VoucherState.ISSUED
