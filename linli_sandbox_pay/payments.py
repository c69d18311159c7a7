"""Payments and their moves: pending → paid | failed | closed, each a conditional UPDATE, each final."""

import secrets
import sqlite3
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from . import clock
from .refusals import malformed, no_payment

METHODS = ("wallet", "quickpay", "card")
FEE_PER_10_000 = 60
USUAL_LIFE = 2 * 60 * 60 * clock.SECOND

Text = Annotated[str, Meta(min_length=1, max_length=256)]
Reference = Annotated[str, Meta(min_length=1, max_length=128)]
Amount = Annotated[int, Meta(gt=0, le=10**13)]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s/]", max_length=2048)]


class NewPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the merchant sends."""

    reference: Reference
    amount: Amount
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    subject: Text
    return_url: Url
    notify_url: Url
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None
    metadata: dict[str, Any] = {}
    locale: str = "zh"


class Payment(msgspec.Struct, frozen=True):
    """One row, column by column."""

    id: str
    reference: str
    amount: int
    currency: str
    subject: str
    return_url: str
    notify_url: str
    metadata: str
    locale: str
    status: str
    method: str | None
    reason: str | None
    fee: int
    refunded: int
    refunding: int
    created_at: int
    expires_at: int
    paid_at: int | None
    ended_at: int | None


COLUMNS = ", ".join(Payment.__struct_fields__)


def _check_url(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise malformed(f"{name} is not a usable address.")


def create(c: sqlite3.Connection, wanted: NewPayment, now: int) -> Payment:
    """A pending payment. Refuses an expiry in the past and addresses that cannot be called."""
    _check_url("return_url", wanted.return_url)
    _check_url("notify_url", wanted.notify_url)
    expires_at = clock.from_datetime(wanted.expires_at) if wanted.expires_at else now + USUAL_LIFE
    if expires_at <= now:
        raise malformed("expires_at has already passed.")
    row = c.execute(
        "INSERT INTO payments (id, reference, amount, currency, subject, return_url, notify_url, metadata,"
        " locale, status, created_at, expires_at)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?) RETURNING {COLUMNS}",
        (
            f"pay_{secrets.token_hex(16)}",
            wanted.reference,
            wanted.amount,
            wanted.currency,
            wanted.subject,
            wanted.return_url,
            wanted.notify_url,
            msgspec.json.encode(wanted.metadata).decode(),
            "en" if wanted.locale.lower().startswith("en") else "zh",
            now,
            expires_at,
        ),
    ).fetchone()
    return Payment(*row)


def find(c: sqlite3.Connection, payment_id: str) -> Payment:
    row = c.execute(f"SELECT {COLUMNS} FROM payments WHERE id = ?", (payment_id,)).fetchone()
    if row is None:
        raise no_payment()
    return Payment(*row)


def by_reference(c: sqlite3.Connection, reference: str) -> list[Payment]:
    """All payments of one of the merchant's references, newest first."""
    rows = c.execute(
        f"SELECT {COLUMNS} FROM payments WHERE reference = ? ORDER BY created_at DESC, id LIMIT 100",
        (reference,),
    )
    return [Payment(*row) for row in rows]


def charge(
    c: sqlite3.Connection, payment_id: str, method: str, now: int, less: bool = False
) -> Payment | None:
    """pending → paid; `less`: a tenth less than was asked for. None when it was not pending any more: then
    nothing is charged.
    """
    if less:
        c.execute(
            "UPDATE payments SET amount = max(1, amount - (amount + 9) / 10) WHERE id = ?", (payment_id,)
        )
    return _moved(
        c.execute(
            "UPDATE payments SET status = 'paid', method = ?, paid_at = ?, fee = (amount * ? + 5000) / 10000"
            f" WHERE id = ? AND status = 'pending' AND expires_at > ? RETURNING {COLUMNS}",
            (method, now, FEE_PER_10_000, payment_id, now),
        )
    )


def charge_late(c: sqlite3.Connection, payment_id: str, now: int) -> Payment | None:
    """failed → paid, as it happens with banks. None when it had not failed."""
    return _moved(
        c.execute(
            "UPDATE payments SET status = 'paid', reason = NULL, paid_at = ?, ended_at = NULL,"
            f" fee = (amount * ? + 5000) / 10000 WHERE id = ? AND status = 'failed' RETURNING {COLUMNS}",
            (now, FEE_PER_10_000, payment_id),
        )
    )


def fail(c: sqlite3.Connection, payment_id: str, method: str, reason: str, now: int) -> Payment | None:
    """pending → failed, for good: the merchant starts a new payment for another try."""
    return _moved(
        c.execute(
            "UPDATE payments SET status = 'failed', method = ?, reason = ?, ended_at = ?"
            f" WHERE id = ? AND status = 'pending' AND expires_at > ? RETURNING {COLUMNS}",
            (method, reason, now, payment_id, now),
        )
    )


def close(c: sqlite3.Connection, payment_id: str, reason: str, now: int) -> Payment | None:
    """pending → closed: nobody can pay it any more."""
    return _moved(
        c.execute(
            "UPDATE payments SET status = 'closed', reason = ?, ended_at = ?"
            f" WHERE id = ? AND status = 'pending' RETURNING {COLUMNS}",
            (reason, now, payment_id),
        )
    )


def expired(c: sqlite3.Connection, now: int, limit: int) -> list[str]:
    rows = c.execute(
        "SELECT id FROM payments WHERE status = 'pending' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
        (now, limit),
    )
    return [row[0] for row in rows]


def _moved(cursor: sqlite3.Cursor) -> Payment | None:
    row = cursor.fetchone()
    return None if row is None else Payment(*row)


def as_json(payment: Payment, public_url: str) -> dict[str, Any]:
    """The payment as the merchant sees it."""
    return {
        "id": payment.id,
        "object": "payment",
        "reference": payment.reference,
        "status": payment.status,
        "amount": payment.amount,
        "currency": payment.currency,
        "subject": payment.subject,
        "pay_url": f"{public_url}/pay/{payment.id}",
        "method": payment.method,
        "reason": payment.reason,
        "fee": payment.fee,
        "refunded_amount": payment.refunded,
        "refunding_amount": payment.refunding,
        "metadata": msgspec.json.decode(payment.metadata),
        "created_at": clock.iso(payment.created_at),
        "expires_at": clock.iso(payment.expires_at),
        "paid_at": clock.iso_or_none(payment.paid_at),
        "ended_at": clock.iso_or_none(payment.ended_at),
    }
