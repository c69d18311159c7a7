"""Intents, refunds, and the one interface to every provider."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.modules.payments.bills import Bill
from linli.modules.payments.checkouts import Acknowledgement, Ask, Checkout, Method


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
    """`due` until the provider has sent it; `failed` when it refused and a person must look; `otherwise` when
    a person has then paid it back another way.
    """

    DUE = "due"
    DONE = "done"
    FAILED = "failed"
    OTHERWISE = "otherwise"


class OtherWay(StrEnum):
    """How a refund that the provider refused was paid back: from the market's `bank` account, or by hand at
    the `provider`.
    """

    BANK = "bank"
    PROVIDER = "provider"


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
    ask: Ask | None
    checkout: Checkout | None
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
    """Money on its way back by `provider`, in minor units; of the payment `payment_ref` where that is not the
    intent's own.
    """

    market_id: int
    refund_id: UUID
    intent_id: UUID
    order_id: UUID
    amount_minor: int
    currency: str
    reason: str
    state: RefundState
    round: int
    provider: str
    payment_ref: str | None
    tries: int
    due_at: datetime
    done_at: datetime | None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def send_key(self) -> str:
        """What the provider knows it by: its id, and from the second round on (a person sent it again after
        the provider had refused) the round.
        """
        return str(self.refund_id) if self.round == 1 else f"{self.refund_id}-{self.round}"


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
    back; `refunded_twice`: it sent a refund that had been paid back already.
    """

    HELD = "held"
    DIFFERS = "differs"
    PAID_TWICE = "paid_twice"
    REFUND_FAILED = "refund_failed"
    REFUNDED_TWICE = "refunded_twice"


class Outcome(StrEnum):
    """What became of a loose end: the provider `confirmed` our amount, it was `sent_back`, or a person has
    put it right (`looked_after`).
    """

    CONFIRMED = "confirmed"
    SENT_BACK = "sent_back"
    LOOKED_AFTER = "looked_after"


class LooseEnd(msgspec.Struct, frozen=True):
    """Money that cannot be settled by itself: `amount_minor` is what we know of it, `told_minor` what the
    provider told, each in minor units, `booked_minor` what stands in suspense for it. A refused refund is
    told by its own id and amount.
    """

    loose_end_id: UUID
    intent_id: UUID
    kind: LooseKind
    order_id: UUID
    amount_minor: int
    currency: str
    told_minor: int
    told_currency: str
    provider: str
    provider_ref: str
    booked_minor: int
    noted_at: datetime
    settled_at: datetime | None
    outcome: Outcome | None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class LooseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's loose ends a list shows; noted from `since` (inclusive) to `until` (not)."""

    open: bool | None = None
    kind: LooseKind | None = None
    since: datetime | None = None
    until: datetime | None = None


class NewsKind(StrEnum):
    """What a provider can tell us, whatever words it uses itself.

    `failed` and `closed` are final for the attempt: nobody can pay it any more. Where the payer may try again
    on the same page, that is still `pending`.
    """

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"


class News(msgspec.Struct, frozen=True):
    """A provider's answer or callback in our words. `reference` is our intent's or refund's id.

    `market_id` where the provider repeats what we had written on it: an account that serves several markets
    may tell all its news at one address.
    """

    event_id: str
    kind: NewsKind
    reference: UUID
    provider_ref: str
    amount_minor: int
    currency: str
    market_id: int | None = None


class Gateway(Protocol):
    """One provider's language. Every call may be repeated: the provider knows ours by intent and attempt, or
    by a refund's key, and a repeat neither charges nor refunds twice.

    Each raises PROVIDER_UNREACHABLE (a Refusal) when there is no answer, or none that can be read; nothing is
    then known, and it is asked again. Network calls end within seconds.
    """

    name: str
    # What it offers, preferred first; see `checkouts.method_for`.
    methods: tuple[Method, ...]
    # What it wants to hear once a callback was taken.
    accepted: Acknowledgement

    async def create(self, intent: Intent, ask: Ask) -> Checkout:
        """Begin the intent's attempt (`attempt_key`); again in the same words, the same checkout comes.

        Refuses: way_not_possible (this provider will not take this payment at all).
        """

    async def query(self, intent: Intent) -> News | None:
        """How the attempt stands; None when the provider has not heard of it. Found also where its
        `provider_ref` was never learned.
        """

    async def close(self, intent: Intent) -> None:
        """After this nobody can pay the attempt. One that is closed, failed or unknown already is no error.

        Refuses: already_paid.
        """

    async def refund(self, intent: Intent, refund: Refund) -> News:
        """Send a part of a paid intent back. The provider knows it by `refund.send_key`. REFUND_FAILED only
        where asking again under that key cannot help.
        """

    async def query_refund(self, intent: Intent, refund: Refund) -> News | None:
        """How a refund stands; None when the provider has not heard of it."""

    async def bill(self, day: date, zone: str) -> Bill:
        """All that was booked from midnight to midnight in `zone`, every page of it.

        Refuses: bill_not_ready (it comes later that day or the next).
        """

    async def read_callback(
        self, headers: Mapping[str, str], path: str, body: bytes, now: datetime
    ) -> News | None:
        """What a callback says; None when it is genuine and tells nothing about our payments or refunds.

        Refuses: signature_wrong, for a forged, stale or unreadable one alike.
        """


@runtime_checkable
class KnowsPayers(Protocol):
    """A gateway with methods that must know who pays before they begin (`Method.needs_payer`)."""

    def recognition_url(self, back: str, state: str) -> str:
        """The provider's page that sends the payer on to `back`, with `state` and a proof of who they are."""

    async def recognize(self, query: Mapping[str, str]) -> str:
        """The provider's name for who came back with this query. Refuses: provider_unreachable."""


Gateways = Mapping[str, Gateway]
