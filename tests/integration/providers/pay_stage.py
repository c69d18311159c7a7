"""An intent, a way to ask for it and a refund, as a gateway gets them."""

from datetime import datetime, timedelta

import msgspec

from linli.kernel import clock, ids
from linli.modules.payments.checkouts import Ask
from linli.modules.payments.model import Intent, IntentState, Refund, RefundState

NOTIFY = "http://127.0.0.1:9/api/callbacks/hangzhou/provider"


def intent_of(amount: int = 1290, *, subject: str = "双人馄饨, 一份", expires_in: int = 900) -> Intent:
    now = clock.now()
    return Intent(
        market_id=3,
        intent_id=ids.uuid7(),
        order_id=ids.uuid7(),
        amount_minor=amount,
        refunded_minor=0,
        currency="CNY",
        subject=subject,
        provider="provider",
        state=IntentState.PENDING,
        attempt=1,
        provider_ref=None,
        ask=None,
        checkout=None,
        created_at=now,
        expires_at=now + timedelta(seconds=expires_in),
        paid_at=None,
    )


def ask_for(method: str, *, at: datetime | None = None, **more: str) -> Ask:
    return Ask(
        method=method,
        return_url="http://127.0.0.1:9/hangzhou/orders/7/return?from=provider",
        notify_url=NOTIFY,
        locale="zh",
        at=at or clock.now(),
        **more,
    )


def refund_of(intent: Intent, amount: int, reason: str = "unused") -> Refund:
    return Refund(
        market_id=intent.market_id,
        refund_id=ids.uuid7(),
        intent_id=intent.intent_id,
        order_id=intent.order_id,
        amount_minor=amount,
        currency=intent.currency,
        reason=reason,
        state=RefundState.DUE,
        round=1,
        provider=intent.provider,
        payment_ref=None,
        tries=0,
        due_at=clock.now(),
        done_at=None,
    )


def paid(intent: Intent, provider_ref: str) -> Intent:
    """As our books know it once the provider has told us."""
    state, at = IntentState.PAID, clock.now()
    return msgspec.structs.replace(intent, state=state, provider_ref=provider_ref, paid_at=at)
