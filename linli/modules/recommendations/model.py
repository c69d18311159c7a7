"""What is kept, and what is answered."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class VisitKind(StrEnum):
    """How somebody was at a store: in the shop, with their money, with their eyes."""

    USED = "used"
    COLLECTED = "collected"
    BOUGHT = "bought"
    SEEN = "seen"
    FOLLOWED = "followed"
    REVIEWED = "reviewed"


# Those in which somebody stood in the shop.
IN_PERSON = frozenset({VisitKind.USED, VisitKind.COLLECTED})


class WhyCode(StrEnum):
    """What a place would miss most if it were not known; each is true of the place by itself."""

    HABIT = "habit"
    FOLLOWED = "followed"
    LOOKED = "looked"
    HOUR = "hour"
    NEXT = "next"
    USUAL_NEXT = "usual_next"
    ALIKE = "alike"
    BUSY_HOUR = "busy_hour"
    POPULAR = "popular"
    NEAR = "near"


class Slot(msgspec.Struct, frozen=True):
    """One recommended store and why; `times` is how often the person was there, where that is the reason."""

    store_id: UUID
    why: WhyCode
    times: int = 0


class Visit(msgspec.Struct, frozen=True):
    """That somebody was at a store, in their own list."""

    store_id: UUID
    kind: VisitKind
    visited_at: datetime
