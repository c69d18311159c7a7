"""News of the stock."""

from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.events import Event


class StockLow(Event, frozen=True, kw_only=True):
    """So little is left of a variant in a store that somebody wants to be told. Told once, until there is
    more again.
    """

    store_id: UUID
    variant_id: UUID
    day: date | None = None
    left: int
    low_from: int


class Arrived(msgspec.Struct, frozen=True):
    """One line of a transfer: what was sent, what was there, and how much of it an order waited for."""

    variant_id: UUID
    sent: int
    arrived: int
    wanted: int = 0


class TransferArrived(Event, frozen=True, kw_only=True):
    """Goods came over from another store; what came for an order is promised to it here."""

    transfer_id: UUID
    from_store_id: UUID
    to_store_id: UUID
    order_id: UUID | None = None
    lines: tuple[Arrived, ...]


class TransferDeclined(Event, frozen=True, kw_only=True):
    """What an order was promised from another store is not there, or does not go; `units` by variant."""

    transfer_id: UUID
    from_store_id: UUID
    to_store_id: UUID
    order_id: UUID
    units: dict[UUID, int]
