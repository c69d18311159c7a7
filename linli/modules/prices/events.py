"""News of prices."""

from uuid import UUID

from linli.kernel.events import Event


class PricesChanged(Event, frozen=True, kw_only=True):
    """What these variants of a merchant cost may be otherwise from now on: a book began, ended or says
    something else. At most some hundred at once; more are told in several.
    """

    merchant_id: UUID
    variant_ids: tuple[UUID, ...]


class RegionChanged(Event, frozen=True, kw_only=True):
    """A store belongs to another region of its merchant's, so that other books may speak of it."""

    merchant_id: UUID
    store_id: UUID
