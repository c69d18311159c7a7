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
from linli.modules.settlement.accounts import escrow_account, payable_account
from linli.modules.settlement.model import Entry, Escrow, Line
from linli.modules.settlement.rules import Rule, RuleKind, Where

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


async def escrow_drift(reader: Reader, market_id: int) -> list[UUID]:
    """Orders whose escrow row and ledger account disagree: always empty, or a bug."""
    rows = await reader.many(Escrow, SQL.all_escrows, market_id)
    accounts = [escrow_account(row.order_id, row.currency).account_id for row in rows]
    balances = await ledger.balances(reader, market_id, accounts)
    return [
        row.order_id
        for row, account in zip(rows, accounts, strict=True)
        if balances.get(account, 0) != row.waiting.minor
    ]


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
