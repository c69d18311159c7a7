"""Levels, movements, slips and transfers."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.modules import reservations

# The most of one variant that one act moves, and the most lines it has.
MOST_UNITS = 1_000_000
MOST_LINES = 500
UNDO_WITHIN = timedelta(hours=24)


class MovementKind(StrEnum):
    """Why what is on hand changed; counted and nothing changed is a movement, too."""

    RECEIVED = "received"
    CORRECTED = "corrected"
    WRITTEN_OFF = "written_off"
    COUNTED = "counted"
    SOLD_AT_TILL = "sold_at_till"
    RETURNED_AT_TILL = "returned_at_till"
    HANDED_OVER = "handed_over"
    HAND_OVER_UNDONE = "hand_over_undone"
    FOUND = "found"
    TAKEN_BACK = "taken_back"
    SENT = "sent"
    ARRIVED = "arrived"
    CALLED_BACK = "called_back"
    UNDONE = "undone"
    SET_FOR_DAY = "set_for_day"


# What a person did at a desk or a till and may take back as a whole.
UNDOABLE = (
    MovementKind.RECEIVED,
    MovementKind.CORRECTED,
    MovementKind.WRITTEN_OFF,
    MovementKind.COUNTED,
    MovementKind.SOLD_AT_TILL,
    MovementKind.RETURNED_AT_TILL,
)

# What only those who lead a store do, and take back.
BY_LEADERS = frozenset((MovementKind.CORRECTED, MovementKind.WRITTEN_OFF))


def level_id(market_id: int, store_id: UUID, variant_id: UUID, day: date | None = None) -> UUID:
    """The one id of a level and of the pool of what can be sold of it."""
    parts = (market_id, store_id, variant_id)
    return ids.derived("stock", *parts) if day is None else ids.derived("stock", *parts, day)


class BookRow(msgspec.Struct, frozen=True):
    """A level as its row says."""

    level_id: UUID
    store_id: UUID
    variant_id: UUID
    day: date | None
    on_hand: int
    handed: int
    low_from: int
    low: bool
    counted_at: datetime | None
    closed: bool = False


class Level(msgspec.Struct, frozen=True):
    """What a store has of a variant (on a day): `on_hand` is there, `promised` of it belongs to orders that
    wait, `left` can be sold, `missing` is promised and was found not to be there. `handed` went out by
    orders and did not come back. `closed`: nothing more is sold on that day.
    """

    level_id: UUID
    store_id: UUID
    variant_id: UUID
    day: date | None
    on_hand: int
    handed: int
    promised: int
    left: int
    missing: int
    low_from: int
    low: bool
    counted_at: datetime | None
    closed: bool = False

    @property
    def there(self) -> int:
        """How many there are in all, whatever is sold of them included."""
        return self.left + self.promised + self.handed

    @classmethod
    def of(cls, row: BookRow, pool: reservations.Pool) -> "Level":
        return cls(
            level_id=row.level_id,
            store_id=row.store_id,
            variant_id=row.variant_id,
            day=row.day,
            on_hand=row.on_hand,
            handed=row.handed,
            promised=pool.promised - row.handed,
            left=0 if row.closed else pool.left,
            missing=pool.short,
            low_from=row.low_from,
            low=row.low,
            counted_at=row.counted_at,
            closed=row.closed,
        )


class Act(msgspec.Struct, frozen=True):
    """Why something moves: the kind, a note of whoever does it, and what it is for."""

    kind: MovementKind
    note: str = ""
    day: date | None = None
    order_id: UUID | None = None
    transfer_id: UUID | None = None


class Moved(msgspec.Struct, frozen=True):
    """One line of a slip: by how much, and what is on hand now."""

    variant_id: UUID
    delta: int
    on_hand: int


class Slip(msgspec.Struct, frozen=True):
    """One act of one person. `untracked` was sold and is not counted here."""

    slip_id: UUID
    kind: MovementKind
    lines: list[Moved] = []
    untracked: list[UUID] = []


class Movement(msgspec.Struct, frozen=True):
    """One row of a level's history; `on_hand` is what was there afterwards."""

    movement_id: UUID
    slip_id: UUID
    kind: MovementKind
    delta: int
    on_hand: int
    person_id: UUID | None
    order_id: UUID | None
    transfer_id: UUID | None
    note: str
    at: datetime
    undone: bool


class TransferState(StrEnum):
    """`planned` for an order that is not paid, `asked` for since it is; `declined` by whoever should send it,
    `dropped` where the order wants nothing of it any more.
    """

    PLANNED = "planned"
    ASKED = "asked"
    SENT = "sent"
    ARRIVED = "arrived"
    CALLED_BACK = "called_back"
    DECLINED = "declined"
    DROPPED = "dropped"


class TransferLine(msgspec.Struct, frozen=True):
    """`arrived` is None on the way; where it differs from `sent`, somebody has to look. Of what is sent for
    an order, `freed` is not wanted any more.
    """

    transfer_id: UUID
    variant_id: UUID
    sent: int
    arrived: int | None = None
    freed: int = 0

    @property
    def wanted(self) -> int:
        return self.sent - self.freed

    @property
    def difference(self) -> int:
        return 0 if self.arrived is None else self.arrived - self.sent


class Transfer(msgspec.Struct, frozen=True):
    """Goods on their way from one store of a merchant to another, for an order or for the shelf. `due_on` is
    the day that the order's buyer was promised.
    """

    transfer_id: UUID
    from_store_id: UUID
    to_store_id: UUID
    state: TransferState
    order_id: UUID | None
    note: str
    sent_at: datetime
    sent_by: UUID | None
    ended_at: datetime | None
    ended_by: UUID | None
    due_on: date | None = None
    lines: list[TransferLine] = []

    @property
    def for_order(self) -> bool:
        """Whether an order waits for something of it."""
        return self.order_id is not None and any(line.wanted for line in self.lines)

    @property
    def differs(self) -> bool:
        return any(line.difference for line in self.lines)


class StoreTotals(msgspec.Struct, frozen=True):
    """How many levels a store has, and how many of them are low."""

    tracked: int
    low: int
