"""Flash sales and what people have of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.modules import catalog, merchants


class SaleState(StrEnum):
    ANNOUNCED = "announced"
    ON = "on"
    OVER = "over"
    CALLED_OFF = "called_off"


class ClaimState(StrEnum):
    """`waiting` in line, `held` for a while to be ordered, `ordered`; `left` the line."""

    WAITING = "waiting"
    HELD = "held"
    ORDERED = "ordered"
    LEFT = "left"


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
    called_off_at: datetime | None = None

    def state(self, now: datetime) -> SaleState:
        if self.called_off_at is not None:
            return SaleState.CALLED_OFF
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
    """How somebody stands: their claim, how many wait before them, how many units are free or unpaid, and how
    many they have of it already, held, ordered or paid.
    """

    claim: Claim | None
    before: int
    free: int
    unpaid: int
    had: int = 0


class Figures(msgspec.Struct, frozen=True):
    """A sale as it stands, in units: `free`, `held` to be ordered, `ordered` and not paid yet, `paid`; how
    many people are `waiting` for how many (`wanted`); and how many units came `back` so far.
    """

    free: int
    held: int
    ordered: int
    paid: int
    waiting: int
    wanted: int
    back: int


class Shown(msgspec.Struct, frozen=True):
    """A sale that is on or announced, with the deal that it is of and the store that sells it."""

    sale: Sale
    deal: catalog.Deal
    store: merchants.Store


class Wish(msgspec.Struct, frozen=True):
    """Somebody wants so many."""

    person_id: UUID
    quantity: int
