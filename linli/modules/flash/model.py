"""Flash sales and what people have of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class SaleState(StrEnum):
    ANNOUNCED = "announced"
    ON = "on"
    OVER = "over"


class ClaimState(StrEnum):
    """`waiting` in line, `held` for a while to be ordered, `ordered`."""

    WAITING = "waiting"
    HELD = "held"
    ORDERED = "ordered"


class NewSale(msgspec.Struct, frozen=True, kw_only=True):
    """A flash sale as its store announces it: `units` of a deal's stock for `price_minor` each."""

    store_id: UUID
    deal_id: UUID
    units: int
    per_person: int
    price_minor: int
    starts_at: datetime
    ends_at: datetime
    hold_seconds: int = 180


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """A flash sale. Its pool of units is named like it."""

    sale_id: UUID
    store_id: UUID
    deal_id: UUID
    units: int
    per_person: int
    price_minor: int
    currency: str
    hold_seconds: int
    starts_at: datetime
    ends_at: datetime

    def state(self, now: datetime) -> SaleState:
        if now < self.starts_at:
            return SaleState.ANNOUNCED
        return SaleState.ON if now < self.ends_at else SaleState.OVER


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has of a sale: a place by `claimed_at`, or units that are theirs until `held_until`."""

    person_id: UUID
    claim_id: UUID
    quantity: int
    state: ClaimState
    claimed_at: datetime
    held_until: datetime | None = None

    def open_at(self, now: datetime) -> bool:
        """Whether it still waits or is held; what nobody ordered in time is not."""
        if self.state is ClaimState.HELD:
            return self.held_until is not None and self.held_until > now
        return self.state is ClaimState.WAITING


class Standing(msgspec.Struct, frozen=True):
    """How somebody stands: their claim, how many wait before them, and how many units are free or unpaid."""

    claim: Claim | None
    before: int
    free: int
    unpaid: int


class Wish(msgspec.Struct, frozen=True):
    """Somebody wants so many."""

    person_id: UUID
    quantity: int
