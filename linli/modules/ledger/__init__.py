"""The double-entry ledger: where money is, and why.

Words: an *account* belongs to an owner and has a purpose; a *move* asks for money to go from one account
(debit) to another (credit); a *transfer* is a move that happened; a *pending* transfer is money set aside
until it is posted, voided or expires; a *block* seals entries into the market's chain.
Promises: a transfer is one row and balances by its shape; rows are only ever added; a batch happens whole or
not at all; a limited account (escrow, payable, deposit …) never falls below its limit, however many ask at
once, and what is set aside counts as spent; a pending transfer has one outcome; every entry is sealed.
Stage: complete.
"""

from linli.modules.ledger import beancount
from linli.modules.ledger.actions import expire, pend, post, set_credit_limit, transfer, void
from linli.modules.ledger.jobs import expire_pending, seal
from linli.modules.ledger.model import (
    Account,
    AccountLine,
    ChainReport,
    ChainState,
    HeldAccount,
    Move,
    Movement,
    Outcome,
    Pending,
    Purpose,
    Standing,
    Total,
    Transfer,
    TransferFilter,
)
from linli.modules.ledger.queries import (
    account,
    accounts,
    accounts_of_ids,
    all_accounts,
    balance,
    balance_drift,
    balances,
    balances_before,
    block_hash,
    chain_state,
    movements,
    movements_about,
    pendings,
    pendings_about,
    pendings_waiting,
    snapshot_drift,
    standing,
    totals,
    totals_until,
    transfers_about,
    transfers_of_market,
    verify_chain,
)
from linli.modules.ledger.refusals import (
    CREDIT_LIMIT_IN_USE,
    INSUFFICIENT_BALANCE,
    PENDING_EXPIRED,
    PENDING_POSTED,
    PENDING_VOIDED,
)

__all__ = [
    "CREDIT_LIMIT_IN_USE",
    "INSUFFICIENT_BALANCE",
    "PENDING_EXPIRED",
    "PENDING_POSTED",
    "PENDING_VOIDED",
    "Account",
    "AccountLine",
    "ChainReport",
    "ChainState",
    "HeldAccount",
    "Move",
    "Movement",
    "Outcome",
    "Pending",
    "Purpose",
    "Standing",
    "Total",
    "Transfer",
    "TransferFilter",
    "account",
    "accounts",
    "accounts_of_ids",
    "all_accounts",
    "balance",
    "balance_drift",
    "balances",
    "balances_before",
    "beancount",
    "block_hash",
    "chain_state",
    "expire",
    "expire_pending",
    "movements",
    "movements_about",
    "pend",
    "pendings",
    "pendings_about",
    "pendings_waiting",
    "post",
    "seal",
    "set_credit_limit",
    "snapshot_drift",
    "standing",
    "totals",
    "totals_until",
    "transfer",
    "transfers_about",
    "transfers_of_market",
    "verify_chain",
    "void",
]
