"""Payments: what we ask of a payment provider, what it answers, and money on its way back.

Words: an *intent* is one order's wish to be paid; a *gateway* speaks one provider's language; a *callback* is
the provider's signed news; a *refund* is due from the moment it is written and done when the provider has
sent it; a *loose end* is money that waits for a person to look. A *checkout* is what an attempt gave us to
show to the payer; an *offer* is a provider with the method that suits the payer's situation; a *bill* is what
a provider booked on one day.
Promises: no network call inside a transaction; each piece of news counts once; an amount or currency that
differs is held for a person, never accepted; money that has moved is recorded, never refused.
Stage: the sandbox provider. WeChat Pay, Alipay and Stripe come with the money issue.
"""

from linli.modules.payments.actions import (
    check_intent,
    close_intent,
    fetch_bill,
    keep_bill,
    note_habit,
    open_intent,
    query_pending,
    receive_callback,
    record_news,
    record_paid,
    refund,
    retry_refunds,
    send_again,
    send_refund,
    settle_loose_end,
    start_payment,
)
from linli.modules.payments.bills import Bill, BillKind, BillLine
from linli.modules.payments.books import Charge, Named, SentBack
from linli.modules.payments.checkouts import (
    Acknowledgement,
    Ask,
    Checkout,
    CheckoutKind,
    Method,
    Situation,
    situation_of,
)
from linli.modules.payments.events import PaymentCaptured, RefundDue, RefundSent
from linli.modules.payments.model import (
    Gateway,
    Gateways,
    Intent,
    IntentState,
    KnowsPayers,
    LooseEnd,
    LooseKind,
    News,
    NewsKind,
    Refund,
    RefundFilter,
    RefundState,
    RefundTotal,
)
from linli.modules.payments.offers import Offer, Offered, offers, read_offered
from linli.modules.payments.providers import PROVIDERS, open_gateway
from linli.modules.payments.providers.alipay import AlipayKeys
from linli.modules.payments.providers.sandbox import SandboxGateway, SandboxKeys
from linli.modules.payments.providers.stripe import StripeKeys
from linli.modules.payments.providers.wechat_pay import WeChatPayKeys
from linli.modules.payments.queries import (
    bill_of_day,
    charges_on_bill,
    habit_of,
    intent,
    intent_of_order,
    loose_ends,
    names_known,
    refund_totals,
    refunds_of_market,
    refunds_of_order,
    refunds_on_bill,
)
from linli.modules.payments.refusals import (
    ALREADY_PAID,
    BILL_NOT_READY,
    PAYMENT_CLOSED,
    PROVIDER_UNREACHABLE,
    SIGNATURE_WRONG,
    WAY_NOT_POSSIBLE,
)

__all__ = [
    "ALREADY_PAID",
    "BILL_NOT_READY",
    "PAYMENT_CLOSED",
    "PROVIDERS",
    "PROVIDER_UNREACHABLE",
    "SIGNATURE_WRONG",
    "WAY_NOT_POSSIBLE",
    "Acknowledgement",
    "AlipayKeys",
    "Ask",
    "Bill",
    "BillKind",
    "BillLine",
    "Charge",
    "Checkout",
    "CheckoutKind",
    "Gateway",
    "Gateways",
    "Intent",
    "IntentState",
    "KnowsPayers",
    "LooseEnd",
    "LooseKind",
    "Method",
    "Named",
    "News",
    "NewsKind",
    "Offer",
    "Offered",
    "PaymentCaptured",
    "Refund",
    "RefundDue",
    "RefundFilter",
    "RefundSent",
    "RefundState",
    "RefundTotal",
    "SandboxGateway",
    "SandboxKeys",
    "SentBack",
    "Situation",
    "StripeKeys",
    "WeChatPayKeys",
    "bill_of_day",
    "charges_on_bill",
    "check_intent",
    "close_intent",
    "fetch_bill",
    "habit_of",
    "intent",
    "intent_of_order",
    "keep_bill",
    "loose_ends",
    "names_known",
    "note_habit",
    "offers",
    "open_gateway",
    "open_intent",
    "query_pending",
    "read_offered",
    "receive_callback",
    "record_news",
    "record_paid",
    "refund",
    "refund_totals",
    "refunds_of_market",
    "refunds_of_order",
    "refunds_on_bill",
    "retry_refunds",
    "send_again",
    "send_refund",
    "settle_loose_end",
    "situation_of",
    "start_payment",
]
