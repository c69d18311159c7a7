"""Accounts, moves and what the ledger tells of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money


class Purpose(StrEnum):
    """What an account is for, in the order in which money passes through. The limited ones may never fall
    below zero. Owners: `order:<id>`, `merchant:<id>`, `person:<id>`, `courier:<id>`, `provider:<name>`,
    `brand:<id>`, `center:<id>` or `market`.
    """

    CLEARING = "clearing"  # a provider's: money it holds for us is on the debit side
    SUSPENSE = "suspense"  # a provider's: money that came in and belongs to nothing until a person has looked
    ESCROW = "escrow"  # an order's: paid, not yet consumed
    REFUNDS = "refunds"  # a provider's: on its way back to payers
    PAYABLE = "payable"  # a merchant's: earned, not yet paid out
    DEPOSIT = "deposit"  # a merchant's: kept as security
    PAYOUTS = "payouts"  # the market's: sent to merchants' banks, not confirmed yet
    BANK = "bank"  # the market's own bank account: what is in it is on the debit side
    COMMISSION = "commission"  # what the market has earned
    SUBSIDY = "subsidy"  # what a bearer (market, center, brand) has given away: on the debit side
    STORED_VALUE = "stored_value"  # a person's: topped up, not yet spent
    COURIER = "courier"  # a courier's: earned, not yet paid out
    FEES = "fees"  # the market's: what providers have kept, on the debit side
    ADJUSTMENTS = "adjustments"  # the market's: written off (debit) and found (credit)


LIMITED = frozenset(
    (
        Purpose.SUSPENSE,
        Purpose.ESCROW,
        Purpose.PAYABLE,
        Purpose.DEPOSIT,
        Purpose.STORED_VALUE,
        Purpose.COURIER,
    )
)


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
