"""What waits in escrow, what a merchant has earned, and which rules say so."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules import ledger
from linli.modules.settlement.accounts import (
    advances_account,
    deposit_account,
    payable_account,
)
from linli.modules.settlement.model import (
    AgeBand,
    Dispute,
    Entry,
    Escrow,
    KindSum,
    Line,
    OpenDay,
    PayeeRules,
    Standing,
    Statement,
    StatementState,
)
from linli.modules.settlement.rules import Rule, RuleKind, Where, chosen, cycle_of, deposit_of

SQL = sql.load(__file__)


async def escrow(reader: Reader, market_id: int, order_id: UUID) -> Escrow | None:
    """One order's escrow; None before it is paid."""
    return await reader.one(Escrow, SQL.find_escrow, market_id, order_id)


async def lines_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[Line]:
    """An order's lines with the rules that were in force when its money came in."""
    return await reader.many(Line, SQL.find_lines, market_id, order_id)


async def entries_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[Entry]:
    """What each payee got of one order, and gave back, in the order it happened."""
    return await reader.many(Entry, SQL.entries_of_order, market_id, order_id)


async def balance(reader: Reader, market_id: int, merchant_id: UUID, currency: str) -> Money:
    """What the merchant has earned and not yet been paid."""
    return await ledger.balance(reader, market_id, payable_account(merchant_id, currency))


async def movements(
    reader: Reader,
    market_id: int,
    merchant_id: UUID,
    currency: str,
    cursor: str | None = None,
    size: int = 30,
) -> Page[ledger.Movement]:
    """Every change of the merchant's balance, newest first."""
    account = payable_account(merchant_id, currency)
    return await ledger.movements(reader, market_id, account, cursor, size)


async def waiting(reader: Reader, market_id: int, merchant_id: UUID, currency: str) -> Money:
    """What has been paid for this merchant and not been consumed yet, before commission."""
    minor = await reader.value(int, SQL.waiting_of_merchant, market_id, merchant_id, currency)
    return Money(minor or 0, currency)


async def rules_in_force(reader: Reader, market_id: int, wheres: Sequence[Where], at: datetime) -> list[Rule]:
    """The rules that could apply to any of these at a moment, at most one for each kind and target."""
    targets = sorted({target for where in wheres for target in where.targets()})
    return await reader.many(Rule, SQL.rules_in_force, market_id, targets, at)


async def rule(reader: Reader, market_id: int, rule_id: UUID) -> Rule:
    """One rule. Refuses: not_found."""
    found = await reader.one(Rule, SQL.find_rule, market_id, rule_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def rules_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Rule]:
    """These rules by id; one that is not there is left out."""
    found = await reader.many(Rule, SQL.find_rules, market_id, list(set(ids)))
    return {row.rule_id: row for row in found}


async def rules_of_market(
    reader: Reader,
    market_id: int,
    kind: RuleKind | None = None,
    target: str | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Rule]:
    """Every rule that was ever added, newest first; `target` may be a scope (merchant) or whole (merchant:…).

    Refuses: invalid (cursor).
    """
    wanted = (kind.value if kind else None, target)
    rows = await reader.many(Rule, SQL.market_rules, market_id, read_cursor(cursor), *wanted, size + 1)
    return page_of(rows, size, lambda row: row.rule_id)


async def payee_rules(
    reader: Reader, market_id: int, payee_id: UUID, trades: Iterable[str], at: datetime
) -> PayeeRules:
    """The cycle and deposit of a payee that works in these trades: its own rules, else the largest deposit of
    its trades, else the market's.
    """
    wheres = [Where(payee_id, trade) for trade in sorted(set(trades))] or [Where(payee_id)]
    rules = await rules_in_force(reader, market_id, wheres, at)
    deposits = [deposit_of(chosen(rules, RuleKind.DEPOSIT, where)) for where in wheres]
    cycle = cycle_of(chosen(rules, RuleKind.CYCLE, wheres[0]))
    return PayeeRules(cycle, max(deposits, key=lambda one: one.required_minor))


async def deposit(reader: Reader, market_id: int, merchant_id: UUID, currency: str) -> Money:
    """What the merchant has given as security."""
    return await ledger.balance(reader, market_id, deposit_account(merchant_id, currency))


async def owed(reader: Reader, market_id: int, merchant_id: UUID, currency: str) -> Money:
    """What the market has advanced for the merchant and takes from its next earnings."""
    debt = await ledger.balance(reader, market_id, advances_account(merchant_id, currency))
    return Money(-debt.minor, currency)


async def standing(reader: Reader, market_id: int, payee_id: UUID, currency: str) -> Standing:
    """Where a payee's money is once it has left escrow."""
    found = await reader.one(Standing, SQL.standing_of_payee, market_id, payee_id, currency)
    return found or Standing(0, 0, 0, 0)


async def open_days(
    reader: Reader, market_id: int, payee_id: UUID, currency: str, timezone: str
) -> list[OpenDay]:
    """What no statement has yet, by the market's day on which it was earned."""
    return await reader.many(OpenDay, SQL.open_days, market_id, payee_id, currency, timezone)


async def entries_of_payee(
    reader: Reader,
    market_id: int,
    payee_id: UUID,
    cursor: str | None = None,
    size: int = 30,
    *,
    only_open: bool = False,
) -> Page[Entry]:
    """Everything that a payee earned and gave back, newest first. Refuses: invalid (cursor)."""
    about = (market_id, payee_id, read_cursor(cursor), only_open)
    rows = await reader.many(Entry, SQL.entries_of_payee, *about, size + 1)
    return page_of(rows, size, lambda row: row.entry_id)


async def statement(reader: Reader, market_id: int, statement_id: UUID, payee_id: UUID | None) -> Statement:
    """One statement; of this payee, unless None asks. Refuses: not_found (or another's)."""
    found = await reader.one(Statement, SQL.find_statement, market_id, statement_id)
    if found is None or payee_id not in (None, found.payee_id):
        raise NOT_FOUND()
    return found


async def statements_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Statement]:
    """These statements by id; one that is not there is left out."""
    rows = await reader.many(Statement, SQL.find_statements, market_id, list(set(ids)))
    return {row.statement_id: row for row in rows}


async def statements(
    reader: Reader,
    market_id: int,
    payee_id: UUID | None = None,
    state: StatementState | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Statement]:
    """Statements, newest first; dissolved ones only where they are asked for. Refuses: invalid (cursor)."""
    wanted = (payee_id, state.value if state else None)
    rows = await reader.many(
        Statement, SQL.market_statements, market_id, read_cursor(cursor), *wanted, size + 1
    )
    return page_of(rows, size, lambda row: row.statement_id)


async def statement_entries(
    reader: Reader, market_id: int, statement_id: UUID, cursor: str | None = None, size: int = 100
) -> Page[Entry]:
    """A statement line by line, as it was earned. Refuses: invalid (cursor)."""
    start = read_cursor(cursor, oldest_first=True)
    rows = await reader.many(Entry, SQL.entries_of_statement, market_id, statement_id, start, size + 1)
    return page_of(rows, size, lambda row: row.entry_id)


async def statement_sums(reader: Reader, market_id: int, statement_id: UUID) -> list[KindSum]:
    """A statement by kind and part; together they are its total."""
    return await reader.many(KindSum, SQL.sums_of_statement, market_id, statement_id)


async def payees_to_pay(reader: Reader, market_id: int) -> list[UUID]:
    """Who has a confirmed statement that waits for its payout."""
    return await reader.column(UUID, SQL.payees_to_pay, market_id)


async def disputes(
    reader: Reader,
    market_id: int,
    payee_id: UUID | None = None,
    cursor: str | None = None,
    size: int = 50,
    *,
    only_open: bool = False,
) -> Page[Dispute]:
    """Disputed lines, newest first. Refuses: invalid (cursor)."""
    about = (market_id, read_cursor(cursor), payee_id, only_open)
    rows = await reader.many(Dispute, SQL.market_disputes, *about, size + 1)
    return page_of(rows, size, lambda row: row.dispute_id)


async def dispute(reader: Reader, market_id: int, dispute_id: UUID) -> Dispute:
    """One disputed line. Refuses: not_found."""
    found = await reader.one(Dispute, SQL.find_dispute, market_id, dispute_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def entries_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Entry]:
    """These entries by id; one that is not there is left out."""
    rows = await reader.many(Entry, SQL.entries_of_ids, market_id, list(set(ids)))
    return {row.entry_id: row for row in rows}


async def oldest_escrow(reader: Reader, market_id: int) -> datetime | None:
    """Since when the oldest of what waits in escrow has waited; it reads every escrow of the market."""
    return await reader.value(datetime, SQL.oldest_escrow, market_id)


async def escrow_ages(reader: Reader, market_id: int, bands: Sequence[int]) -> list[AgeBand]:
    """How long what waits in escrow has waited, by the days with which each band begins."""
    return await reader.many(AgeBand, SQL.escrow_ages, market_id, reader.now, list(bands))
