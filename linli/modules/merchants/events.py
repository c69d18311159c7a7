"""News of merchants."""

from uuid import UUID

from linli.kernel.events import Event


class StoreListed(Event, frozen=True, kw_only=True):
    """A store is on the map."""

    store_id: UUID


class StoreChanged(Event, frozen=True, kw_only=True):
    """A store's words or hours are others now."""

    store_id: UUID


class StoreClosing(Event, frozen=True, kw_only=True):
    """A store is being closed for good. Whoever has something against it refuses; what is sold there ends."""

    store_id: UUID
    merchant_id: UUID
    other_store_ids: tuple[UUID, ...]


class ListingsImported(Event, frozen=True, kw_only=True):
    """Many stores of the market were listed, changed or closed at once; without names it may be any."""

    store_ids: tuple[UUID, ...] = ()


class MerchantVerified(Event, frozen=True, kw_only=True):
    """A merchant may sell."""

    merchant_id: UUID


class MerchantSuspended(Event, frozen=True, kw_only=True):
    """A merchant may not sell any more."""

    merchant_id: UUID


class MerchantLapsed(Event, frozen=True, kw_only=True):
    """A merchant's verification has run out: no new sales; what was sold stays good."""

    merchant_id: UUID


class RecheckDue(Event, frozen=True, kw_only=True):
    """One owner is to know that the verification runs out in so many days, or (0) has run out."""

    merchant_id: UUID
    person_id: UUID
    name: str
    days: int


class ApplicationSubmitted(Event, frozen=True, kw_only=True):
    """It is the operator's turn."""

    application_id: UUID
    person_id: UUID
    title: str


class ApplicationQuestioned(Event, frozen=True, kw_only=True):
    """The operator asks something; it is the applicant's turn."""

    application_id: UUID
    person_id: UUID
    title: str
    body: str


class ApplicationApproved(Event, frozen=True, kw_only=True):
    """The applicant may sell."""

    application_id: UUID
    person_id: UUID
    title: str


class ApplicationRefused(Event, frozen=True, kw_only=True):
    """The operator said no, and why."""

    application_id: UUID
    person_id: UUID
    title: str
    reason: str
