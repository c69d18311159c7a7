"""What happens when somebody presses Pay: one path for the hosted page and for the test call."""

import sqlite3
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from . import notifications, payments
from .faults import FAULTS, Fault, News, fault_named
from .payments import Payment
from .refusals import malformed, payment_already


@dataclass(frozen=True)
class Ended:
    """The payment afterwards, the fault that was played, and the event to tell of it, if any."""

    payment: Payment
    fault: Fault
    event_id: str | None


def tell(
    c: sqlite3.Connection, payment: Payment, kind: str, public_url: str, now: int, news: News | None = None
) -> str:
    """Announce one of payment.paid, payment.failed, payment.closed."""
    data = payments.as_json(payment, public_url)
    return notifications.announce(c, kind, data, payment.notify_url, news or News(), now)


def pay(
    c: sqlite3.Connection, payment_id: str, method: str, fault_name: str, public_url: str, now: int
) -> Ended:
    """Charge, fail or leave the payment as the fault says, and announce it, in one transaction.

    A payment that is not pending any more is left alone, whatever was asked: a second press changes nothing.
    """
    if method not in payments.METHODS:
        raise malformed(f"There is no method “{method}”. Known: {', '.join(payments.METHODS)}.")
    fault = fault_named(fault_name)
    payment = current(c, payment_id, public_url, now)
    if payment.status != "pending":
        return Ended(payment, FAULTS["none"], None)
    if fault.outcome == "untouched":
        return Ended(payment, fault, _forge(c, payment, method, fault, public_url, now))
    if fault.outcome == "failed":
        moved = payments.fail(c, payment_id, method, fault.reason or "declined", now)
    else:
        moved = payments.charge(c, payment_id, method, now, less=fault.other_amount)
    if moved is None:  # cannot be: one writer, and it was pending a moment ago
        raise RuntimeError(f"{payment_id} moved away while it was being paid")
    event_id = tell(c, moved, f"payment.{moved.status}", public_url, now, fault.news)
    return Ended(moved, fault, event_id)


def charge_late(c: sqlite3.Connection, payment_id: str, public_url: str, now: int) -> Payment:
    """The bank takes the money of a payment that was told as failed, and we tell so. Refuses any other."""
    payment = payments.find(c, payment_id)
    moved = payments.charge_late(c, payment_id, now)
    if moved is None:
        raise payment_already(payment.status)
    tell(c, moved, "payment.paid", public_url, now)
    return moved


def _forge(
    c: sqlite3.Connection, payment: Payment, method: str, fault: Fault, public_url: str, now: int
) -> str | None:
    """A stranger's claim that an unpaid payment was paid: the merchant must not believe it."""
    if fault.news is None:
        return None
    data = payments.as_json(payment, public_url)
    claim = data | {"status": "paid", "method": method, "paid_at": data["created_at"]}
    return notifications.announce(c, "payment.paid", claim, payment.notify_url, fault.news, now)


def current(c: sqlite3.Connection, payment_id: str, public_url: str, now: int) -> Payment:
    """The payment as it stands, closed first if its time is up."""
    payment = payments.find(c, payment_id)
    if payment.status == "pending" and payment.expires_at <= now:
        return _close(c, payment, "expired", public_url, now)
    return payment


def close(c: sqlite3.Connection, payment_id: str, public_url: str, now: int) -> Payment:
    """Close an unpaid payment for the merchant. Closing twice is no error; a paid or failed one refuses."""
    payment = current(c, payment_id, public_url, now)
    if payment.status == "closed":
        return payment
    if payment.status != "pending":
        raise payment_already(payment.status)
    return _close(c, payment, "closed_by_merchant", public_url, now)


def _close(c: sqlite3.Connection, payment: Payment, reason: str, public_url: str, now: int) -> Payment:
    closed = payments.close(c, payment.id, reason, now)
    if closed is None:
        return payments.find(c, payment.id)
    tell(c, closed, "payment.closed", public_url, now)
    return closed


def way_back(payment: Payment, status: str) -> str:
    """The merchant's return address with our two parameters, which prove nothing and say so in the docs."""
    parts = urlsplit(payment.return_url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("payment", payment.id), ("status", status)]
    return parts._replace(query=urlencode(query)).geturl()
