"""News of pickups; amounts in minor units."""

from uuid import UUID

from linli.kernel.events import Event
from linli.modules.pickups.model import MovedLine


class PickupReady(Event, frozen=True, kw_only=True):
    """The shop has it together: whoever bought it can come."""

    order_id: UUID
    store_id: UUID
    person_id: UUID


class GoodsHandedOver(Event, frozen=True, kw_only=True):
    """Units were handed over: their money is earned and they are in the store no more."""

    move_id: UUID
    order_id: UUID
    store_id: UUID
    lines: tuple[MovedLine, ...]
    amount_minor: int
    currency: str


class HandOverUndone(Event, frozen=True, kw_only=True):
    """A mistaken hand-over was taken back: as if it had never been."""

    move_id: UUID
    order_id: UUID
    store_id: UUID
    lines: tuple[MovedLine, ...]
    amount_minor: int
    currency: str
