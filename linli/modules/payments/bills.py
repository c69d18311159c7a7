"""A provider's bill of one day, in our words."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class BillKind(StrEnum):
    """What a line of a bill moved: a payment in, a refund out, what the provider keeps, what it sent to the
    bank; `other`: anything else, such as a dispute or a refund that bounced.
    """

    CHARGE = "charge"
    REFUND = "refund"
    FEE = "fee"
    PAYOUT = "payout"
    OTHER = "other"


class BillLine(msgspec.Struct, frozen=True, kw_only=True):
    """One movement. `provider_ref` is what the intent or refund keeps as the provider's name for it where the
    bill tells that, else the movement's own; `reference` is our intent's (charge) or refund's id, None for
    what is not ours.

    Amounts are minor units: never negative and directed by the kind, except that `other` is what the account
    gained, negative for a loss. `fee_minor` is what was kept of this line, negative for a fee given back. The
    provider booked it `at` that time.
    """

    kind: BillKind
    provider_ref: str
    reference: UUID | None
    amount_minor: int
    fee_minor: int
    currency: str
    at: datetime


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider booked from midnight to midnight in `zone`, of every market it serves; `raw` is the
    bill as it came, word for word.
    """

    provider: str
    day: date
    zone: str
    lines: tuple[BillLine, ...]
    raw: bytes
