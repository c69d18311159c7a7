"""What Today says is waiting, and that it is said only where it is so."""

from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import merchants, orders
from linli.modules.merchants import CheckDone, CheckKind
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage, open_stage

TODAY = f"/{SLUG}/desk/noodles"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def seen_by(stage: Stage, name: str) -> str:
    browser = await stage.browser(name)
    return unescape((await browser.get(TODAY)).text)


async def verified_for(stage: Stage, days: int) -> None:
    async with stage.db.work() as work:
        until = (work.now + timedelta(days=days)).date()
        done = [CheckDone(CheckKind.LICENSE, work.now)]
        what = (stage.deal.merchant_id, stage.deal.deal_id, "望街面馆", "91330100MA2TEST00X", until, done)
        await merchants.record_verification(work, MARKET, *what)


async def test_a_verification_that_ends_soon_waits_for_the_owner_alone(stage: Stage) -> None:
    assert "verification ends" not in await seen_by(stage, "owner")
    await verified_for(stage, 12)
    assert "Your verification ends in" in await seen_by(stage, "owner")
    assert "verification ends" not in await seen_by(stage, "manager")


async def test_a_verification_that_is_over_says_so(stage: Stage) -> None:
    await verified_for(stage, -2)
    assert "Your verification is over" in await seen_by(stage, "owner")


async def test_open_invitations_lead_to_the_staff(stage: Stage) -> None:
    assert "invitation" not in (await seen_by(stage, "owner")).split("What needs you")[-1]
    async with stage.db.work() as work:
        owner = await merchants.require_staff(work, MARKET, stage.people["owner"].person_id, NOODLES)
        signer = Signer("a secret of this test", "phones")
        what = (MARKET, owner, merchants.StaffRole.CLERK, NOODLES, "Bo")
        await merchants.invite(work, *what, signer=signer, write=str)
    for name in ("owner", "manager"):
        assert "1 invitation is open" in await seen_by(stage, name)


async def test_a_question_about_the_owners_application_leads_to_it(stage: Stage) -> None:
    owner = stage.people["owner"].person_id
    async with stage.db.work() as work:
        begun = await merchants.apply_for_renewal(work, MARKET, owner, stage.deal.merchant_id)
        text = (
            "UPDATE merchants.applications SET state = 'asked', title = '望街面馆' WHERE application_id = $1"
        )
        await work._connection.execute(text, begun.application_id)
    page = await seen_by(stage, "owner")
    assert "A question about “望街面馆”" in page
    assert f"/{SLUG}/applications/{begun.application_id}" in page


async def test_a_refund_that_failed_leads_to_its_order(stage: Stage) -> None:
    [voucher] = await stage.buy()
    assert "did not go through" not in await seen_by(stage, "owner")
    async with stage.db.work() as work:
        from linli.kernel.idempotency import Key

        guest = stage.people["guest"].person_id
        await orders.refund(work, MARKET, voucher.order_id, guest, Key("person", "back", b"refund"))
        await work._connection.execute(
            "UPDATE payments.refunds SET state = 'failed' WHERE order_id = $1", voucher.order_id
        )
    page = await seen_by(stage, "manager")
    assert "did not go through" in page
    assert f"{TODAY}/orders/{voucher.order_id}" in page


async def test_what_was_paid_today_stands_first(stage: Stage) -> None:
    await stage.buy(2)
    page = await seen_by(stage, "manager")
    assert "Paid today" in page
    assert "124" in page.split("Paid today")[1][:400]


async def test_a_day_of_the_chart_leads_to_its_rows(stage: Stage) -> None:
    [voucher] = await stage.buy()
    await stage.redeem(voucher)
    await stage.settle()
    owner = await stage.browser("owner")
    page = unescape((await owner.get(f"{TODAY}/results?days=7")).text)
    day = page.split("/results/paid?day=")[1][:10]
    rows = (await owner.get(f"{TODAY}/results/paid?day={day}")).text
    assert rows.count("<time ") == 1
    assert (await owner.get(f"{TODAY}/results/redeemed?day={day}")).text.count("<time ") == 1
    assert (await owner.get(f"{TODAY}/results/paid?day=2020-01-01")).text.count("<time ") == 0
