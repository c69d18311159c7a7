"""Kiosks, who serves with them, and what was chosen there."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

# How long an offer makes a browser the kiosk, and how long a phone may take what was chosen.
OFFER_LIFE = timedelta(minutes=30)
SELECTION_LIFE = timedelta(minutes=15)
LONGEST_NAME = 40
# So much fits into the cookie in which a screen keeps what is being chosen.
MOST_LINES = 20


class Kiosk(msgspec.Struct, frozen=True, kw_only=True):
    """A screen of a store. `offer_id`: a browser may become it until `offer_ends_at`; `opened_at`: one
    did.
    """

    kiosk_id: UUID
    merchant_id: UUID
    store_id: UUID
    name: str
    link_id: UUID
    link_code: str
    offer_id: UUID | None
    offer_ends_at: datetime | None
    opened_at: datetime | None
    revoked_at: datetime | None
    made_by: UUID
    made_at: datetime

    def offered_at(self, now: datetime) -> UUID | None:
        """The offer that is open at a moment."""
        ends = self.offer_ends_at
        return self.offer_id if ends is not None and now < ends and self.revoked_at is None else None


class Mark(msgspec.Struct, frozen=True):
    """The link to which sales are credited, and its code."""

    link_id: UUID
    code: str


class Seller(msgspec.Struct, frozen=True, kw_only=True):
    """A clerk who serves with a kiosk, and the link to which what they sell is credited."""

    kiosk_id: UUID
    person_id: UUID
    link_id: UUID
    link_code: str


class Opened(msgspec.Struct, frozen=True):
    """A browser that became a kiosk, and the secret by which it is known."""

    kiosk: Kiosk
    secret: str


class Chosen(msgspec.Struct, frozen=True):
    """So many of a variant, to be collected in a store; `bring_from`: brought there from another one."""

    store_id: UUID
    variant_id: UUID
    quantity: int
    picks: str = ""
    bring_from: UUID | None = None


class SelectionState(StrEnum):
    """What became of a selection."""

    WAITING = "waiting"
    TAKEN = "taken"
    PUT_BACK = "put_back"
    OVER = "over"


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody chose at a kiosk; whoever takes it is credited to `link_code`."""

    selection_id: UUID
    kiosk_id: UUID
    store_id: UUID
    link_code: str
    lines: tuple[Chosen, ...]
    made_at: datetime
    ends_at: datetime
    put_back_at: datetime | None
    taken_at: datetime | None

    def state_at(self, now: datetime) -> SelectionState:
        if self.taken_at is not None:
            return SelectionState.TAKEN
        if self.put_back_at is not None:
            return SelectionState.PUT_BACK
        return SelectionState.WAITING if now < self.ends_at else SelectionState.OVER

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


class Counts(msgspec.Struct, frozen=True):
    """What was chosen at a kiosk in the last days, and how much of it phones took."""

    kiosk_id: UUID
    made: int
    taken: int
