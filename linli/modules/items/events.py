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


class ImportStarted(Event, frozen=True, kw_only=True):
    """A long file of articles is being carried out; the rest of it follows."""

    import_id: UUID
    merchant_id: UUID
