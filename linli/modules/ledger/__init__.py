"""The double-entry ledger: where money is, and why.

Words: an *account* belongs to an owner and has a purpose; a *move* asks for money to go from one account
(debit)
to another (credit); a *transfer* is a move that happened.
Promises: a transfer is one row and balances by its shape; rows are only ever added; a batch of moves happens
whole or not at all; a limited account (escrow, payable, deposit …) never falls below zero, however many ask
at once.
Stage: single-phase transfers. Pending transfers and sealed blocks come with the money issue.
"""

from linli.modules.ledger.actions import transfer
from linli.modules.ledger.model import (
    Account,
    AccountLine,
    HeldAccount,
    Move,
    Movement,
    Purpose,
    Total,
    Transfer,
    TransferFilter,
)
from linli.modules.ledger.queries import (
    account,
    accounts,
    accounts_of_ids,
    balance,
    balance_drift,
    balances,
    movements,
    totals,
    transfers_about,
    transfers_of_market,
)
from linli.modules.ledger.refusals import INSUFFICIENT_BALANCE

__all__ = [
    "INSUFFICIENT_BALANCE",
    "Account",
    "AccountLine",
    "HeldAccount",
    "Move",
    "Movement",
    "Purpose",
    "Total",
    "Transfer",
    "TransferFilter",
    "account",
    "accounts",
    "accounts_of_ids",
    "balance",
    "balance_drift",
    "balances",
    "movements",
    "totals",
    "transfer",
    "transfers_about",
    "transfers_of_market",
]
