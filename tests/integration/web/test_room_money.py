"""What finance types into the room: second clicks, odd numbers, days out of order, two who decide at once."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import ledger, markets, payments, settlement
from linli.modules.settlement import RuleKind, Where
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, PLACE, Browser, Stage
from tests.integration.web.test_operator_overview import awaiting, told

NO_DEAL = "00000000-0000-7000-8000-000000000000"
WHY = "agreed with the owner by phone"
KEY = re.compile(r'name="key" value="([^"]+-deduct)"')


@pytest_asyncio.fixture(scope="module")
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


@pytest_asyncio.fixture
async def finance(stage: Stage) -> Browser:
    return await colleague(stage, "finance")


async def holds(stage: Stage, merchant_id: UUID, purpose: ledger.Purpose) -> int:
    async with stage.db.read() as reader:
        return (
            await ledger.balance(reader, MARKET, ledger.Account(f"merchant:{merchant_id}", purpose, "CNY"))
        ).minor


async def test_the_second_click_takes_nothing_more_of_a_deposit(stage: Stage, finance: Browser) -> None:
    merchant_id = stage.deal.merchant_id
    deposit = ledger.Account(f"merchant:{merchant_id}", ledger.Purpose.DEPOSIT, "CNY")
    bank = ledger.Account("market", ledger.Purpose.BANK, "CNY")
    async with stage.db.work() as work:
        move = ledger.Move(bank, deposit, Money(10_000, "CNY"), "deposit_paid", merchant_id)
        await ledger.transfer(work, MARKET, move)
    page = f"{ROOM}/merchants/{merchant_id}/money"
    for act, left in (("deduction", 9_000), ("return", 8_000)):
        (key,) = KEY.findall((await finance.get(page)).text)
        sent = {"amount": "10", "why": WHY, "key": key}
        clicks = [finance.post(f"{page.removesuffix('/money')}/deposit-{act}", **sent) for _ in range(3)]
        assert [one.status_code for one in await asyncio.gather(*clicks)] == [303] * 3
        assert await holds(stage, merchant_id, ledger.Purpose.DEPOSIT) == left
        assert (await finance.post(f"{page.removesuffix('/money')}/deposit-{act}", **sent)).status_code == 303
        other = await finance.post(f"{page.removesuffix('/money')}/deposit-{act}", **{**sent, "amount": "11"})
        assert other.status_code == 422
        assert await holds(stage, merchant_id, ledger.Purpose.DEPOSIT) == left


@pytest.mark.parametrize("written", [str.upper, lambda text: text.replace("-", ""), "{{{}}}".format])
async def test_a_rule_applies_however_its_merchants_id_was_written(
    stage: Stage, finance: Browser, written: Callable[[str], str]
) -> None:
    merchant_id = stage.deal.merchant_id
    typed = written(str(merchant_id))
    rate = {"rate": "1.75", "why": WHY, "key": typed}
    answer = await finance.post(f"{ROOM}/rules", kind="commission", scope="merchant", subject=typed, **rate)
    assert answer.status_code == 303
    async with stage.db.read() as reader:
        where = Where(merchant_id=merchant_id)
        held = await settlement.rules_in_force(reader, MARKET, [where], reader.now)
    chosen = settlement.chosen(held, RuleKind.COMMISSION, where)
    assert chosen and (chosen.target, chosen.body) == (f"merchant:{merchant_id}", {"rate_bp": 175})
    async with stage.db.work() as work:
        await settlement.end_rule(work, MARKET, chosen.rule_id, WHY)


@pytest.mark.parametrize(
    ("subject", "status"), [("", 422), ("noodles", 422), (NO_DEAL, 404), ("{deal}", 303)]
)
async def test_a_rule_of_a_deal_needs_the_deal(
    stage: Stage, finance: Browser, subject: str, status: int
) -> None:
    about = subject.format(deal=stage.deal.deal_id)
    sent = {"kind": "commission", "scope": "item", "subject": about, "rate": "2", "why": WHY, "key": "deal"}
    assert (await finance.post(f"{ROOM}/rules", **sent)).status_code == status


async def test_the_second_click_adds_no_second_rule(stage: Stage, finance: Browser) -> None:
    form = (await finance.get(f"{ROOM}/rules/new")).text
    (key,) = re.findall(r'name="key" value="([^"]+)"', form)
    sent = {"kind": "commission", "scope": "trade", "subject": "bakery", "rate": "3", "why": WHY, "key": key}
    clicks = [finance.post(f"{ROOM}/rules", **sent) for _ in range(3)]
    assert [one.status_code for one in await asyncio.gather(*clicks)] == [303] * 3
    count = "SELECT count(*) FROM settlement.rules WHERE target = 'trade:bakery'"
    assert await stage.db.pool.fetchval(count) == 1
    assert (await finance.post(f"{ROOM}/rules", **{**sent, "rate": "4"})).status_code == 422


@pytest.mark.parametrize("rate", ["", "-5", "+5", "1e1", "５", "100.01", "0.001", "NaN", "5,5", "7%%", "٣"])
async def test_an_odd_rate_is_refused_and_no_rule_is_added(stage: Stage, finance: Browser, rate: str) -> None:
    before = await stage.db.pool.fetchval("SELECT count(*) FROM settlement.rules")
    sent = {"kind": "commission", "scope": "market", "rate": rate, "why": WHY, "key": "odd"}
    assert (await finance.post(f"{ROOM}/rules", **sent)).status_code == 422
    assert await stage.db.pool.fetchval("SELECT count(*) FROM settlement.rules") == before


async def test_the_first_day_that_is_closed_is_yesterday_and_no_other_can_come_before(
    stage: Stage, finance: Browser
) -> None:
    """A day long ago, closed by a slip, would have to be followed by every day since."""
    today = markets.day_began(stage.db.clock(), PLACE["timezone"]).date()
    yesterday = today - timedelta(days=1)
    odd = {"0001-01-01": 409, "1970-01-01": 409, "9999-12-31": 409, "2026-02-30": 422, "": 422}
    for day, status in {**odd, today.isoformat(): 409}.items():
        assert (await finance.post(f"{ROOM}/days", day=day)).status_code == status, day
    assert (await finance.get(f"{ROOM}/days")).text.count(f"days/{yesterday.isoformat()}") == 0
    both = [finance.post(f"{ROOM}/days", day=yesterday.isoformat()) for _ in range(2)]
    assert sorted(one.status_code for one in await asyncio.gather(*both)) == [303, 409]
    assert (
        await finance.post(f"{ROOM}/days", day=(today + timedelta(days=1)).isoformat())
    ).status_code == 409


async def test_what_somebody_else_has_decided_is_not_told_as_ones_own_decision(
    stage: Stage, finance: Browser
) -> None:
    order = await awaiting(stage)
    await told(stage, order, "pay_odd", order.total_minor + 7)
    async with stage.db.read() as reader:
        (end,) = [
            one for one in (await payments.loose_ends(reader, MARKET))[1] if one.provider_ref == "pay_odd"
        ]
    async with stage.db.work() as work:
        assert await payments.send_back(work, MARKET, end.loose_end_id, WHY)
    page = f"{ROOM}/loose-ends/{end.loose_end_id}"
    late = await finance.post(f"{page}/settlement", why="I have paid it back by hand")
    assert late.headers["location"] == f"{page}?done=sent_back"
    async with stage.db.read() as reader:
        assert len(await payments.refunds_of_order(reader, MARKET, order.order_id)) == 1
    deeds = await stage.db.pool.fetch(
        "SELECT action FROM kernel.audit_trail WHERE subject = $1 ORDER BY audit_id", str(order.intent_id)
    )
    assert [row["action"] for row in deeds] == ["payment.held", "payment.sent_back"]
