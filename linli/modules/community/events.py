"""What the community tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class StoreFollowed(Event, frozen=True, kw_only=True):
    """Somebody follows a store from now on."""

    store_id: UUID
    person_id: UUID


class StoreUnfollowed(Event, frozen=True, kw_only=True):
    """Somebody follows a store no more."""

    store_id: UUID
    person_id: UUID


class ReviewWritten(Event, frozen=True, kw_only=True):
    """An order was reviewed; the store's rating has it."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    person_id: UUID


class ReviewWithdrawn(Event, frozen=True, kw_only=True):
    """Nothing of the order is consumed any more: its review went, and the store's rating is without it."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    person_id: UUID


class ReviewHidden(Event, frozen=True, kw_only=True):
    """The market took a review out of sight; the store's rating is without it."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    person_id: UUID


class ReviewShown(Event, frozen=True, kw_only=True):
    """A hidden review is in sight again; the store's rating has it."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    person_id: UUID
