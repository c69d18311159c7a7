"""News of the catalog."""

from uuid import UUID

from linli.kernel.events import Event


class DealPublished(Event, frozen=True, kw_only=True):
    """A deal is on sale."""

    deal_id: UUID
    store_id: UUID
    store_ids: tuple[UUID, ...] = ()
    title: str
    title_en: str
    price_minor: int
    list_price_minor: int
    currency: str


class DealEnded(Event, frozen=True, kw_only=True):
    """A deal is not sold any more; what was sold stays valid."""

    deal_id: UUID
    store_id: UUID
    store_ids: tuple[UUID, ...] = ()


class DealChanged(Event, frozen=True, kw_only=True):
    """A deal is sold otherwise from now on; what was sold stays as it was. `store_ids`: before or from now
    on.
    """

    deal_id: UUID
    store_id: UUID
    store_ids: tuple[UUID, ...] = ()
