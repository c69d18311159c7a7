"""Payments and refunds as those see them who compare them with a bill."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.modules.payments.model import IntentState, RefundState


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """An intent with the provider's name for its payment, in minor units."""

    intent_id: UUID
    order_id: UUID
    provider: str
    provider_ref: str | None
    amount_minor: int
    refunded_minor: int
    currency: str
    state: IntentState
    created_at: datetime
    paid_at: datetime | None


class SentBack(msgspec.Struct, frozen=True, kw_only=True):
    """A refund with the provider's name for it and the provider of its payment, in minor units."""

    refund_id: UUID
    intent_id: UUID
    order_id: UUID
    provider: str
    provider_ref: str | None
    amount_minor: int
    currency: str
    state: RefundState
    due_at: datetime
    done_at: datetime | None


class Unplaced(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that came and could not be placed (a loose end), as the provider told it, in minor units."""

    loose_end_id: UUID
    intent_id: UUID
    order_id: UUID
    provider: str
    provider_ref: str
    told_minor: int
    told_currency: str
    created_at: datetime
    noted_at: datetime


class Named(msgspec.Struct, frozen=True):
    """An id of an intent or refund of a market, with the provider's name for it."""

    known_id: UUID
    provider_ref: str | None
