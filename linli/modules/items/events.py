"""News of articles; amounts in minor units."""

from uuid import UUID

import msgspec

from linli.kernel.events import Event


class BasePrice(msgspec.Struct, frozen=True):
    """What one variant costs from now on, where no price book says otherwise."""

    variant_id: UUID
    price_minor: int


class ItemsWritten(Event, frozen=True, kw_only=True):
    """Articles are new, or otherwise from now on, with the base prices that are new with it. `store_ids`
    are those that sell any of them; `created`: they are new.
    """

    merchant_id: UUID
    item_ids: tuple[UUID, ...]
    store_ids: tuple[UUID, ...]
    currency: str
    created: bool = False
    prices: tuple[BasePrice, ...] = ()


class CountLine(msgspec.Struct, frozen=True):
    """So many units of a variant are there; the book said `before` (None: it was not counted yet)."""

    variant_id: UUID
    units: int
    before: int | None = None


class StockTold(Event, frozen=True, kw_only=True):
    """What a store has, as the file of articles says that was carried out for it; 500 lines at most."""

    store_id: UUID
    file_name: str
    lines: tuple[CountLine, ...]


class ImportStarted(Event, frozen=True, kw_only=True):
    """A long file of articles is being carried out; the rest of it follows."""

    import_id: UUID
    merchant_id: UUID
