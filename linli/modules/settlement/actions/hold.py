"""The money has come in: it waits, and the rules of this moment are written beside it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules import ledger, markets, merchants
from linli.modules.settlement.accounts import clearing_account, escrow_account
from linli.modules.settlement.model import HeldLine
from linli.modules.settlement.queries import rules_in_force
from linli.modules.settlement.rules import (
    Rule,
    RuleKind,
    Where,
    chosen,
    commission_of,
    cycle_of,
    shares_of,
)
from linli.modules.settlement.statements import SQL


async def hold_in_escrow(
    work: Work,
    market_id: int,
    order_id: UUID,
    merchant_id: UUID,
    provider: str,
    currency: str,
    lines: Sequence[HeldLine],
) -> None:
    """An order's payment has arrived at `provider`: it waits in the order's own escrow account.

    Commission, split and claims window of each line are fixed here for everything it will ever release.
    """
    amount = Money(sum(line.amount_minor for line in lines), currency)
    found = await merchants.stores(work, market_id, {line.store_id for line in lines})
    wheres = [
        Where(
            merchant_id,
            found[line.store_id].trade if line.store_id in found else "",
            line.store_id,
            line.deal_id,
        )
        for line in lines
    ]
    rules = await rules_in_force(work, market_id, wheres, work.now)
    terms = [await _terms(work, market_id, merchant_id, rules, where) for where in wheres]
    row = (market_id, order_id, merchant_id, currency, amount.minor, work.now)
    await work.put(
        SQL.insert_escrow,
        *row,
        [line.line_no for line in lines],
        [line.deal_id for line in lines],
        [line.store_id for line in lines],
        [line.amount_minor for line in lines],
        *(list(column) for column in zip(*terms, strict=True)),
        provider,
        [line.subsidy_minor for line in lines],
    )
    move = ledger.Move(
        clearing_account(provider, currency), escrow_account(order_id, currency), amount, "paid", order_id
    )
    await ledger.transfer(work, market_id, move)


async def _terms(
    work: Work, market_id: int, merchant_id: UUID, rules: Sequence[Rule], where: Where
) -> tuple[object, ...]:
    """(commission, its rule, the split's rule, shares, claims hours) of one line."""
    rule = chosen(rules, RuleKind.COMMISSION, where)
    commission = commission_of(rule)
    if commission is None:
        # A market that was opened without its journey has no rule yet: what it opened with is kept with it.
        rate_bp = (await markets.market(work, market_id)).commission_bp
    else:
        rate_bp = commission.rate_bp
    split = chosen(rules, RuleKind.SPLIT, where)
    shares = msgspec.json.encode(shares_of(split, merchant_id)).decode()
    cycle = cycle_of(chosen(rules, RuleKind.CYCLE, where))
    return rate_bp, rule and rule.rule_id, split and split.rule_id, shares, cycle.claims_hours
