"""A pickup, its lines, and what happened to them."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money
from linli.modules.pickups.pots import Pot

CODE_LENGTH = 14
CODE_GROUP = 5


class PickupKind(StrEnum):
    """Collected at the counter with a code, or taken along from the aisle."""

    PICKUP = "pickup"
    AISLE = "aisle"


class PickupState(StrEnum):
    """Where a pickup stands; the legal moves are in moves.py."""

    WAITING = "waiting"
    READY = "ready"
    HANDED_OVER = "handed_over"  # nothing waits any more, and something was handed over
    CLOSED = "closed"  # nothing waits any more, and all of it went back before it was handed over


OPEN = (PickupState.WAITING, PickupState.READY)


class MoveKind(StrEnum):
    """What happened to units of a pickup."""

    HANDED = "handed"
    UNDONE = "undone"
    GIVEN_BACK = "given_back"
    LAPSED = "lapsed"
    RETURNED = "returned"


class NewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A paid line of goods: `quantity` of a variant for `total_minor` in all."""

    line_no: int
    variant_id: UUID
    title: str
    title_en: str
    detail: str
    detail_en: str
    icon: str
    quantity: int
    total_minor: int


class Line(NewLine, frozen=True, kw_only=True):
    """A line with its four pots; amounts in minor units."""

    waiting: int
    waiting_minor: int
    handed: int
    handed_minor: int
    refunded: int
    refunded_minor: int
    returned: int
    returned_minor: int

    @property
    def waits(self) -> Pot:
        return Pot(self.waiting, self.waiting_minor)

    @property
    def out(self) -> Pot:
        return Pot(self.handed, self.handed_minor)


class Pickup(msgspec.Struct, frozen=True, kw_only=True):
    """What one order has waiting in a store."""

    order_id: UUID
    store_id: UUID
    merchant_id: UUID
    person_id: UUID
    kind: PickupKind
    code: str
    state: PickupState
    currency: str
    opened_at: datetime
    collect_before: datetime
    ready_at: datetime | None
    closed_at: datetime | None
    left_at: datetime | None
    left_by: str | None
    comes_on: date | None
    came_at: datetime | None
    for_day: date | None
    lines: tuple[Line, ...]

    @property
    def on_the_way(self) -> bool:
        """Whether some of it is still brought over from another store, by the day `comes_on`."""
        return self.is_open and self.comes_on is not None and self.came_at is None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def code_grouped(self) -> str:
        return ids.grouped(self.code, CODE_GROUP)

    @property
    def waits(self) -> Pot:
        return sum((line.waits for line in self.lines), Pot())

    @property
    def out(self) -> Pot:
        return sum((line.out for line in self.lines), Pot())

    @property
    def waiting(self) -> Money:
        """What is given back where nothing of what waits is collected."""
        return Money(self.waits.minor, self.currency)

    def overdue(self, now: datetime) -> bool:
        return self.is_open and self.collect_before <= now


class MovedLine(msgspec.Struct, frozen=True):
    """So many units of a line, and their money in minor units."""

    line_no: int
    variant_id: UUID
    units: int
    amount_minor: int


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a pickup; `undoes` is the hand-over that was taken back, `restocked` whether
    what was returned went back to the shelf.
    """

    move_id: UUID
    order_id: UUID
    store_id: UUID
    kind: MoveKind
    lines: tuple[MovedLine, ...]
    amount_minor: int
    currency: str
    actor_id: UUID | None
    actor_name: str
    at: datetime
    undoes: UUID | None
    reason: str
    restocked: bool | None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def units(self) -> int:
        return sum(line.units for line in self.lines)


class Rules(msgspec.Struct, frozen=True):
    """How a store hands over: within so many hours it is collected, so many days it may be returned,
    whether people may scan and pay in the aisle, and whether what it lacks is brought over from another
    store of the merchant, within so many days.
    """

    collect_hours: int = 72
    return_days: int = 7
    self_checkout: bool = False
    brings: bool = True
    bring_days: int = 2


USUAL = Rules()
MOST_COLLECT_HOURS = 24 * 30
MOST_RETURN_DAYS = 365
MOST_BRING_DAYS = 30


class Waiting(msgspec.Struct, frozen=True):
    """How many pickups of a store wait, how many of them are ready, and how many are overdue."""

    waiting: int
    ready: int
    overdue: int


def units_by_variant(lines: Sequence[MovedLine]) -> dict[UUID, int]:
    """How many of each variant were moved."""
    found: dict[UUID, int] = {}
    for line in lines:
        found[line.variant_id] = found.get(line.variant_id, 0) + line.units
    return found
