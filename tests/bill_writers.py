"""One day's movements, written as each provider writes them and read back by the product's own readers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import msgspec

from linli.modules.payments import Bill, BillLine, Intent, IntentState, Refund, RefundState
from linli.modules.payments.providers.alipay.bill import read_bill as read_alipay
from linli.modules.payments.providers.sandbox import gateway as sandbox
from linli.modules.payments.providers.stripe import shapes
from linli.modules.payments.providers.stripe.bill import lines_of
from linli.modules.payments.providers.trade_numbers import refund_number, trade_number
from linli.modules.payments.providers.wechat_pay.bill import read_bill as read_wechat
from linli.modules.reconciliation import habits_of
from tests.simulators.alipay import bill as alipay_bill
from tests.simulators.alipay import book as alipay_book
from tests.simulators.alipay import keys as alipay_keys
from tests.simulators.stripe import book as stripe_book
from tests.simulators.wechat_pay import bill as wechat_bill
from tests.simulators.wechat_pay import book as wechat_book
from tests.simulators.wechat_pay import keys as wechat_keys

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Movement:
    """What the provider has done: `name` is its own for it; `ours` what it is an attempt at, if anything."""

    name: str
    minor: int
    at: datetime
    ours: Intent | Refund | None
    # The payment's own number, where the movement is a refund.
    payment: str = ""

    @property
    def is_refund(self) -> bool:
        return bool(self.payment)

    def but(self, **changes: object) -> "Movement":
        return replace(self, **changes)


Writer = Callable[[date, Sequence[Movement]], tuple[BillLine, ...]]


def _sandbox(day: date, movements: Sequence[Movement]) -> tuple[BillLine, ...]:
    def told(one: Movement) -> dict[str, object]:
        ours = one.ours
        return {
            "type": "refund" if one.is_refund else "payment",
            "id": one.name,
            "payment": one.payment or one.name,
            "reference": _reference(ours) or "somebody else's",
            "amount": one.minor,
            "currency": "CNY",
            "fee": 0 if one.is_refund else (one.minor * 60 + 5000) // 10_000,
            "method": "card",
            "at": one.at.isoformat(),
        }

    raw = msgspec.json.encode({"date": day.isoformat(), "lines": [told(one) for one in movements]})
    return tuple(sandbox._bill_line(line) for line in msgspec.json.decode(raw, type=sandbox._Bill).lines)


def _reference(ours: Intent | Refund | None) -> str:
    if ours is None:
        return ""
    return str(ours.intent_id) if isinstance(ours, Intent) else ours.send_key


def _stripe(day: date, movements: Sequence[Movement]) -> tuple[BillLine, ...]:
    def told(one: Movement) -> dict[str, object]:
        kind = "refund" if one.is_refund else "charge"
        name = "refund" if one.is_refund else "intent"
        source = {
            "id": one.name if one.is_refund else f"ch_{one.name}",
            "amount": one.minor,
            "currency": "cny",
            "payment_intent": one.payment or one.name,
            "metadata": {name: _reference(one.ours)} if one.ours else {},
        }
        fee = 0 if one.is_refund else one.minor * 34 // 1000
        signed = -one.minor if one.is_refund else one.minor
        moved = stripe_book.Movement(kind, signed, fee, "cny", source, int(one.at.timestamp()))
        return moved.told(expanded=True)

    raw = msgspec.json.encode([told(one) for one in movements])
    found = msgspec.json.decode(raw, type=list[shapes.Movement])
    return tuple(line for one in found for line in lines_of(one))


def _number(ours: Intent | Refund | None) -> str:
    if ours is None:
        return "SHOP-4711"
    return trade_number(ours) if isinstance(ours, Intent) else refund_number(ours)


@cache
def _wechat_account() -> wechat_keys.Keys:
    """Made once: drawing keys takes longer than writing a bill."""
    return wechat_keys.Keys()


@cache
def _alipay_account() -> alipay_keys.Keys:
    return alipay_keys.Keys()


def _wechat(day: date, movements: Sequence[Movement]) -> tuple[BillLine, ...]:
    keys = _wechat_account()
    rows = []
    for one in movements:
        asked = {"description": "双人馄饨, 大份", "amount": {"total": one.minor}}
        number = _number(one.ours) if not one.is_refund else "paid-before"
        order = wechat_book.Order(number, "native", asked, transaction_id=one.payment or one.name)
        order.paid, order.paid_at = one.minor, one.at.astimezone(BEIJING)
        if one.is_refund:
            # Paid on an earlier day: only its refund is on this bill.
            order.paid_at -= timedelta(days=3)
            refund = wechat_book.RefundRow(_number(one.ours), order, one.minor, "", "", one.name, "SUCCESS")
            refund.at = one.at.astimezone(BEIJING)
            order.refunds[one.name] = refund
        rows.append(order)
    text = wechat_bill.bill_of(day, rows, keys)
    return tuple(read_wechat(text)) if text else ()


def _alipay(day: date, movements: Sequence[Movement]) -> tuple[BillLine, ...]:
    keys = _alipay_account()
    rows = []
    for one in movements:
        asked = {"subject": "双人馄饨", "total_amount": "1.00"}
        number = _number(one.ours) if not one.is_refund else "paid-before"
        trade = alipay_book.Trade(number, "page", asked, "", "", trade_no=one.payment or one.name)
        trade.paid, trade.paid_at = one.minor, one.at.astimezone(BEIJING)
        if one.is_refund:
            trade.paid_at -= timedelta(days=3)
            name = _number(one.ours) if one.ours else one.name
            trade.refunds[name] = alipay_book.RefundRow(name, one.minor, at=one.at.astimezone(BEIJING))
        rows.append(trade)
    text = alipay_bill.bill_of(day, rows, keys)
    return tuple(read_alipay(text)) if text else ()


WRITERS: dict[str, Writer] = {
    "sandbox": _sandbox,
    "stripe": _stripe,
    "wechat_pay": _wechat,
    "alipay": _alipay,
}


def written(provider: str, day: date, movements: Sequence[Movement]) -> Bill:
    """The provider's bill of a day, after it was written in its own format and read again."""
    lines = WRITERS[provider](day, movements)
    zone = habits_of(provider).zone
    return Bill(provider=provider, day=day, zone=zone, lines=lines, raw=msgspec.json.encode(lines))


def intent(intent_id: object, provider: str, minor: int, at: datetime) -> Intent:
    """A paid one, as a gateway knows it."""
    return Intent(
        market_id=1,
        intent_id=intent_id,
        order_id=intent_id,
        amount_minor=minor,
        refunded_minor=0,
        currency="CNY",
        subject="双人馄饨",
        provider=provider,
        state=IntentState.PAID,
        attempt=1,
        provider_ref=None,
        ask=None,
        checkout=None,
        created_at=at,
        expires_at=at,
        paid_at=at,
    )


def refund(refund_id: object, minor: int, at: datetime) -> Refund:
    """One that was sent."""
    return Refund(
        market_id=1,
        refund_id=refund_id,
        intent_id=refund_id,
        order_id=refund_id,
        amount_minor=minor,
        currency="CNY",
        reason="unused",
        state=RefundState.DONE,
        round=1,
        provider="",
        payment_ref=None,
        tries=1,
        due_at=at,
        done_at=at,
    )
