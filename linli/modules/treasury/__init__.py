"""Where money leaves the house: merchants' bank accounts, payouts in batches, days that are closed.

Words: a *payout* is one confirmed statement on its way to its merchant's bank; a *batch* is what the bank
gets at once; a *close* fixes a day's totals.
Promises: a statement is paid once, whoever tries and whatever answer is lost; the money is set aside before
the bank hears of it and comes back where the bank says no; a changed account is used only after a while, in
which its owners are told; a closed day never changes.
Stage: sandbox bank.
"""

from linli.modules.treasury.account_numbers import masked, read_number
from linli.modules.treasury.actions import (
    change_account,
    close_day,
    follow_batches,
    make_batch,
    trust_account,
)
from linli.modules.treasury.events import BankAccountChanged, PayoutFailed, PayoutPaid
from linli.modules.treasury.model import (
    Bank,
    BankAccount,
    Batch,
    BatchState,
    DayClose,
    DayTotal,
    Instruction,
    Payout,
    PayoutState,
    Word,
)
from linli.modules.treasury.providers.sandbox_bank import SandboxBank
from linli.modules.treasury.queries import (
    account_of,
    accounts_of_ids,
    batch,
    batches_of_ids,
    closes,
    day_close,
    day_totals,
    last_close,
    payouts,
    payouts_of_batch,
    payouts_of_statements,
)
from linli.modules.treasury.refusals import BANK_UNREACHABLE

__all__ = [
    "BANK_UNREACHABLE",
    "Bank",
    "BankAccount",
    "BankAccountChanged",
    "Batch",
    "BatchState",
    "DayClose",
    "DayTotal",
    "Instruction",
    "Payout",
    "PayoutFailed",
    "PayoutPaid",
    "PayoutState",
    "SandboxBank",
    "Word",
    "account_of",
    "accounts_of_ids",
    "batch",
    "batches_of_ids",
    "change_account",
    "close_day",
    "closes",
    "day_close",
    "day_totals",
    "follow_batches",
    "last_close",
    "make_batch",
    "masked",
    "payouts",
    "payouts_of_batch",
    "payouts_of_statements",
    "read_number",
    "trust_account",
]
