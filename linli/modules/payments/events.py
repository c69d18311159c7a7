"""News of payments."""

from uuid import UUID

from linli.kernel.events import Event


class PaymentCaptured(Event, frozen=True, kw_only=True):
    """The provider has an order's money. Amounts in minor units."""

    order_id: UUID
    intent_id: UUID
    amount_minor: int
    currency: str
    provider: str


class RefundDue(Event, frozen=True, kw_only=True):
    """Money is to be sent back by the provider."""

    order_id: UUID
    refund_id: UUID


class RefundSent(Event, frozen=True, kw_only=True):
    """The provider has sent money back."""

    order_id: UUID
    refund_id: UUID
    amount_minor: int
    currency: str
    provider: str
