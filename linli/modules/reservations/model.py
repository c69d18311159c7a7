"""Pools and claims."""

from uuid import UUID

import msgspec


class Claim(msgspec.Struct, frozen=True):
    """A wish for `quantity` of a pool. `personal_limit` makes it a per-person pool that opens at first
    use.
    """

    pool_id: UUID
    quantity: int
    personal_limit: int | None = None


class Pool(msgspec.Struct, frozen=True):
    """How much there is, is held for unpaid orders, and is taken for good."""

    pool_id: UUID
    total: int
    held: int
    taken: int
