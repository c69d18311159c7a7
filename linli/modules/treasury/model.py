"""Bank accounts, batches of payouts, what a bank says, and closed days."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from linli.kernel.money import Money


class BankAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Where a merchant is paid; of the number only `tail` is readable. Used from `usable_from` on;
    `refused_at`: the bank has sent a payout back, so nothing is sent there until somebody has looked.
    """

    account_id: UUID
    merchant_id: UUID
    kind: str
    holder: str
    bank_name: str
    tail: str
    added_by: UUID
    added_at: datetime
    usable_from: datetime
    refused_at: datetime | None
    ended_at: datetime | None


class BatchState(StrEnum):
    """Made: not at the bank yet, or its answer was lost. Sent: the bank has it. Settled: all ended."""

    MADE = "made"
    SENT = "sent"
    SETTLED = "settled"


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Payouts that go to the bank together (sum in minor units)."""

    batch_id: UUID
    number: str
    currency: str
    state: BatchState
    payouts: int
    total_minor: int
    made_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    trouble: str

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)


class PayoutState(StrEnum):
    """Sending: set aside, not confirmed. Paid, failed: the bank's word."""

    SENDING = "sending"
    PAID = "paid"
    FAILED = "failed"


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """One statement on its way to its merchant's account; `pending_id` is the money set aside for it."""

    payout_id: UUID
    batch_id: UUID
    statement_id: UUID
    merchant_id: UUID
    account_id: UUID
    pending_id: UUID
    amount_minor: int
    currency: str
    state: PayoutState
    reason: str
    bank_ref: str
    made_at: datetime
    settled_at: datetime | None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Instruction(msgspec.Struct, frozen=True):
    """What a bank is told of one payout."""

    payout_id: UUID
    holder: str
    number: str
    amount_minor: int


class Word(msgspec.Struct, frozen=True):
    """What a bank says of one payout: pending, paid or failed (why, as a word of the bank's)."""

    payout_id: UUID
    status: str
    reason: str
    bank_ref: str


class Bank(Protocol):
    """A bank that pays batches. A repeated batch is the same batch; a network error is bank_unreachable."""

    async def send(self, batch_id: UUID, currency: str, payouts: Sequence[Instruction]) -> None:
        """Hand a batch over. Refuses: bank_unreachable."""

    async def report(self, batch_id: UUID) -> Sequence[Word] | None:
        """How its payouts stand; None where the bank knows no such batch. Refuses: bank_unreachable."""

    async def close(self) -> None:
        """Let go of its connections; the next call opens them anew."""


class DayClose(msgspec.Struct, frozen=True):
    """A day that was closed, by whom and when."""

    day: date
    closed_at: datetime
    closed_by: str


class DayTotal(msgspec.Struct, frozen=True):
    """What one purpose moved on a day, and all of it until the day's end (minor units)."""

    purpose: str
    currency: str
    debits_minor: int
    credits_minor: int
    debits_until_minor: int
    credits_until_minor: int
