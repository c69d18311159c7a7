"""From redemption to a confirmed statement: T+N, minimum, dispute, deposit, what is taken back afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import ledger, settlement, vouchers
from linli.modules.settlement import Cycle, Deposit, EntryKind, RuleKind, Statement, StatementState
from tests.integration.trade_stage import MARKET, MERCHANT, Town, answer, open_town

DAY = timedelta(days=1)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    """It is noon; one yuan of commission on ten."""
    async with open_town(postgres) as town:
        local = town.clock.at.astimezone(ZONE)
        town.clock.at = (local + DAY).replace(hour=12, minute=0, second=0, microsecond=0)
        await rule(town, settlement.Commission(1000))
        yield town
        async with town.db.read() as reader:
            assert await ledger.balance_drift(reader, MARKET) == []


async def rule(town: Town, body: settlement.Body) -> None:
    kind = RuleKind(type(body).__name__.lower())
    async with town.db.work() as work:
        await settlement.add_rule(work, MARKET, kind, f"merchant:{MERCHANT}", body, "contract")


async def used(town: Town, count: int = 1, price: int = 1000) -> list[vouchers.Redeemed]:
    deal = await town.deal(price=price)
    _, bought = await town.bought(deal, count)
    return [await town.redeem(voucher) for voucher in bought]


async def draft(town: Town) -> int:
    return await settlement.draft_statements(town.db, MARKET)


async def statements(town: Town) -> list[Statement]:
    async with town.db.read() as reader:
        return (await settlement.statements(reader, MARKET, MERCHANT)).items


async def entries(town: Town, statement: Statement) -> list[settlement.Entry]:
    async with town.db.read() as reader:
        return (await settlement.statement_entries(reader, MARKET, statement.statement_id)).items


async def balances(town: Town) -> tuple[int, int, int]:
    """(payable, deposit, owed)"""
    async with town.db.read() as reader:
        about = (reader, MARKET, MERCHANT, "CNY")
        return (
            (await settlement.balance(*about)).minor,
            (await settlement.deposit(*about)).minor,
            (await settlement.owed(*about)).minor,
        )


async def test_what_is_earned_today_stands_in_the_statement_of_the_second_day_after(town: Town) -> None:
    await used(town, 2)
    seen = []
    for _ in range(4):
        seen.append(await draft(town))
        town.clock.move_on(timedelta(hours=12) if not seen[1:] else DAY)
    assert seen == [0, 0, 1, 0]
    (made,) = await statements(town)
    assert (made.total_minor, made.entry_count, made.state) == (1800, 2, StatementState.DRAFT)
    assert made.period_until.astimezone(ZONE).hour == 0
    assert all(made.period_from <= entry.made_at < made.period_until for entry in await entries(town, made))
    async with town.db.read() as reader:
        (total,) = await settlement.statement_sums(reader, MARKET, made.statement_id)
    assert (total.gross_minor, total.commission_minor, total.amount_minor) == (2000, 200, 1800)


async def test_two_workers_at_once_draft_it_once(town: Town) -> None:
    await used(town, 3)
    town.clock.move_on(2 * DAY)
    assert sorted(await asyncio.gather(draft(town), draft(town), draft(town))) == [0, 0, 1]
    (made,) = await statements(town)
    assert made.total_minor == sum(entry.amount_minor for entry in await entries(town, made)) == 2700


async def test_below_the_minimum_nothing_is_lost_but_waits(town: Town) -> None:
    await rule(town, Cycle(days=2, claims_hours=24, minimum_minor=1500))
    await used(town)
    town.clock.move_on(2 * DAY)
    assert await draft(town) == 0
    await used(town)
    town.clock.move_on(2 * DAY)
    assert await draft(town) == 1
    (made,) = await statements(town)
    assert (made.total_minor, made.entry_count) == (1800, 2)


async def test_a_draft_confirms_itself_after_its_days_and_not_before(town: Town) -> None:
    await used(town)
    town.clock.move_on(2 * DAY)
    await draft(town)
    seen = []
    for step in (3 * DAY - timedelta(seconds=1), timedelta(seconds=1)):
        town.clock.move_on(step)
        seen.append(await settlement.confirm_due(town.db, MARKET))
    assert seen == [0, 1]
    (made,) = await statements(town)
    assert (made.state, made.confirmed_by) == (StatementState.CONFIRMED, "system")


async def test_a_disputed_line_is_held_out_and_comes_back_with_its_correction(town: Town) -> None:
    await used(town, 2)
    town.clock.move_on(2 * DAY)
    await draft(town)
    (made,) = await statements(town)
    line, other = await entries(town, made)
    async with town.db.work() as work:
        which = (MARKET, MERCHANT, made.statement_id, line.entry_id)
        dispute_id = await settlement.dispute_line(work, *which, "the rate should be 5 %")
    (now,) = await statements(town)
    assert (now.state, now.total_minor, now.entry_count) == (StatementState.DISPUTED, 900, 1)
    assert [entry.entry_id for entry in await entries(town, now)] == [other.entry_id]
    await confirm(town, now)
    town.clock.move_on(DAY)
    assert await draft(town) == 0
    async with town.db.work() as work:
        await settlement.decide_dispute(work, MARKET, dispute_id, 50, "the contract says 5 %")
    town.clock.move_on(DAY)
    assert await draft(town) == 1
    later, first = await statements(town)
    assert (first.state, later.total_minor) == (StatementState.CONFIRMED, 950)
    kinds = {entry.kind for entry in await entries(town, later)}
    assert kinds == {EntryKind.RELEASED, EntryKind.CORRECTION}
    assert (await balances(town))[0] == 900 + 950
    again = settlement_decided(town, dispute_id)
    assert await answer(again) == "dispute_decided"


async def settlement_decided(town: Town, dispute_id: UUID) -> None:
    async with town.db.work() as work:
        await settlement.decide_dispute(work, MARKET, dispute_id, 0, "again")


async def confirm(town: Town, statement: Statement) -> None:
    async with town.db.work() as work:
        await settlement.confirm_statement(work, MARKET, MERCHANT, statement.statement_id)


async def test_a_statement_of_which_every_line_is_disputed_dissolves(town: Town) -> None:
    await used(town)
    town.clock.move_on(2 * DAY)
    await draft(town)
    (made,) = await statements(town)
    (line,) = await entries(town, made)

    async def dispute(note: str = "not mine", payee: UUID = MERCHANT) -> None:
        async with town.db.work() as work:
            which = (made.statement_id, line.entry_id, note)
            await settlement.dispute_line(work, MARKET, payee, *which)

    assert await answer(dispute("")) == "invalid"
    assert await answer(dispute(payee=ids.uuid7())) == "not_found"
    assert await answer(dispute()) == "done"
    assert await statements(town) == []
    assert await answer(confirm(town, made)) == "statement_closed"
    assert await answer(dispute()) == "statement_closed"
    async with town.db.read() as reader:
        standing = await settlement.standing(reader, MARKET, MERCHANT, "CNY")
    assert (standing.open_minor, standing.disputed_minor, standing.stated_minor) == (0, 900, 0)


async def test_the_deposit_fills_up_from_statements_until_it_is_whole(town: Town) -> None:
    await rule(town, Deposit(required_minor=250, top_up_bp=2000))
    for total, deposit in ((720, 180), (830, 250), (900, 250)):
        await used(town)
        town.clock.move_on(2 * DAY)
        assert await draft(town) == 1
        made = (await statements(town))[0]
        assert made.total_minor == total == sum(e.amount_minor for e in await entries(town, made))
        assert (await balances(town))[1] == deposit
    async with town.db.work() as work:
        await settlement.deduct_deposit(work, MARKET, MERCHANT, Money(50, "CNY"), "window broken", town.key())
        await settlement.return_deposit(
            work, MARKET, MERCHANT, Money(200, "CNY"), "contract ended", town.key()
        )
    assert (await balances(town))[:2] == (720 + 830 + 900 + 200, 0)


async def test_what_is_taken_back_after_its_statement_is_carried_into_the_next(town: Town) -> None:
    (redeemed,) = await used(town)
    town.clock.move_on(2 * DAY)
    await draft(town)
    await take_back(town, redeemed)
    assert await balances(town) == (900, 0, 900)
    await used(town, 2)
    town.clock.move_on(2 * DAY)
    assert await draft(town) == 1
    later, first = await statements(town)
    assert (first.total_minor, later.total_minor) == (900, 900)
    assert await balances(town) == (1800, 0, 0)
    await give_again(town, redeemed)


async def test_the_deposit_pays_before_the_market_advances(town: Town) -> None:
    await rule(town, Deposit(required_minor=300, top_up_bp=10_000))
    (redeemed,) = await used(town)
    town.clock.move_on(2 * DAY)
    await draft(town)
    assert await balances(town) == (600, 300, 0)
    await take_back(town, redeemed)
    assert await balances(town) == (600, 0, 600)
    async with town.db.read() as reader:
        found = await settlement.entries_of_order(reader, MARKET, redeemed.voucher.order_id)
    told = {entry.kind: entry.amount_minor for entry in found}
    assert told == {EntryKind.RELEASED: 900, EntryKind.DEPOSIT_USED: 300, EntryKind.TAKEN_BACK: -900}
    await give_again(town, redeemed)


async def take_back(town: Town, redeemed: vouchers.Redeemed) -> None:
    async with town.db.work() as work:
        await settlement.take_back(
            work,
            MARKET,
            redeemed.voucher.order_id,
            Money(1000, "CNY"),
            voucher_id=redeemed.voucher.voucher_id,
            kind=EntryKind.TAKEN_BACK,
            note="spoiled",
        )


async def give_again(town: Town, redeemed: vouchers.Redeemed) -> None:
    """So that the books are as the vouchers say when the town is closed."""
    async with town.db.work() as work:
        await settlement.release(work, MARKET, redeemed.voucher.order_id, Money(1000, "CNY"))


async def test_an_undoing_on_the_same_day_leaves_two_lines_that_cancel_out(town: Town) -> None:
    first, second = await used(town, 2)
    await town.undo(first)
    town.clock.move_on(2 * DAY)
    await draft(town)
    (made,) = await statements(town)
    assert [entry.amount_minor for entry in await entries(town, made)] == [900, 900, -900]
    assert made.total_minor == 900
    assert second.voucher.state == "redeemed"
    assert isinstance(made.drafted_at, datetime)
