"""News for the merchant: written with the change it tells of, sent until acknowledged, for up to 72 hours.

At least once: an acknowledgment we did not live to write down is asked for again, under the same event id.
Events of one payment may arrive in any order.
"""

import secrets
import sqlite3
from typing import Any

import msgspec

from . import clock
from .faults import News

BACKOFF = (1, 3, 10, 30, 60, 300, 900, 1800, 3600)  # seconds; the last one repeats
GIVE_UP_AFTER = 72 * 60 * 60 * clock.SECOND
PAUSE_BETWEEN_COPIES = clock.SECOND // 2


class Waiting(msgspec.Struct, frozen=True):
    """One notification that should be sent now."""

    id: str
    url: str
    body: str
    forged: bool
    copies: int
    attempts: int
    max_attempts: int | None
    created_at: int


def announce(
    c: sqlite3.Connection, kind: str, data: dict[str, Any], notify_url: str, news: News, now: int
) -> str:
    """Write one event about a payment or refund into the outbox; returns its id."""
    event_id = f"evt_{secrets.token_hex(16)}"
    if news.wrong_amount:
        data = {**data, "amount": 1 if data["amount"] != 1 else 2}
    body = msgspec.json.encode({"id": event_id, "type": kind, "created_at": clock.iso(now), "data": data})
    payment_id = data["id"] if data["object"] == "payment" else data["payment"]
    c.execute(
        "INSERT INTO notifications (id, payment_id, type, url, body, forged, copies, max_attempts, state,"
        " created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event_id,
            payment_id,
            kind,
            notify_url,
            body.decode(),
            news.forged,
            news.copies,
            news.max_attempts,
            "lost" if news.lost else "waiting",
            now,
            now + int(news.delay * clock.SECOND),
        ),
    )
    return event_id


def due(c: sqlite3.Connection, now: int, limit: int) -> list[str]:
    rows = c.execute(
        "SELECT id FROM notifications WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT ?",
        (now, limit),
    )
    return [row[0] for row in rows]


def next_due(c: sqlite3.Connection, now: int) -> int | None:
    """When the first notification that is not due yet falls due."""
    row = c.execute(
        "SELECT due_at FROM notifications WHERE state = 'waiting' AND due_at > ? ORDER BY due_at LIMIT 1",
        (now,),
    ).fetchone()
    return None if row is None else int(row[0])


def waiting(c: sqlite3.Connection, event_id: str) -> Waiting | None:
    row = c.execute(
        "SELECT id, url, body, forged, copies, attempts, max_attempts, created_at FROM notifications"
        " WHERE id = ? AND state = 'waiting'",
        (event_id,),
    ).fetchone()
    return None if row is None else Waiting(*row)


def record(c: sqlite3.Connection, sent: Waiting, answer: str, acknowledged: bool, now: int) -> None:
    """Write down how an attempt went and what follows: the next copy, the next try, or the end."""
    attempts = sent.attempts + 1
    copies = sent.copies - 1 if acknowledged else sent.copies
    state, due_at = "waiting", now + PAUSE_BETWEEN_COPIES
    if copies == 0:
        state = "delivered"
    elif sent.max_attempts is not None and attempts >= sent.max_attempts:
        state = "given_up"
    elif not acknowledged:
        due_at = now + BACKOFF[min(attempts, len(BACKOFF)) - 1] * clock.SECOND
        state = "given_up" if due_at > sent.created_at + GIVE_UP_AFTER else "waiting"
    c.execute(
        "UPDATE notifications SET attempts = ?, copies = ?, answer = ?, state = ?, due_at = ?,"
        " finished_at = ? WHERE id = ?",
        (attempts, copies, answer, state, due_at, None if state == "waiting" else now, sent.id),
    )


def was_attempted(c: sqlite3.Connection, event_id: str) -> bool:
    row = c.execute("SELECT attempts FROM notifications WHERE id = ?", (event_id,)).fetchone()
    return row is not None and row[0] > 0


def of_payment(c: sqlite3.Connection, payment_id: str) -> list[dict[str, Any]]:
    """The delivery log of one payment and its refunds, for people who test."""
    rows = c.execute(
        "SELECT id, type, state, attempts, answer, forged, created_at, due_at, finished_at"
        " FROM notifications WHERE payment_id = ? ORDER BY created_at, id",
        (payment_id,),
    )
    return [
        {
            "id": row[0],
            "type": row[1],
            "state": row[2],
            "attempts": row[3],
            "answer": row[4],
            "forged": bool(row[5]),
            "created_at": clock.iso(row[6]),
            "due_at": clock.iso(row[7]) if row[2] == "waiting" else None,
            "finished_at": clock.iso_or_none(row[8]),
        }
        for row in rows
    ]
