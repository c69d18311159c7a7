"""Money that goes back after redemption, by a person's decision: exact, bounded, borne by whom it says."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.money import Money
from linli.modules import ledger, orders, settlement, vouchers
from linli.modules.settlement import Bearer
from tests.integration.trade_stage import HANGZHOU, MARKET, MEI, MERCHANT, STORE, Town, answer, open_town

PURPOSE = ledger.Purpose


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


async def book(town: Town, owner: str, purpose: ledger.Purpose) -> int:
    async with town.db.read() as reader:
        return (await ledger.balance(reader, MARKET, ledger.Account(owner, purpose, "CNY"))).minor


async def decide(
    town: Town,
    order: orders.Order,
    minor: int,
    bearer: Bearer,
    key: Key | None = None,
    why: str = "cold soup",
) -> orders.RefundReceipt:
    async with town.db.work() as work:
        amount = Money(minor, "CNY")
        about = (MARKET, order.order_id, 1, amount, bearer, why, key or town.key())
        return await orders.refund_decided(work, *about)


async def consumed(town: Town, quantity: int = 1) -> orders.Order:
    order, held = await town.bought(await town.deal(price=999), quantity)
    await town.redeem(held[0])
    return order


async def test_what_the_merchant_bears_leaves_its_earnings_and_the_commission_on_it(town: Town) -> None:
    places = ((f"merchant:{MERCHANT}", PURPOSE.PAYABLE), ("market", PURPOSE.COMMISSION))
    before = [await book(town, *place) for place in places]
    order = await consumed(town)
    await decide(town, order, 999, Bearer.MERCHANT)
    assert [await book(town, *place) for place in places] == before
    (refund,) = await town.refunds(order)
    assert (refund.amount_minor, refund.reason, refund.state.value) == (999, "decision", "due")
    assert await town.trail(order.order_id) == ["order.refund_decided"]
    async with town.db.read() as reader:
        entries = await settlement.entries_of_order(reader, MARKET, order.order_id)
    assert [(one.kind.value, one.note) for one in entries][-1] == ("taken_back", "cold soup")


async def test_what_the_market_bears_is_a_subsidy_and_the_merchant_keeps_all(town: Town) -> None:
    before = await book(town, "market", PURPOSE.SUBSIDY)
    order = await consumed(town)
    earned = await book(town, f"merchant:{MERCHANT}", PURPOSE.PAYABLE)
    await decide(town, order, 400, Bearer.MARKET)
    assert await book(town, "market", PURPOSE.SUBSIDY) == before - 400
    assert await book(town, f"merchant:{MERCHANT}", PURPOSE.PAYABLE) == earned
    assert [one.amount_minor for one in await town.refunds(order)] == [400]


async def test_no_more_goes_back_than_was_consumed_and_the_unused_stays_refundable(town: Town) -> None:
    order = await consumed(town, 2)
    assert await answer(decide(town, order, 1000, Bearer.MARKET)) == "escrow_exhausted"
    assert await answer(decide(town, order, 1000, Bearer.MERCHANT)) == "escrow_exhausted"
    await decide(town, order, 500, Bearer.MARKET)
    await decide(town, order, 499, Bearer.MERCHANT)
    assert await answer(decide(town, order, 1, Bearer.MARKET)) == "escrow_exhausted"
    assert (await town.refund(order)).amount_minor == 999
    assert sum(one.amount_minor for one in await town.refunds(order)) == 1998 == order.total_minor


async def test_a_redemption_whose_money_went_back_is_not_undone(town: Town) -> None:
    order, (voucher,) = await town.bought(await town.deal(price=999))
    redeemed = await town.redeem(voucher)
    await decide(town, order, 1, Bearer.MARKET)
    assert await answer(town.undo(redeemed)) == "escrow_exhausted"


@pytest.mark.parametrize("bearer", list(Bearer))
async def test_decisions_that_race_stop_at_what_was_consumed(town: Town, bearer: Bearer) -> None:
    order = await consumed(town)
    ended = await asyncio.gather(*(answer(decide(town, order, 300, bearer)) for _ in range(6)))
    assert sorted(ended) == ["done"] * 3 + ["escrow_exhausted"] * 3
    assert sum(one.amount_minor for one in await town.refunds(order)) == 900


async def test_one_press_that_arrives_five_times_decides_once(town: Town) -> None:
    order, key = await consumed(town), town.key("decided")
    await asyncio.gather(*(decide(town, order, 100, Bearer.MARKET, key) for _ in range(5)))
    assert [one.amount_minor for one in await town.refunds(order)] == [100]


@pytest.mark.parametrize(("minor", "why"), [(0, "x"), (-1, "x"), (1, " ")])
async def test_nothing_or_no_reason_is_no_decision(town: Town, minor: int, why: str) -> None:
    order = await consumed(town)
    assert await answer(decide(town, order, minor, Bearer.MARKET, why=why)) == "invalid"
    assert await town.refunds(order) == []


async def test_a_refund_waits_for_a_redemption_under_way_and_leaves_it(town: Town) -> None:
    order, held = await town.bought(await town.deal(price=999), 3)
    async with town.db.work() as counter:
        await vouchers.redeem(counter, MARKET, held[0].code, STORE, MEI, town.key(), HANGZHOU)
        asked = asyncio.create_task(town.refund(order))
        await asyncio.sleep(0.2)
        assert not asked.done()
    receipt = await asked
    assert (receipt.vouchers, receipt.amount_minor) == (2, 1998)
    states = [one.state.value for one in await town.vouchers(order)]
    assert sorted(states) == ["redeemed", "refunded", "refunded"]
