"""What foreign vouchers tell the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class ForeignTaken(Event, frozen=True, kw_only=True):
    """What another platform sold was used at `store_id`; that platform pays the merchant (minor units)."""

    use_id: UUID
    store_id: UUID
    merchant_id: UUID
    platform: str
    paid_minor: int
    currency: str


class ForeignUndone(Event, frozen=True, kw_only=True):
    """Such a use was taken back, and its platform has confirmed it."""

    use_id: UUID
    store_id: UUID
    merchant_id: UUID
    platform: str
    paid_minor: int
    currency: str
