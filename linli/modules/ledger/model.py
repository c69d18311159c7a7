"""Accounts, moves and what the ledger tells of them."""

from collections.abc import Sequence
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
    ADVANCES = "advances"  # a merchant's: paid in its stead until it earns again, on the debit side
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


class Outcome(StrEnum):
    """What became of a pending transfer; it has one outcome, for good."""

    POSTED = "posted"
    VOIDED = "voided"
    EXPIRED = "expired"


class Pending(msgspec.Struct, frozen=True):
    """Money set aside: `amount_minor` is to go from the debited account to the credited one, if it is posted
    before `expires_at` (never expires where that is None). `outcome` is None while it waits.
    """

    pending_id: UUID
    debit_account_id: UUID
    credit_account_id: UUID
    amount_minor: int
    currency: str
    kind: str
    subject_id: UUID
    made_at: datetime
    expires_at: datetime | None
    outcome: Outcome | None = None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Standing(msgspec.Struct, frozen=True):
    """What one account holds, all in minor units: posted; set aside to leave it; announced to reach it, which
    counts for nothing yet; and how far it may fall below zero (None: it has no limit at all).
    """

    balance_minor: int
    leaving_minor: int
    arriving_minor: int
    credit_limit_minor: int | None

    @property
    def available_minor(self) -> int:
        """What may still be moved away; for an account without a limit only what is not set aside."""
        return self.balance_minor - self.leaving_minor + (self.credit_limit_minor or 0)


class ChainState(msgspec.Struct, frozen=True):
    """How far the chain of blocks has come, and what no block has sealed yet."""

    height: int
    sealed_at: datetime | None
    hash: bytes
    tail: int
    tail_since: datetime | None


class ChainReport(msgspec.Struct, frozen=True):
    """What verifying a chain found: `said` names each fault, and is empty where all is whole. `entries` are
    sealed, `tail` wait for the next block, the oldest since `tail_since`; `head` is the last block's hash,
    which somebody outside may note.
    """

    height: int
    entries: int
    tail: int
    tail_since: datetime | None
    head: bytes
    said: Sequence[str]

    @property
    def whole(self) -> bool:
        return not self.said


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


class AccountLine(HeldAccount, frozen=True):
    """An account with what it holds: credits minus debits, in minor units."""

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
