"""Exports, and what stands in the way of being erased."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class ObstacleKind(StrEnum):
    """What must end first. Money first: it would belong to nobody."""

    OPEN_ORDERS = "open_orders"
    UNUSED_VOUCHERS = "unused_vouchers"
    WORKS_AT_SHOP = "works_at_shop"
    APPLICATIONS = "applications"
    OPERATES = "operates"


class Obstacle(msgspec.Struct, frozen=True):
    """So many of one kind in one market."""

    kind: ObstacleKind
    market_id: int
    count: int


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A file with everything, as far as it is made: `done` of `steps`; `made_at` None while it is not."""

    export_id: UUID
    asked_at: datetime
    done: int
    steps: int
    made_at: datetime | None
    bytes: int | None
