"""Intents, refunds, and the one interface to every provider."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from linli.kernel.money import Money


class IntentState(StrEnum):
    """Where a payment stands.

    `created`: the provider has not heard of it; `pending`: it has, or is about to. `held`: it told another
    amount, so nothing moves until it confirms ours when asked directly, or a person has looked.
    """

    CREATED = "created"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"
    HELD = "held"


class RefundState(StrEnum):
    """`due` until the provider has sent it; `failed` when it refused and a person must look."""

    DUE = "due"
    DONE = "done"
    FAILED = "failed"


class Intent(msgspec.Struct, frozen=True):
    """One order's wish to be paid, in minor units of its currency."""

    market_id: int
    intent_id: UUID
    order_id: UUID
    amount_minor: int
    refunded_minor: int
    currency: str
    subject: str
    provider: str
    state: IntentState
    attempt: int
    provider_ref: str | None
    pay_url: str | None
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def attempt_key(self) -> str:
        """What the provider knows this attempt by: asking again under it never charges twice."""
        return f"{self.intent_id}:{self.attempt}"


class Refund(msgspec.Struct, frozen=True):
    """Money on its way back, in minor units."""

    market_id: int
    refund_id: UUID
    intent_id: UUID
    order_id: UUID
    amount_minor: int
    currency: str
    reason: str
    state: RefundState
    tries: int
    due_at: datetime
    done_at: datetime | None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class RefundFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's refunds a list shows; due from `since` (inclusive) to `until` (not)."""

    state: RefundState | None = None
    since: datetime | None = None
    until: datetime | None = None


class RefundTotal(msgspec.Struct, frozen=True):
    """How many of a market's refunds stand in one state, and for how much, in minor units."""

    state: RefundState
    currency: str
    refunds: int
    amount_minor: int


class LooseKind(StrEnum):
    """Why a payment waits for a person.

    `held`: the provider told another amount or currency than we asked for; `differs`: it did so after it had
    told ours; `paid_twice`: it took the money of two attempts; `refund_failed`: it refused to send money
    back.
    """

    HELD = "held"
    DIFFERS = "differs"
    PAID_TWICE = "paid_twice"
    REFUND_FAILED = "refund_failed"


class LooseEnd(msgspec.Struct, frozen=True):
    """Money that cannot be settled by itself: `amount_minor` is what we know of it, `told_minor` what the
    provider told, each in minor units. A refused refund is told by its own id and amount.
    """

    loose_end_id: UUID
    kind: LooseKind
    order_id: UUID
    amount_minor: int
    currency: str
    told_minor: int
    told_currency: str
    provider: str
    provider_ref: str
    noted_at: datetime

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class NewsKind(StrEnum):
    """What a provider can tell us, whatever words it uses itself."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"


class News(msgspec.Struct, frozen=True):
    """A provider's answer or callback in our words. `reference` is our intent's or refund's id."""

    event_id: str
    kind: NewsKind
    reference: UUID
    provider_ref: str
    amount_minor: int
    currency: str


class Checkout(msgspec.Struct, frozen=True):
    """Where the payer pays, and the provider's own name for the payment."""

    provider_ref: str
    pay_url: str


class Gateway(Protocol):
    """One provider's language. Every call may be repeated: the provider knows ours by intent or refund id.

    Each raises PROVIDER_UNREACHABLE (a Refusal) when there is no answer; nothing is then known.
    """

    name: str

    async def create(self, intent: Intent, return_url: str, notify_url: str, locale: str) -> Checkout: ...

    async def query(self, intent: Intent) -> News | None: ...

    async def close(self, intent: Intent) -> None: ...

    async def refund(self, intent: Intent, refund: Refund) -> News: ...

    def read_callback(self, headers: Mapping[str, str], path: str, body: bytes, now: datetime) -> News: ...


Gateways = Mapping[str, Gateway]
