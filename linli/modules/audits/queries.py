"""The questions of an audit."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.modules import ledger, reservations, settlement
from linli.modules.audits.model import Finding

SQL = sql.load(__file__)

# Each statement counts what was looked at and what is wrong with it.
QUESTIONS = (
    ("every transfer balances and names two accounts of its market and currency", SQL.transfers_wrong),
    ("no limited account is below zero, added up from its transfers", SQL.accounts_overdrawn),
    ("no deal has sold more than its stock, counted from its vouchers", SQL.deals_oversold),
    ("nobody has bought more of a deal than one person may", SQL.limits_exceeded),
    (
        "every paid order has exactly its vouchers, worth exactly its total; no other has any",
        SQL.orders_without_vouchers,
    ),
    (
        "redeemed vouchers have one redemption more than undoings, others as many",
        SQL.vouchers_misused,
    ),
    ("each order's money in escrow is what its vouchers say", SQL.escrows_wrong),
    ("every review that shows stands on a redemption that was not undone", SQL.reviews_groundless),
    ("every payment is in escrow, and every refund has its part of both", SQL.refunds_wrong),
)


# Nothing is wrong with these, but somebody must look.
NOTICES = (
    ("payments that wait for a person", SQL.payments_waiting),
    ("refunds that the provider refused", SQL.refunds_refused),
)


class _Counted(msgspec.Struct, frozen=True):
    looked_at: int
    wrong: int
    examples: list[UUID] | None


async def check(reader: Reader, market_id: int) -> list[Finding]:
    """Ask every question of one market; all fine, or a bug."""
    findings = [await _ask(reader, market_id, name, statement) for name, statement in QUESTIONS]
    drifts = (
        ("kept balances equal their transfers", await ledger.balance_drift(reader, market_id)),
        ("kept stock counts equal their holds", await reservations.pool_drift(reader, market_id)),
        ("escrow rows equal their ledger accounts", await settlement.escrow_drift(reader, market_id)),
    )
    findings += [Finding(name, len(drift), _listed(drift[:5]) or "none differ") for name, drift in drifts]
    return findings


async def notices(reader: Reader, market_id: int) -> list[Finding]:
    """What waits for a person in one market; empty where nothing does."""
    asked = [await _ask(reader, market_id, name, statement, "waiting") for name, statement in NOTICES]
    return [notice for notice in asked if not notice.fine]


async def _ask(
    reader: Reader, market_id: int, name: str, statement: sql.Statement, word: str = "wrong"
) -> Finding:
    counted = await reader.one(_Counted, statement, market_id)
    if counted is None:
        raise RuntimeError(f"{statement.name} counted nothing")
    facts = f"{counted.looked_at} looked at, {counted.wrong} {word}"
    return Finding(
        name, counted.wrong, f"{facts}: {_listed(counted.examples)}" if counted.examples else facts
    )


def _listed(ids: Sequence[UUID]) -> str:
    return ", ".join(map(str, ids))
