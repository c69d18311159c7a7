"""Accounts, moves and what the ledger tells of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money


class Purpose(StrEnum):
    """What an account is for. The limited ones may never fall below zero."""

    CLEARING = "clearing"  # money at a payment provider: debits are what it holds for us
    ESCROW = "escrow"  # one per order: paid, not yet consumed
    PAYABLE = "payable"  # one per merchant: earned, not yet paid out
    COMMISSION = "commission"  # what the market has earned
    REFUNDS = "refunds"  # on its way back to payers


LIMITED = frozenset((Purpose.ESCROW, Purpose.PAYABLE))


class Account(msgspec.Struct, frozen=True):
    """An account is known by owner, purpose and currency; its id follows from them."""

    owner: str
    purpose: Purpose
    currency: str

    @property
    def account_id(self) -> UUID:
        return ids.derived("account", self.owner, self.purpose.value, self.currency)

    @property
    def limited(self) -> bool:
        return self.purpose in LIMITED


class Move(msgspec.Struct, frozen=True):
    """A wish: `amount` (positive) from `debit` to `credit`, of a kind, on account of a subject (an order)."""

    debit: Account
    credit: Account
    amount: Money
    kind: str
    subject_id: UUID


class Movement(msgspec.Struct, frozen=True):
    """One line of an account's statement; `amount_minor` is signed: positive is credited to it."""

    transfer_id: UUID
    kind: str
    amount_minor: int
    currency: str
    subject_id: UUID
    made_at: datetime


class HeldAccount(msgspec.Struct, frozen=True):
    """An account that exists: whose it is (`order:…`, `merchant:…`, `market`, `provider`) and what for."""

    account_id: UUID
    owner: str
    purpose: Purpose
    currency: str
    limited: bool
    opened_at: datetime


class AccountLine(msgspec.Struct, frozen=True):
    """An account with what it holds: credits minus debits, in minor units."""

    account_id: UUID
    owner: str
    purpose: Purpose
    currency: str
    limited: bool
    opened_at: datetime
    balance_minor: int

    @property
    def balance(self) -> Money:
        return Money(self.balance_minor, self.currency)


class Transfer(msgspec.Struct, frozen=True):
    """One row of the journal: `amount_minor` (positive) went from the debited account to the credited one."""

    transfer_id: UUID
    debit_account_id: UUID
    credit_account_id: UUID
    amount_minor: int
    currency: str
    kind: str
    subject_id: UUID
    made_at: datetime

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class TransferFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's transfers a list shows; `since` is inclusive, `until` is not."""

    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Total(msgspec.Struct, frozen=True):
    """All debits and credits of one purpose, in minor units."""

    purpose: str
    currency: str
    debits_minor: int
    credits_minor: int
