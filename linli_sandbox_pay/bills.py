"""The day's bill: every payment and refund that moved money on one day, with fees, for reconciliation."""

import sqlite3
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from . import clock


def of_day(c: sqlite3.Connection, day: date, zone: ZoneInfo) -> dict[str, Any]:
    """A day is midnight to midnight in the zone, the end excluded. Fees are not given back with refunds."""
    start = clock.from_datetime(datetime.combine(day, time(), zone))
    end = clock.from_datetime(datetime.combine(day + timedelta(days=1), time(), zone))
    lines = _payments(c, start, end) + _refunds(c, start, end)
    lines.sort(key=lambda line: (line["at"], line["id"]))
    return {"date": day.isoformat(), "zone": zone.key, "totals": _totals(lines), "lines": lines}


def _payments(c: sqlite3.Connection, start: int, end: int) -> list[dict[str, Any]]:
    rows = c.execute(
        "SELECT id, reference, amount, currency, fee, method, paid_at FROM payments"
        " WHERE paid_at >= ? AND paid_at < ?",
        (start, end),
    )
    return [
        {
            "type": "payment",
            "id": row[0],
            "payment": row[0],
            "reference": row[1],
            "amount": row[2],
            "currency": row[3],
            "fee": row[4],
            "method": row[5],
            "at": clock.iso(row[6]),
        }
        for row in rows
    ]


def _refunds(c: sqlite3.Connection, start: int, end: int) -> list[dict[str, Any]]:
    rows = c.execute(
        "SELECT r.id, r.payment_id, r.reference, r.amount, p.currency, p.method, r.finished_at"
        " FROM refunds r JOIN payments p ON p.id = r.payment_id"
        " WHERE r.status = 'succeeded' AND r.finished_at >= ? AND r.finished_at < ?",
        (start, end),
    )
    return [
        {
            "type": "refund",
            "id": row[0],
            "payment": row[1],
            "reference": row[2],
            "amount": row[3],
            "currency": row[4],
            "fee": 0,
            "method": row[5],
            "at": clock.iso(row[6]),
        }
        for row in rows
    ]


def _totals(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sums: dict[str, dict[str, int]] = defaultdict(lambda: {"paid": 0, "refunded": 0, "fees": 0})
    for line in lines:
        total = sums[line["currency"]]
        total["paid" if line["type"] == "payment" else "refunded"] += line["amount"]
        total["fees"] += line["fee"]
    return [
        {"currency": currency, **total, "net": total["paid"] - total["refunded"] - total["fees"]}
        for currency, total in sorted(sums.items())
    ]
