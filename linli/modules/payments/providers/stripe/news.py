"""Stripe's states and events in our words."""

from uuid import UUID

import msgspec

from linli.modules.payments.model import News, NewsKind
from linli.modules.payments.providers.stripe.amounts import from_stripe
from linli.modules.payments.providers.stripe.shapes import Refund, Session, reference

# Of a refund: `pending` and `requires_action` are still under way.
_REFUNDS = {
    "succeeded": NewsKind.REFUNDED,
    "failed": NewsKind.REFUND_FAILED,
    "canceled": NewsKind.REFUND_FAILED,
}
_LOST = frozenset(("requires_payment_method", "canceled"))
SESSIONS = frozenset(
    (
        "checkout.session.completed",
        "checkout.session.expired",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
    )
)
REFUNDS = frozenset(("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"))
_LONG = 10
FAILED_LATER = "checkout.session.async_payment_failed"


def of_session(event_id: str, session: Session, intent_id: UUID, *, failed: bool = False) -> News:
    """How an attempt stands; `failed` where only the event's name says so."""
    currency = (session.currency or "").upper()
    amount = from_stripe(session.amount_total or 0, currency)
    kind = NewsKind.FAILED if failed else _kind_of(session)
    return News(event_id, kind, intent_id, session.id, amount, currency)


def _kind_of(session: Session) -> NewsKind:
    """An open page takes another try after a declined card, so nothing has failed before it is over."""
    if session.status == "expired":
        return NewsKind.CLOSED
    if session.status != "complete":
        return NewsKind.PENDING
    if session.payment_status == "paid":
        return NewsKind.PAID
    inside = session.paid_by
    return NewsKind.FAILED if inside and inside.status in _LOST else NewsKind.PENDING


def of_refund(event_id: str, refund: Refund, refund_id: UUID) -> News:
    currency = refund.currency.upper()
    kind = _REFUNDS.get(refund.status or "", NewsKind.PENDING)
    amount = from_stripe(refund.amount, currency)
    return News(event_id, kind, refund_id, refund.id, amount, currency)


def of_their_session(event_id: str, kind: str, session: Session) -> News | None:
    """A webhook's session; None for what we have not made."""
    intent_id = reference(session.metadata, "intent")
    if intent_id is None:
        return None
    told = of_session(event_id, session, intent_id, failed=kind == FAILED_LATER)
    return _in_market(told, session.metadata)


def of_their_refund(event_id: str, refund: Refund) -> News | None:
    """A webhook's refund; None for what we have not made, such as one by hand in Stripe's dashboard."""
    refund_id = reference(refund.metadata, "refund")
    return None if refund_id is None else _in_market(of_refund(event_id, refund, refund_id), refund.metadata)


def _in_market(told: News, metadata: dict[str, str] | None) -> News:
    """One webhook address serves the whole account, so each event says which market it is of."""
    market = (metadata or {}).get("market", "")
    if not (market.isascii() and market.isdigit() and len(market) < _LONG):
        return told
    return msgspec.structs.replace(told, market_id=int(market))
