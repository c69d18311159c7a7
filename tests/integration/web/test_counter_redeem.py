"""Redeeming at the counter and taking it back, as the pages do it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import settlement, vouchers
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage, open_stage

HOME = f"/{SLUG}/counter/noodles"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def earned(stage: Stage, voucher: vouchers.Voucher) -> Money:
    async with stage.db.read() as reader:
        return await settlement.balance(reader, MARKET, voucher.merchant_id, voucher.currency)


async def test_one_tap_redeems_and_shows_what_to_hand_over(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    clerk = await stage.browser("clerk")
    answer = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key="first")
    assert answer.status_code == 200
    assert 'data-outcome="ok"' in answer.text
    assert "Redeemed" in answer.text
    assert "Braised bamboo shoots" in answer.text
    assert (await stage.voucher(voucher)).state is vouchers.VoucherState.REDEEMED
    assert await earned(stage, voucher) == Money(5_828, "CNY")
    home = await clerk.get(HOME)
    assert f"ends in {voucher.code_tail}" in home.text
    assert "Clerk" in home.text


async def test_a_double_tap_redeems_once_and_shows_the_same(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    clerk = await stage.browser("clerk")
    answers = await asyncio.gather(
        *(clerk.post(f"{HOME}/redemptions", code=voucher.code, key="one form") for _ in range(4))
    )
    assert [answer.status_code for answer in answers] == [200] * 4
    assert all('data-outcome="ok"' in answer.text for answer in answers)
    async with stage.db.read() as reader:
        totals = await vouchers.redemption_totals(reader, MARKET, NOODLES, reader.now - timedelta(hours=1))
    assert totals == vouchers.RedemptionTotals(1, 6_200)


async def test_two_clerks_with_two_forms_redeem_once(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    clerk, manager = await stage.browser("clerk"), await stage.browser("manager")
    answers = await asyncio.gather(
        clerk.post(f"{HOME}/redemptions", code=voucher.code, key="his"),
        manager.post(f"{HOME}/redemptions", code=voucher.code, key="hers"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refused,) = [answer for answer in answers if answer.status_code == 409]
    assert "Already used" in refused.text


async def test_a_key_cannot_be_used_for_another_voucher(stage: Stage) -> None:
    one, other = await stage.buy(2)
    clerk = await stage.browser("clerk")
    await clerk.post(f"{HOME}/redemptions", code=one.code, key="same")
    answer = await clerk.post(f"{HOME}/redemptions", code=other.code, key="same")
    assert answer.status_code == 422
    assert "Not redeemed" in answer.text
    assert (await stage.voucher(other)).state is vouchers.VoucherState.ISSUED


@pytest.mark.parametrize("name", ["stranger", "guest"])
async def test_only_staff_of_that_very_shop_redeem(stage: Stage, name: str) -> None:
    (voucher,) = await stage.buy()
    browser = await stage.browser(name)
    answer = await browser.post(f"{HOME}/redemptions", code=voucher.code, key="k")
    assert answer.status_code == 404
    answer = await browser.post(f"/{SLUG}/counter/tea/redemptions", code=voucher.code, key="k")
    assert answer.status_code == (409 if name == "stranger" else 404)
    assert (await stage.voucher(voucher)).state is vouchers.VoucherState.ISSUED


async def test_an_undone_redemption_gives_voucher_and_money_back(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    clerk = await stage.browser("clerk")
    answer = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key="first")
    redemption_id = (await stage.voucher(voucher)).redemption_id
    undoing = f"{HOME}/redemptions/{redemption_id}/undoing"
    assert undoing in answer.text
    answer = await clerk.post(undoing)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}?done=undone")
    home = await clerk.get(f"{HOME}?done=undone")
    assert "The voucher is good again" in home.text
    assert "Undone" in home.text
    assert undoing not in home.text
    assert await earned(stage, voucher) == Money(0, "CNY")
    again = await clerk.post(undoing)
    assert again.status_code == 409
    assert "Already undone" in again.text
    answer = await clerk.post(f"{HOME}/redemptions", code=voucher.code, key="second")
    assert 'data-outcome="ok"' in answer.text


async def test_after_the_window_nothing_is_undone(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    done = await stage.redeem(voucher)
    clerk = await stage.browser("clerk")
    stage.app.state.services.db.clock = lambda: clock.now() + timedelta(hours=2)
    undoing = f"{HOME}/redemptions/{done.redemption.redemption_id}/undoing"
    assert undoing not in (await clerk.get(HOME)).text
    answer = await clerk.post(undoing)
    assert answer.status_code == 409
    assert "Too late to undo" in answer.text


async def test_another_shop_cannot_undo(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    done = await stage.redeem(voucher)
    stranger = await stage.browser("stranger")
    path = f"/{SLUG}/counter/tea/redemptions/{done.redemption.redemption_id}/undoing"
    answer = await stranger.post(path)
    assert answer.status_code == 404
    assert "No such redemption" in answer.text
    assert (await stage.voucher(voucher)).state is vouchers.VoucherState.REDEEMED
