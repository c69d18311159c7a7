"""From a confirmed statement to the bank's word: paid once, whoever tries and whatever answer is lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.kernel.sealing import Sealer
from linli.modules import ledger, settlement, treasury
from linli.modules.ledger import Account, Purpose
from linli.modules.settlement import StatementState
from linli.modules.treasury import PayoutState
from tests.integration.paper_bank import Paper
from tests.integration.sandbox_pay.world import SECRET, Provider
from tests.integration.trade_stage import MARKET, MERCHANT, Town, answer, open_town

DAY, COOLING_OFF = timedelta(days=1), timedelta(hours=48)
OWNER = ids.derived("owner", "lao wang")
SEALER = Sealer("a secret", "bank accounts")
CARD, CLOSED_CARD = "6222 0200 0000 0020 008", "6222020000000080002"
PAYOUTS = Account("market", Purpose.PAYOUTS, "CNY")
BANK = Account("market", Purpose.BANK, "CNY")


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town
        async with town.db.read() as reader:
            assert (await ledger.balance(reader, MARKET, PAYOUTS)).minor == 0


async def account(town: Town, number: str = CARD) -> treasury.BankAccount:
    async with town.db.work() as work:
        typed = (number, "王老七", "工商银行河坊街支行")
        return await treasury.change_account(work, MARKET, MERCHANT, OWNER, typed, "CN", SEALER, COOLING_OFF)


async def confirmed(town: Town, count: int = 1) -> None:
    """A statement of so many vouchers of ten yuan, confirmed."""
    deal = await town.deal(price=1000)
    for voucher in (await town.bought(deal, count))[1]:
        await town.redeem(voucher)
    town.clock.move_on(2 * DAY)
    assert await settlement.draft_statements(town.db, MARKET) == 1
    town.clock.move_on(3 * DAY)
    assert await settlement.confirm_due(town.db, MARKET) == 1


async def make(town: Town) -> int:
    return await treasury.make_batch(town.db, MARKET, "CNY")


async def follow(town: Town, bank: treasury.Bank) -> int:
    return await treasury.follow_batches(town.db, MARKET, bank, SEALER)


async def state(town: Town) -> StatementState:
    async with town.db.read() as reader:
        return (await settlement.statements(reader, MARKET, MERCHANT)).items[0].state


async def balances(town: Town) -> tuple[int, int]:
    """(the merchant's balance, what has left the bank)"""
    async with town.db.read() as reader:
        payable = await settlement.balance(reader, MARKET, MERCHANT, "CNY")
        return payable.minor, (await ledger.balance(reader, MARKET, BANK)).minor


async def test_a_confirmed_statement_is_set_aside_sent_and_paid(town: Town) -> None:
    bank = Paper()
    assert await make(town) == 0
    await account(town)
    await confirmed(town, 2)
    assert [await make(town), await make(town)] == [1, 0]
    assert await state(town) is StatementState.PAYING
    assert await balances(town) == (1890, 0)
    assert [await follow(town, bank), await follow(town, bank)] == [0, 0]
    ((told,),) = bank.batches.values()
    assert (told.number, told.holder, told.amount_minor) == (CARD.replace(" ", ""), "王老七", 1890)
    bank.status = "paid"
    assert [await follow(town, bank), await follow(town, bank)] == [1, 0]
    assert await state(town) is StatementState.PAID
    assert await balances(town) == (0, 1890)
    assert bank.sent == 1


async def test_two_workers_at_once_pay_once(town: Town) -> None:
    bank = Paper()
    bank.status = "paid"
    await account(town)
    await confirmed(town)
    assert sorted(await asyncio.gather(make(town), make(town), make(town))) == [0, 0, 1]
    assert sum(await asyncio.gather(follow(town, bank), follow(town, bank), follow(town, bank))) == 1
    assert await balances(town) == (0, 945)
    assert len(bank.batches) == 1


async def test_a_lost_answer_pays_nothing_twice(town: Town) -> None:
    bank = Paper()
    bank.loses_answers = True
    await account(town)
    await confirmed(town)
    await make(town)
    assert await follow(town, bank) == 0
    async with town.db.read() as reader:
        (payout,) = (await treasury.payouts(reader, MARKET)).items
        batch = await treasury.batch(reader, MARKET, payout.batch_id)
    assert (batch.state, batch.trouble) == ("made", "bank_unreachable")
    bank.loses_answers, bank.status = False, "paid"
    assert await follow(town, bank) == 1
    assert (bank.sent, len(bank.batches), await balances(town)) == (2, 1, (0, 945))


async def test_a_batch_that_the_bank_forgot_is_sent_again(town: Town) -> None:
    bank = Paper()
    bank.forgets = True
    await account(town)
    await confirmed(town)
    await make(town)
    assert await follow(town, bank) == 0
    bank.forgets, bank.status = False, "paid"
    assert await follow(town, bank) == 1
    assert bank.sent == 2


async def test_what_the_bank_sends_back_waits_for_a_corrected_account(town: Town) -> None:
    bank = Paper()
    bank.status = "failed"
    await account(town, CLOSED_CARD)
    await confirmed(town)
    await make(town)
    assert await follow(town, bank) == 1
    assert (await state(town), await balances(town)) == (StatementState.CONFIRMED, (945, 0))
    assert await make(town) == 0
    await account(town)
    assert await make(town) == 0, "a changed account is used only after a while"
    town.clock.move_on(COOLING_OFF)
    assert await make(town) == 1
    bank.status = "paid"
    await follow(town, bank)
    assert (await state(town), await balances(town)) == (StatementState.PAID, (0, 945))
    async with town.db.read() as reader:
        tries = (await treasury.payouts(reader, MARKET, MERCHANT)).items
    assert [one.state for one in tries] == [PayoutState.PAID, PayoutState.FAILED]
    assert tries[1].reason == "account_closed"


async def test_an_operator_lets_a_refused_account_be_tried_again(town: Town) -> None:
    bank = Paper()
    bank.status = "failed"
    await account(town)
    await confirmed(town)
    await make(town)
    await follow(town, bank)

    async def trust(why: str) -> None:
        async with town.db.work() as work:
            await treasury.trust_account(work, MARKET, MERCHANT, why)

    assert await answer(trust("")) == "invalid"
    assert await answer(trust("the bank was mistaken")) == "done"
    assert await answer(trust("the bank was mistaken")) == "not_found"
    assert await make(town) == 1
    bank.status = "paid"
    assert await follow(town, bank) == 1


async def test_what_is_taken_back_after_the_draft_leaves_the_payout_whole(town: Town) -> None:
    """The market advances it, and the next statement carries it."""
    deal = await town.deal(price=1000)
    _, (voucher,) = await town.bought(deal)
    await town.redeem(voucher)
    town.clock.move_on(2 * DAY)
    await settlement.draft_statements(town.db, MARKET)
    async with town.db.work() as work:
        await settlement.take_back(work, MARKET, voucher.order_id, Money(1000, "CNY"))
    town.clock.move_on(3 * DAY)
    await settlement.confirm_due(town.db, MARKET)
    await account(town)
    bank = Paper()
    bank.status = "paid"
    assert [await make(town), await follow(town, bank)] == [1, 1]
    assert await balances(town) == (0, 945)
    async with town.db.work() as work:
        assert (await settlement.owed(work, MARKET, MERCHANT, "CNY")).minor == 945
        await settlement.release(work, MARKET, voucher.order_id, Money(1000, "CNY"))
    town.clock.move_on(3 * DAY)
    assert await settlement.draft_statements(town.db, MARKET) == 0


@pytest.mark.parametrize(
    ("country", "typed", "fine"),
    [
        ("FI", "FI21 1234 5600 0007 85", True),
        ("FI", "fi2112345600000785", True),
        ("FI", "FI21 1234 5600 0007 86", False),
        ("FI", "DE89 3704 0044 0532 0130 00", True),
        ("FI", "DE89 3704 0044 0532 0130", False),
        ("FI", "XX89 3704 0044 0532 0130 00", False),
        ("CN", CARD, True),
        ("CN", "6222020000000000009", False),
        ("CN", "1202 0246 0990 0052 196", True),
        ("CN", "1234567", False),
        ("CN", "12020246O9900052196", False),
    ],
)
def test_account_numbers_are_checked_by_what_they_carry(country: str, typed: str, fine: bool) -> None:
    try:
        treasury.read_number(typed, country)
    except Refusal as refusal:
        assert not fine
        assert refusal.params == {"field": "account"}
    else:
        assert fine


async def test_the_database_never_sees_the_number(town: Town) -> None:
    made = await account(town)
    (row,) = await town.rows("SELECT * FROM treasury.bank_accounts WHERE market_id = $1", MARKET)
    assert CARD.replace(" ", "")[:-4] not in str(dict(row))
    assert (made.tail, made.usable_from) == ("0008", town.clock.at)
    with pytest.raises(ValueError, match="not for this owner"):
        SEALER.open(row["sealed"], str(ids.uuid7()))
    trail = await town.rows("SELECT facts FROM kernel.audit_trail WHERE action = 'bank_account_changed'")
    assert [set(one["facts"]) for one in trail] == [{"tail", "kind"}]


async def test_through_the_sandbox_bank_as_a_program_of_its_own(town: Town, tmp_path: Path) -> None:
    provider = Provider(tmp_path / "pay.sqlite")
    await provider.start()
    try:
        bank = treasury.SandboxBank(provider.url, SECRET)
        await account(town, CLOSED_CARD)
        await confirmed(town)
        await make(town)
        assert await follow(town, bank) == 1
        assert await state(town) is StatementState.CONFIRMED
        await account(town)
        town.clock.move_on(COOLING_OFF)
        await make(town)
        # What was let go of opens anew.
        await bank.close()
        assert await follow(town, bank) == 1
        assert await state(town) is StatementState.PAID
    finally:
        await provider.kill()
    await confirmed(town)
    await make(town)
    assert await follow(town, bank) == 0
    assert await state(town) is StatementState.PAYING
    await bank.close()


async def test_a_day_is_closed_once_in_its_order_and_late_entries_count_for_the_next(town: Town) -> None:
    deal = await town.deal(price=1000)
    await town.bought(deal)
    today = town.clock.at.astimezone(ZoneInfo("Asia/Shanghai")).date()

    async def close(day: date) -> None:
        async with town.db.work() as work:
            await treasury.close_day(work, MARKET, day)

    async def escrow(day: date) -> tuple[int, int]:
        async with town.db.read() as reader:
            totals = await treasury.day_totals(reader, MARKET, day)
        assert sum(row.debits_minor for row in totals) == sum(row.credits_minor for row in totals)
        (row,) = [row for row in totals if row.purpose == "escrow"]
        return row.credits_minor, row.credits_until_minor

    assert await answer(close(today)) == "day_not_over"
    earlier = town.clock.at
    town.clock.move_on(DAY)
    assert await answer(close(today)) == "done"
    assert await answer(close(today)) == "day_closed"
    assert await answer(close(today - DAY)) == "day_closed"
    assert await escrow(today) == (1000, 1000)
    town.clock.at = earlier
    await town.bought(deal, 2)
    town.clock.move_on(3 * DAY)
    assert await answer(close(today + 2 * DAY)) == "day_before_open"
    assert await answer(close(today + DAY)) == "done"
    assert await escrow(today) == (1000, 1000)
    assert await escrow(today + DAY) == (2000, 3000)
