"""What consents tell the rest of the house: in every market, because each keeps its own."""

from uuid import UUID

from linli.kernel.events import Event
from linli.modules.consents.model import Purpose


class ConsentGiven(Event, frozen=True, kw_only=True):
    """Somebody agreed; `merchant_id` only for what is agreed to merchant by merchant."""

    person_id: UUID
    purpose: Purpose
    merchant_id: UUID | None = None


class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    """Somebody agrees no more, or declined when asked."""

    person_id: UUID
    purpose: Purpose
    merchant_id: UUID | None = None
