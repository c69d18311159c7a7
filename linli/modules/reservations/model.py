"""Pools, claims and holds."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class PoolKind(StrEnum):
    """What runs out. The unit is a piece, a use or a place; for a budget it is a minor unit of money."""

    STOCK = "stock"
    PER_PERSON = "per_person"
    COUPON = "coupon"
    BUDGET = "budget"
    SLOT = "slot"


class HoldState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


class Claim(msgspec.Struct, frozen=True):
    """A wish for `quantity` of a pool. `personal_limit` makes it a per-person pool that opens at first
    use.
    """

    pool_id: UUID
    quantity: int
    personal_limit: int | None = None


class Wish(msgspec.Struct, frozen=True):
    """One of many owners who want some of one pool, each for another person (`personal_id`: their pool)."""

    owner_id: UUID
    personal_id: UUID
    quantity: int


class Pool(msgspec.Struct, frozen=True):
    """How much there is, is held for unpaid orders, and is taken for good."""

    pool_id: UUID
    kind: PoolKind
    total: int
    held: int
    taken: int

    @property
    def promised(self) -> int:
        return self.held + self.taken

    @property
    def left(self) -> int:
        return max(0, self.total - self.promised)

    @property
    def short(self) -> int:
        """Promised, and found not to be there."""
        return max(0, self.promised - self.total)


class Hold(msgspec.Struct, frozen=True):
    """What an owner was given of a pool, and how much of it came back."""

    pool_id: UUID
    quantity: int
    returned: int
    state: HoldState
    held_at: datetime
    expires_at: datetime | None
