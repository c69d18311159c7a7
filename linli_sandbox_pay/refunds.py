"""Refunds: the amount is set aside by a conditional UPDATE, so never more goes back than was paid."""

import secrets
import sqlite3
from typing import Any

import msgspec

from . import clock, notifications, payments
from .faults import News, Planned
from .payments import Amount, Payment, Reference
from .refusals import no_refund, not_paid, refund_too_large


class NewRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the merchant sends."""

    reference: Reference
    amount: Amount
    reason: str = ""


class Refund(msgspec.Struct, frozen=True):
    """One row, column by column."""

    id: str
    payment_id: str
    reference: str
    amount: int
    note: str
    status: str
    reason: str | None
    outcome: str
    created_at: int
    due_at: int
    finished_at: int | None


COLUMNS = ", ".join(Refund.__struct_fields__)


def create(
    c: sqlite3.Connection, payment_id: str, wanted: NewRefund, fault: Planned | None, now: int
) -> Refund:
    """A pending refund with its money set aside. Refuses an unpaid payment, then too large an amount."""
    payment = payments.find(c, payment_id)
    if payment.status != "paid":
        raise not_paid()
    held = c.execute(
        "UPDATE payments SET refunding = refunding + ?"
        " WHERE id = ? AND status = 'paid' AND refunded + refunding + ? <= amount",
        (wanted.amount, payment_id, wanted.amount),
    )
    if held.rowcount == 0:
        raise refund_too_large(payment.amount - payment.refunded - payment.refunding)
    fails = fault is not None and fault.name in ("fail", "slow_fail")
    waits = fault.seconds if fault is not None and fault.name in ("slow", "slow_fail") else 0.0
    row = c.execute(
        "INSERT INTO refunds (id, payment_id, reference, amount, note, status, outcome, created_at, due_at)"
        f" VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?) RETURNING {COLUMNS}",
        (
            f"ref_{secrets.token_hex(16)}",
            payment_id,
            wanted.reference,
            wanted.amount,
            wanted.reason,
            "failed" if fails else "succeeded",
            now,
            now + int(waits * clock.SECOND),
        ),
    ).fetchone()
    return Refund(*row)


def finish(c: sqlite3.Connection, refund_id: str, now: int) -> Refund | None:
    """pending → succeeded | failed, when due, and announce it. None when not due.

    The money of a refund that failed can be refunded again.
    """
    row = c.execute(
        "UPDATE refunds SET status = outcome, finished_at = ?,"
        " reason = CASE outcome WHEN 'failed' THEN 'refused_by_bank' END"
        f" WHERE id = ? AND status = 'pending' AND due_at <= ? RETURNING {COLUMNS}",
        (now, refund_id, now),
    ).fetchone()
    if row is None:
        return None
    refund = Refund(*row)
    c.execute(
        "UPDATE payments SET refunding = refunding - ?, refunded = refunded + ? WHERE id = ?",
        (refund.amount, refund.amount if refund.status == "succeeded" else 0, refund.payment_id),
    )
    payment = payments.find(c, refund.payment_id)
    data = as_json(refund, payment)
    notifications.announce(c, f"refund.{refund.status}", data, payment.notify_url, News(), now)
    return refund


def due(c: sqlite3.Connection, now: int, limit: int) -> list[str]:
    rows = c.execute(
        "SELECT id FROM refunds WHERE status = 'pending' AND due_at <= ? ORDER BY due_at LIMIT ?",
        (now, limit),
    )
    return [row[0] for row in rows]


def find(c: sqlite3.Connection, refund_id: str) -> Refund:
    row = c.execute(f"SELECT {COLUMNS} FROM refunds WHERE id = ?", (refund_id,)).fetchone()
    if row is None:
        raise no_refund()
    return Refund(*row)


def by_reference(c: sqlite3.Connection, reference: str) -> list[Refund]:
    """All refunds of one of the merchant's references, newest first."""
    rows = c.execute(
        f"SELECT {COLUMNS} FROM refunds WHERE reference = ? ORDER BY created_at DESC, id LIMIT 100",
        (reference,),
    )
    return [Refund(*row) for row in rows]


def as_json(refund: Refund, payment: Payment) -> dict[str, Any]:
    """The refund as the merchant sees it, with enough of its payment to find the order."""
    return {
        "id": refund.id,
        "object": "refund",
        "payment": payment.id,
        "payment_reference": payment.reference,
        "reference": refund.reference,
        "status": refund.status,
        "amount": refund.amount,
        "currency": payment.currency,
        "reason": refund.note,
        "failure": refund.reason,
        "metadata": msgspec.json.decode(payment.metadata),
        "created_at": clock.iso(refund.created_at),
        "finished_at": clock.iso_or_none(refund.finished_at),
    }
