"""Payments: what we ask of a payment provider, what it answers, and money on its way back.

Words: an *intent* is one order's wish to be paid; a *gateway* speaks one provider's language; a *callback* is
the provider's signed news; a *refund* is due from the moment it is written and done when the provider has
sent it; a *loose end* is money that waits for a person to look.
Promises: no network call inside a transaction; each piece of news counts once; an amount or currency that
differs is held for a person, never accepted; money that has moved is recorded, never refused.
Stage: the sandbox provider. WeChat Pay, Alipay and Stripe come with the money issue.
"""

from linli.modules.payments.actions import (
    check_intent,
    close_intent,
    open_intent,
    query_pending,
    receive_callback,
    record_paid,
    refund,
    retry_refunds,
    send_again,
    send_refund,
    settle_loose_end,
    start_payment,
)
from linli.modules.payments.events import PaymentCaptured, RefundDue, RefundSent
from linli.modules.payments.model import (
    Checkout,
    Gateway,
    Gateways,
    Intent,
    IntentState,
    LooseEnd,
    LooseKind,
    News,
    NewsKind,
    Refund,
    RefundFilter,
    RefundState,
    RefundTotal,
)
from linli.modules.payments.providers.sandbox import SandboxGateway
from linli.modules.payments.queries import (
    intent,
    intent_of_order,
    loose_ends,
    refund_totals,
    refunds_of_market,
    refunds_of_order,
)
from linli.modules.payments.refusals import (
    ALREADY_PAID,
    PAYMENT_CLOSED,
    PROVIDER_UNREACHABLE,
    SIGNATURE_WRONG,
)

__all__ = [
    "ALREADY_PAID",
    "PAYMENT_CLOSED",
    "PROVIDER_UNREACHABLE",
    "SIGNATURE_WRONG",
    "Checkout",
    "Gateway",
    "Gateways",
    "Intent",
    "IntentState",
    "LooseEnd",
    "LooseKind",
    "News",
    "NewsKind",
    "PaymentCaptured",
    "Refund",
    "RefundDue",
    "RefundFilter",
    "RefundSent",
    "RefundState",
    "RefundTotal",
    "SandboxGateway",
    "check_intent",
    "close_intent",
    "intent",
    "intent_of_order",
    "loose_ends",
    "open_intent",
    "query_pending",
    "receive_callback",
    "record_paid",
    "refund",
    "refund_totals",
    "refunds_of_market",
    "refunds_of_order",
    "retry_refunds",
    "send_again",
    "send_refund",
    "settle_loose_end",
    "start_payment",
]
