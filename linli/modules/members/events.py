"""News of members."""

from uuid import UUID

from linli.kernel.events import Event
from linli.modules.members.model import How


class MemberJoined(Event, frozen=True, kw_only=True):
    """Somebody is a member of a merchant from now on; `order_id` is what they had paid when they agreed."""

    merchant_id: UUID
    store_id: UUID
    person_id: UUID
    how: How
    order_id: UUID | None


class MemberLeft(Event, frozen=True, kw_only=True):
    """Somebody is a member no more."""

    merchant_id: UUID
    person_id: UUID


class MembershipTaken(Event, frozen=True, kw_only=True):
    """What a guest was a member of, `person_id` is from now on, who was none before."""

    merchant_id: UUID
    store_id: UUID
    person_id: UUID
