"""Confirmed statements become a batch for the bank, and their money is set aside."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.money import Money
from linli.modules import ledger, settlement
from linli.modules.ledger import Account, Purpose
from linli.modules.settlement import Statement
from linli.modules.treasury.model import BankAccount
from linli.modules.treasury.statements import SQL

LARGEST_BATCH = 500
NUMBER_LENGTH = 10


class _New(msgspec.Struct, frozen=True):
    """A payout that is about to be written."""

    payout_id: UUID
    statement: Statement
    account_id: UUID


def payouts_account(currency: str) -> Account:
    """What was sent to merchants' banks; empty whenever every payout has been confirmed."""
    return Account("market", Purpose.PAYOUTS, currency)


def bank_account(currency: str) -> Account:
    """The market's own bank account."""
    return Account("market", Purpose.BANK, currency)


async def make_batch(db: Database, market_id: int, currency: str) -> int:
    """Put the confirmed statements of every merchant that can be paid into one batch; returns how many.

    The money is set aside in the same transaction, so a statement is paid once however many workers try: the
    second finds it locked or under way. One whose balance does not cover it at the moment waits.
    """
    async with db.work() as work:
        payees = await settlement.payees_to_pay(work, market_id)
        usable = await work.many(BankAccount, SQL.usable_accounts, market_id, payees, work.now)
        accounts = {one.merchant_id: one for one in usable}
        ready = await settlement.statements_to_pay(work, market_id, list(accounts), LARGEST_BATCH)
        covered = await _covered(work, market_id, [one for one in ready if one.currency == currency])
        if not covered:
            return 0
        new = [_New(ids.uuid7(), one, accounts[one.payee_id].account_id) for one in covered]
        await _write(work, market_id, currency, new)
        return len(new)


async def _covered(work: Work, market_id: int, ready: Sequence[Statement]) -> list[Statement]:
    """Those that their merchants' free balances cover, in the order in which they were drafted."""
    left: dict[UUID, int] = {}
    covered = []
    for one in ready:
        if one.payee_id not in left:
            account = settlement.payable_account(one.payee_id, one.currency)
            left[one.payee_id] = (await ledger.standing(work, market_id, account)).available_minor
        if one.total_minor <= left[one.payee_id]:
            left[one.payee_id] -= one.total_minor
            covered.append(one)
    return covered


async def _write(work: Work, market_id: int, currency: str, new: Sequence[_New]) -> None:
    batch_id, total = ids.uuid7(), sum(one.statement.total_minor for one in new)
    number = ids.new_number(NUMBER_LENGTH)
    await work.run(SQL.insert_batch, market_id, batch_id, number, currency, len(new), total, work.now)
    moves = [
        ledger.Move(
            settlement.payable_account(one.statement.payee_id, currency),
            payouts_account(currency),
            Money(one.statement.total_minor, currency),
            "payout",
            one.statement.statement_id,
        )
        for one in new
    ]
    # Without an expiry: what the bank has paid must be posted, however late it says so.
    pending = await ledger.pend(work, market_id, *moves)
    for one in new:
        await settlement.start_paying(work, market_id, one.statement.statement_id, one.payout_id)
    await work.run(
        SQL.insert_payouts,
        market_id,
        batch_id,
        currency,
        work.now,
        [one.payout_id for one in new],
        [one.statement.statement_id for one in new],
        [one.statement.payee_id for one in new],
        [one.account_id for one in new],
        pending,
        [one.statement.total_minor for one in new],
    )
