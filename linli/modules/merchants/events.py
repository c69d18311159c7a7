"""News of merchants."""

from uuid import UUID

from linli.kernel.events import Event


class StoreListed(Event, frozen=True, kw_only=True):
    """A store is on the map."""

    store_id: UUID


class StoreChanged(Event, frozen=True, kw_only=True):
    """A store's words or hours are others now."""

    store_id: UUID


class ListingsImported(Event, frozen=True, kw_only=True):
    """Many stores of the market were listed or changed at once."""


class MerchantVerified(Event, frozen=True, kw_only=True):
    """A merchant may sell."""

    merchant_id: UUID


class MerchantSuspended(Event, frozen=True, kw_only=True):
    """A merchant may not sell any more."""

    merchant_id: UUID
