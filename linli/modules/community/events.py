"""What the community tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class ReviewWritten(Event, frozen=True, kw_only=True):
    """An order was reviewed; `count` and `tenths` are the store's rating with it."""

    order_id: UUID
    store_id: UUID
    person_id: UUID
    count: int
    tenths: int
