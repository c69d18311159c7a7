"""Branches: opened at once or after a look, taken from the map, closed without anybody losing anything."""

from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.ids import derived
from linli.kernel.refusals import Refusal
from linli.modules import catalog, discovery, identity, markets, merchants, orders, vouchers
from linli.modules.merchants import ApplicationState, CheckKind
from tests import cast
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage, open_stage

FORM = {
    "name": "望街面馆 湖滨店", "name_en": "Wangjie, Lakeside", "trade": "restaurant",
    "address": "东坡路 66 号",
    "address_en": "66 Dongpo Road", "lat": "30.2530", "lon": "120.1640", "days": "Mo-Su", "opens": "10:00",
    "closes": "21:00", "phone": "+86 571 0000 0102", "key": "once",
}  # fmt: skip


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


def branches(stage: Stage) -> str:
    return f"/{SLUG}/head-office/{stage.deal.merchant_id}/branches"


async def opened(stage: Stage, by: str = "owner", **changes: Any) -> httpx.Response:
    browser = await stage.browser(by)
    return await browser.post(branches(stage), **{**FORM, **changes})


async def stores(stage: Stage) -> list[merchants.Store]:
    async with stage.db.read() as reader:
        return await merchants.stores_of_merchant(reader, MARKET, stage.deal.merchant_id)


async def lakeside(stage: Stage) -> merchants.Store:
    """The branch, opened."""
    assert (await opened(stage)).status_code == 303
    return next(store for store in await stores(stage) if store.slug == "wangjie-lakeside")


async def close(stage: Stage, store_id: UUID) -> httpx.Response:
    owner = await stage.browser("owner")
    return await owner.post(f"{branches(stage)}/{store_id}/closing", why="lease")


async def test_a_branch_of_a_verified_merchant_is_open_at_once_and_found(stage: Stage) -> None:
    store = await lakeside(stage)
    assert (store.address_en, store.hours, store.merchant_id) == (
        "66 Dongpo Road", "Mo-Su 10:00-21:00", stage.deal.merchant_id,
    )  # fmt: skip
    await stage.settle()
    owner = await stage.browser("owner")
    assert (await owner.get(f"/{SLUG}/desk/{store.slug}")).status_code == 200
    assert "Wangjie, Lakeside" in (await owner.get(f"/{SLUG}/search?q=lakeside")).text
    assert "66 Dongpo Road" in (await owner.get(branches(stage))).text


async def test_the_second_click_opens_no_second_store(stage: Stage) -> None:
    await opened(stage)
    await opened(stage)
    assert len(await stores(stage)) == 2


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(stage: Stage) -> None:
    said = await opened(stage, address="", lat="far")
    assert said.status_code == 422
    assert "Wangjie, Lakeside" in said.text
    assert said.text.count('aria-invalid="true"') == 2
    assert len(await stores(stage)) == 1


async def test_only_owners_of_a_verified_merchant_open_one(stage: Stage) -> None:
    for name in ("manager", "clerk", "stranger", "guest"):
        assert (await opened(stage, name)).status_code == 404
    async with stage.db.work() as work:
        await merchants.suspend_merchant(work, MARKET, stage.deal.merchant_id, "looking into it")
    assert (await opened(stage)).status_code == 409
    assert len(await stores(stage)) == 1


async def test_a_market_that_looks_first_shows_it_after_the_yes(stage: Stage) -> None:
    async with stage.db.work() as work:
        await markets.check_branches(work, MARKET, True, "two doors that were not there")
        reviewer = await cast.join(
            work, nickname="Rui", signer=stage.app.state.services.phones, password=None
        )
        await identity.appoint_operator(work, MARKET, reviewer.person_id, "reviewer")
    assert (await opened(stage)).headers["location"].endswith("?done=branch_sent")
    assert len(await stores(stage)) == 1
    async with stage.db.read() as reader:
        [sent] = await merchants.applications_of_merchant(reader, MARKET, stage.deal.merchant_id)
    assert (sent.state, sent.checklist) == (ApplicationState.SUBMITTED, (CheckKind.PLACE,))
    stage.people["reviewer"] = reviewer
    room = await stage.browser("reviewer")
    looked_at = await room.get(f"/{SLUG}/operator/applications/{sent.application_id}")
    assert "东坡路 66 号" in looked_at.text
    assert f"/operator/merchants/{stage.deal.merchant_id}" in looked_at.text
    async with stage.db.work() as work:
        key = (MARKET, reviewer.person_id, sent.application_id)
        await merchants.tick_check(work, *key, CheckKind.PLACE, True)
        await merchants.approve_application(work, *key)
    assert len(await stores(stage)) == 2
    async with stage.db.read() as reader:
        assert await merchants.latest_verification(reader, MARKET, stage.deal.merchant_id) is None
    owner = await stage.browser("owner")
    assert (await owner.get(f"/{SLUG}/desk/wangjie-lakeside")).status_code == 200


async def test_a_place_on_the_map_is_always_looked_at_and_keeps_its_address_in_the_url(stage: Stage) -> None:
    async with stage.db.work() as work:
        listing = await cast.open_store(
            work, cast.WEST_LAKE, "listed", claimed=False, store_id=derived("listed"), name="望街面馆二店"
        )
        reviewer = await cast.join(
            work, nickname="Rui", signer=stage.app.state.services.phones, password=None
        )
        await identity.appoint_operator(work, MARKET, reviewer.person_id, "reviewer")
    await stage.settle()
    owner = await stage.browser("owner")
    assert "/branches/new?listing=listed" in (await owner.get(f"{branches(stage)}/new?q=望街")).text
    form = await owner.get(f"{branches(stage)}/new?listing=listed")
    assert 'name="listing" value="listed"' in form.text
    assert (await opened(stage, listing="listed")).status_code == 303
    async with stage.db.read() as reader:
        [sent] = await merchants.applications_of_merchant(reader, MARKET, stage.deal.merchant_id)
        assert not (await merchants.store(reader, MARKET, listing.store_id)).claimed
    async with stage.db.work() as work:
        key = (MARKET, reviewer.person_id, sent.application_id)
        await merchants.tick_check(work, *key, CheckKind.PLACE, True)
        await merchants.approve_application(work, *key)
        claimed = await merchants.store(work, MARKET, listing.store_id)
    assert (claimed.slug, claimed.merchant_id) == ("listed", stage.deal.merchant_id)
    assert (await owner.get(f"{branches(stage)}/new?listing=listed")).status_code == 409


async def test_nobody_sends_in_a_branch_of_another_merchant(stage: Stage) -> None:
    async with stage.db.work() as work:
        stranger, form = stage.people["stranger"].person_id, merchants.Form(name="x")
        with pytest.raises(Refusal, match="not_found"):
            await merchants.open_branch(work, MARKET, stranger, stage.deal.merchant_id, form)


async def test_closing_ends_what_is_good_there_alone_and_hands_over_the_rest(stage: Stage) -> None:
    store = await lakeside(stage)
    async with stage.db.work() as work:
        await stage.employ(work, "guest", store.store_id, "clerk")
        own = await cast.publish(work, store)
        shared = await cast.publish(work, store, store_ids=[store.store_id, NOODLES])
    await stage.settle()
    assert (await close(stage, store.store_id)).status_code == 303
    await stage.settle()
    async with stage.db.read() as reader:
        assert not (await catalog.deal(reader, MARKET, own.deal_id)).on_sale
        after = await catalog.deal(reader, MARKET, shared.deal_id)
        assert (after.on_sale, after.store_id, after.store_ids) == (True, NOODLES, (NOODLES,))
        assert (
            await merchants.staff_member(reader, MARKET, stage.people["guest"].person_id, store.store_id)
            is None
        )
        found = await discovery.find_one(
            reader, MARKET, store.store_id, at=(30.25, 120.16), place=cast.WEST_LAKE
        )
    assert found is None
    guest = await stage.browser("guest")
    assert "Closed for good" in (await guest.get(f"/{SLUG}/stores/{store.slug}")).text
    owner = await stage.browser("owner")
    assert "its figures stay" in (await owner.get(branches(stage))).text
    assert store.slug not in (await owner.get(branches(stage).removesuffix("/branches"))).text
    assert (await close(stage, store.store_id)).status_code == 409


async def test_a_voucher_that_is_good_there_alone_keeps_it_open(stage: Stage) -> None:
    store = await lakeside(stage)
    async with stage.db.work() as work:
        own = await cast.publish(work, store)
    [voucher] = await stage.buy(deal=own)
    said = await close(stage, store.store_id)
    assert said.status_code == 409
    assert "1 voucher is good at this store alone" in unescape(said.text)
    async with stage.db.read() as reader:
        assert (await catalog.deal(reader, MARKET, own.deal_id)).on_sale
    async with stage.db.work() as work:
        guest = stage.people["guest"].person_id
        await orders.refund(work, MARKET, voucher.order_id, guest, Key("person", "back", b"refund"))
    assert (await close(stage, store.store_id)).status_code == 303


async def test_a_voucher_that_another_open_store_takes_does_not(stage: Stage) -> None:
    store = await lakeside(stage)
    async with stage.db.work() as work:
        shared = await cast.publish(work, store, store_ids=[store.store_id, NOODLES])
    [voucher] = await stage.buy(deal=shared)
    assert (await close(stage, store.store_id)).status_code == 303
    assert (await stage.redeem(voucher)).voucher.state is vouchers.VoucherState.REDEEMED


async def test_the_last_open_store_and_anothers_store_are_not_closed(stage: Stage) -> None:
    assert (await close(stage, NOODLES)).status_code == 409
    stranger = await stage.browser("stranger")
    path = f"{branches(stage)}/{NOODLES}/closing"
    assert (await stranger.post(path)).status_code == 404
    assert [store.closed for store in await stores(stage)] == [False]


async def test_a_closed_store_sells_nothing_new(stage: Stage) -> None:
    store = await lakeside(stage)
    await close(stage, store.store_id)
    async with stage.db.work() as work:
        with pytest.raises(Refusal, match="store_closed"):
            await cast.publish(work, store)
    async with stage.db.work() as work:
        home = await merchants.store(work, MARKET, NOODLES)
        with pytest.raises(Refusal, match="invalid"):
            await cast.publish(work, home, store_ids=[store.store_id])
