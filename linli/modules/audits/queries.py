"""The questions of an audit, and how each is asked."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.modules import ledger, reservations
from linli.modules.audits.model import Finding, Question

SQL = sql.load(__file__)
# So long after its time a job may be late before that is a fault.
GRACE = timedelta(minutes=5)
# Entries are sealed within a minute while the worker runs.
SEALED_WITHIN = timedelta(minutes=1)
Drift = Callable[[Reader, int], Awaitable[list[UUID]]]


class _Counted(msgspec.Struct, frozen=True):
    looked_at: int
    wrong: int
    examples: list[Any] | None


def _counted(
    key: str, check: str, statement: sql.Statement, *, word: str = "wrong", grace: timedelta | None = None
) -> Question:
    """A statement that counts what was looked at and what is wrong with it; with `grace` it is told the
    moment before which something should have happened.
    """

    async def answer(reader: Reader, market_id: int) -> tuple[int, str]:
        since = () if grace is None else (reader.now - grace,)
        counted = await reader.one(_Counted, statement, market_id, *since)
        if counted is None:
            raise RuntimeError(f"{statement.name} counted nothing")
        facts = f"{counted.looked_at} looked at, {counted.wrong} {word}"
        return counted.wrong, f"{facts}: {_listed(counted.examples)}" if counted.examples else facts

    return Question(key, check, answer)


def _drifting(key: str, check: str, drift: Drift) -> Question:
    """A module's own question, answered with the ids of what differs."""

    async def answer(reader: Reader, market_id: int) -> tuple[int, str]:
        found = await drift(reader, market_id)
        return len(found), _listed(found[:5]) or "none differ"

    return Question(key, check, answer)


async def _chain(reader: Reader, market_id: int) -> tuple[int, str]:
    """The hash of the last block is told, so that somebody outside may note it."""
    report = await ledger.verify_chain(reader, market_id)
    facts = f"{report.entries} entries in {report.height} blocks, head {report.head.hex()}"
    facts += f", {report.tail} unsealed"
    if report.tail_since:
        facts += f" for {int((reader.now - report.tail_since).total_seconds())} s"
    return len(report.said), "; ".join([*report.said[:5], facts])


def noted_head(height: int, noted: bytes) -> Question:
    """Whether a market's chain still has the block that somebody outside has noted. Where it has, and the
    chain is whole, everything up to that block is as it was then.
    """

    async def answer(reader: Reader, market_id: int) -> tuple[int, str]:
        found = await ledger.block_hash(reader, market_id, height)
        if found is None:
            last = (await ledger.chain_state(reader, market_id)).height
            return 1, f"noted {noted.hex()} at height {height}, but the chain ends at height {last}"
        if found != noted:
            return 1, f"noted {noted.hex()} at height {height}, but there it is {found.hex()}"
        return 0, f"{noted.hex()} at height {height}, as noted"

    return Question("noted_head", "the chain has the block that was noted", answer)


async def head(reader: Reader, market_id: int) -> tuple[int, bytes]:
    """Height and hash of a market's last block, to be noted by somebody outside."""
    state = await ledger.chain_state(reader, market_id)
    return state.height, state.hash


async def _tail(reader: Reader, market_id: int) -> tuple[int, str]:
    state = await ledger.chain_state(reader, market_id)
    age = reader.now - state.tail_since if state.tail_since else timedelta(0)
    late = state.tail if age > SEALED_WITHIN else 0
    return late, f"{state.tail} entries, the oldest for {int(age.total_seconds())} s"


QUESTIONS: tuple[Question, ...] = (
    _counted(
        "double_entry",
        "every transfer balances and names two accounts of its market and currency",
        SQL.transfers_wrong,
    ),
    _counted(
        "limits_of_accounts",
        "no limited account is below zero, added up from its transfers",
        SQL.accounts_overdrawn,
    ),
    _drifting("kept_balances", "kept balances equal their transfers", ledger.balance_drift),
    _drifting("snapshots", "snapshots equal the transfers that are sealed", ledger.snapshot_drift),
    _counted(
        "outcomes",
        "money that was set aside has at most one outcome, and moved as it was meant to",
        SQL.results_wrong,
    ),
    _counted("overdue", "nothing is set aside beyond its time", SQL.pendings_overdue, grace=GRACE),
    Question("chain", "every entry is sealed once or waits to be, and nothing sealed has changed", _chain),
    _counted(
        "captures",
        "every captured payment has exactly one order that counts as paid, or goes back",
        SQL.captures_astray,
    ),
    _counted(
        "refunds", "every payment is in escrow, and every refund has its part of both", SQL.refunds_wrong
    ),
    _counted("refunds_within_paid", "no more goes back than came in", SQL.refunds_beyond),
    _counted(
        "refunds_in_transit",
        "accounts of refunds hold what providers have still to send back",
        SQL.refunds_in_transit_wrong,
    ),
    _counted("suspense", "what cannot be placed stands in suspense, and nothing else", SQL.suspense_wrong),
    _counted("escrows", "each order's money in escrow is what its vouchers say", SQL.escrows_wrong),
    _counted("escrow_accounts", "escrow rows equal their ledger accounts", SQL.escrow_accounts_wrong),
    _counted(
        "settled_within_redeemed",
        "bearers are credited no more than was redeemed, line by line",
        SQL.settled_beyond,
    ),
    _counted(
        "subsidies",
        "what the market has paid for coupons is what orders say that it bears",
        SQL.subsidies_wrong,
    ),
    _counted("statements", "every statement is the sum of its entries", SQL.statements_wrong),
    _counted(
        "payees",
        "what payees were credited is what their entries say",
        SQL.payees_wrong,
    ),
    _counted("payouts", "every statement at the bank has exactly one payout of its total", SQL.payouts_wrong),
    _counted(
        "vouchers_of_orders",
        "every paid order has exactly its vouchers, worth exactly its total; no other has any",
        SQL.orders_without_vouchers,
    ),
    _counted(
        "pickups",
        "every paid order of goods has its pickup, and its units and money lie where they were moved",
        SQL.pickups_wrong,
    ),
    _counted(
        "sales",
        "what was paid in a shop was released to it, and what it gave back was taken from it",
        SQL.sales_wrong,
    ),
    _counted(
        "redemptions",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
        SQL.vouchers_misused,
    ),
    _counted(
        "offline_uses",
        "what waits of vouchers is what was taken offline, and what was decided is what was redeemed",
        SQL.offline_uses_wrong,
    ),
    _counted(
        "offline_decided",
        "every use without a network is decided once its window is over",
        SQL.offline_uses_overdue,
        grace=GRACE,
    ),
    _counted(
        "stock",
        "no deal has sold more than its stock, counted from its vouchers",
        SQL.deals_oversold,
    ),
    _counted("per_person", "nobody has bought more of a deal than one person may", SQL.limits_exceeded),
    _counted("levels", "what a store has on hand is the sum of its movements", SQL.levels_wrong),
    _counted(
        "level_pools",
        "what can be sold is what is on hand less what is promised",
        SQL.level_pools_wrong,
    ),
    _counted(
        "transfers_of_goods",
        "what left a store is on its way, arrived or came back",
        SQL.goods_on_the_way_wrong,
    ),
    _drifting("holds", "kept stock counts equal their holds", reservations.pool_drift),
    _counted("holds_in_time", "nothing is held longer than it may be", SQL.holds_astray, grace=GRACE),
    _counted(
        "reviews",
        "every review that shows stands on a redemption that was not undone",
        SQL.reviews_groundless,
    ),
    _counted("credits", "by every model the credits of an order add up to it", SQL.credits_wrong),
    _counted("credit_sums", "what reports say of channels is what was credited", SQL.credit_sums_wrong),
    _counted("visit_sums", "every visit by a code is counted once", SQL.visit_sums_wrong),
    _counted(
        "coupon_costs", "what coupons cost a channel is what orders say they took off", SQL.coupon_costs_wrong
    ),
)

# Nothing is wrong with these, but somebody must look, or something is under way.
NOTICES: tuple[Question, ...] = (
    _counted("payments_waiting", "payments that wait for a person", SQL.payments_waiting, word="waiting"),
    _counted("refunds_refused", "refunds that the provider refused", SQL.refunds_refused, word="waiting"),
    _counted("in_transit", "transit accounts that hold money", SQL.transit_waiting, word="waiting"),
    _counted("differences", "differences between bills and books", SQL.differences_waiting, word="waiting"),
    Question("tail", "entries that have waited more than a minute to be sealed", _tail),
)


async def check(reader: Reader, market_id: int) -> list[Finding]:
    """Ask every question of one market; all fine, or a bug."""
    return [await question.ask(reader, market_id) for question in QUESTIONS]


async def notices(reader: Reader, market_id: int) -> list[Finding]:
    """What waits for a person, or is under way, in one market; empty where nothing is."""
    asked = [await question.ask(reader, market_id) for question in NOTICES]
    return [notice for notice in asked if not notice.fine]


def _listed(found: Sequence[object]) -> str:
    return ", ".join(map(str, found))
