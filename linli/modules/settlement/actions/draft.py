"""Statements are drafted once a day for each payee, and confirm themselves when nobody objects."""

from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.money import Money
from linli.modules import ledger, markets, merchants
from linli.modules.settlement.accounts import advances_account, deposit_account, payable_account
from linli.modules.settlement.cycle import settled_until
from linli.modules.settlement.events import StatementDrafted
from linli.modules.settlement.model import EntryKind, PayeeSum, Statement, StatementState
from linli.modules.settlement.moves import sources_of
from linli.modules.settlement.queries import payee_rules
from linli.modules.settlement.rules import WHOLE, Cycle, Deposit
from linli.modules.settlement.statements import SQL

NUMBER_LENGTH = 12
RIPE_AT_ONCE = 200
ONE_DAY = timedelta(days=1)


class _NothingToPayError(Exception):
    """What was due a moment ago no longer comes to anything: the draft is rolled back."""


async def draft_statements(db: Database, market_id: int) -> int:
    """Draft today's statement of every payee whose earnings have ripened; returns how many were written.

    A payee below the minimum, or below zero, has none: the entries are carried to a later day. Each in a
    transaction of its own, once, however many workers try.
    """
    async with db.read() as reader:
        market = await markets.market(reader, market_id)
        today = settled_until(reader.now, market.timezone, 1)
        due = await reader.many(PayeeSum, SQL.payees_due, market_id, reader.now, today)
    written = 0
    for payee in due:
        try:
            async with db.work() as work:
                written += await _draft(work, market, payee)
        except _NothingToPayError:
            continue
    return written


async def confirm_due(db: Database, market_id: int) -> int:
    """Confirm every draft whose time to be disputed is over; returns how many."""
    async with db.work() as work:
        open_still = sources_of(StatementState.CONFIRMED)[:2]
        row = (market_id, work.now, work.actor.name, open_still, RIPE_AT_ONCE)
        return await work.run(SQL.confirm_ripe, *row)


async def _draft(work: Work, market: markets.Market, payee: PayeeSum) -> bool:
    cycle, deposit = await _terms(work, market.market_id, payee.payee_id)
    until = settled_until(work.now, market.timezone, cycle.days)
    about = (market.market_id, payee.payee_id, payee.currency)
    due = await work.value(int, SQL.due_sum, *about, work.now, until) or 0
    if due < max(cycle.minimum_minor, 1):
        return False
    statement_id = ids.uuid7()
    number, confirms_at = ids.new_number(NUMBER_LENGTH), work.now + ONE_DAY * cycle.confirm_days
    draft = (market.market_id, statement_id, payee.payee_id, number, payee.currency)
    period = (until - ONE_DAY, until)
    if not await work.run(SQL.insert_statement, *draft, *period, due, work.now, confirms_at):
        return False
    await work.run(
        SQL.put_into_statement,
        market.market_id,
        payee.payee_id,
        statement_id,
        payee.currency,
        work.now,
        until,
    )
    await _begin(work, about, statement_id, until)
    await _recover(work, *about, statement_id)
    statement = await work.one(Statement, SQL.sum_up_statement, market.market_id, statement_id)
    if statement is None:
        raise _NothingToPayError
    if await _top_up(work, market.market_id, statement, deposit):
        await work.one(Statement, SQL.sum_up_statement, market.market_id, statement_id)
    await work.announce(
        StatementDrafted(market_id=market.market_id, statement_id=statement_id, payee_id=payee.payee_id)
    )
    return True


async def _terms(work: Work, market_id: int, payee_id: UUID) -> tuple[Cycle, Deposit]:
    stores = await merchants.stores_of_merchant(work, market_id, payee_id)
    found = await payee_rules(work, market_id, payee_id, {store.trade for store in stores}, work.now)
    return found.cycle, found.deposit


async def _begin(work: Work, about: tuple[int, UUID, str], statement_id: UUID, until: datetime) -> None:
    """Where the one before ended, or earlier, where an older entry comes only now."""
    before = await work.value(datetime, SQL.last_period, *about, until)
    first = await work.value(datetime, SQL.earliest_entry, about[0], statement_id)
    begins = min(moment for moment in (before, first, until - ONE_DAY) if moment is not None)
    await work.run(SQL.begin_period, about[0], statement_id, begins)


async def _recover(work: Work, market_id: int, payee_id: UUID, currency: str, statement_id: UUID) -> None:
    """What the market had paid in the payee's stead is taken from its balance: the entries say so already."""
    owed = -(await ledger.balance(work, market_id, advances_account(payee_id, currency))).minor
    if owed > 0:
        held = (await ledger.balance(work, market_id, payable_account(payee_id, currency))).minor
        part = Money(min(owed, held), currency)
        if part.minor:
            source, target = payable_account(payee_id, currency), advances_account(payee_id, currency)
            move = ledger.Move(source, target, part, "advance_recovered", statement_id)
            await ledger.transfer(work, market_id, move)


async def _top_up(work: Work, market_id: int, statement: Statement, deposit: Deposit) -> bool:
    """A part of the statement fills the deposit up, as far as it is short and as the rule allows."""
    account = deposit_account(statement.payee_id, statement.currency)
    missing = deposit.required_minor - (await ledger.balance(work, market_id, account)).minor
    part = min(missing, statement.total_minor * deposit.top_up_bp // WHOLE, statement.total_minor - 1)
    if part <= 0:
        return False
    source = payable_account(statement.payee_id, statement.currency)
    amount = Money(part, statement.currency)
    move = ledger.Move(source, account, amount, "deposit_top_up", statement.statement_id)
    await ledger.transfer(work, market_id, move)
    what = (statement.payee_id, EntryKind.DEPOSIT_TOP_UP.value, None, -part, statement.currency, "")
    await work.run(SQL.insert_entry, market_id, ids.uuid7(), *what, work.now, statement.statement_id)
    return True
