"""What is told of the workings of one market."""

from collections.abc import Sequence
from datetime import datetime

import msgspec


class Backlog(msgspec.Struct, frozen=True):
    """What waits in one place: the relay, a person, another try. `oldest` where it is known."""

    what: str
    count: int
    oldest: datetime | None = None


class Held(msgspec.Struct, frozen=True):
    """What one purpose of the ledger holds, in minor units."""

    purpose: str
    currency: str
    amount_minor: int


class Standing(msgspec.Struct, frozen=True):
    """One market at one moment; `timetable_at` is when any job of its timetable last ran."""

    backlogs: Sequence[Backlog]
    held: Sequence[Held]
    timetable_at: datetime | None
