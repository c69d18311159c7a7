"""The bank: pays batches of payouts, each to an account, and says later how each ended.

Some account numbers always fail, as with other banks' sandboxes: see BAD_ENDINGS.
"""

import secrets
import sqlite3
from typing import Annotated, Any

import msgspec

from . import clock
from .faults import Planned
from .payments import Amount, Reference
from .refusals import Refused, malformed

# The end of an account number, and why the bank sends its money back.
BAD_ENDINGS = {"0002": "account_closed", "0003": "name_mismatch"}
LARGEST_BATCH = 1000
FAULTS: dict[str, float] = {"fail": 0, "timeout_after": 30, "slow": 5, "slow_fail": 5, "error500": 0}


class NewPayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One payout of a batch."""

    reference: Reference
    holder: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    account: Annotated[str, msgspec.Meta(min_length=8, max_length=40)]
    amount: Amount


class NewBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the customer sends."""

    reference: Reference
    currency: Annotated[str, msgspec.Meta(min_length=3, max_length=3)]
    payouts: Annotated[list[NewPayout], msgspec.Meta(min_length=1, max_length=LARGEST_BATCH)]


def no_batch() -> Refused:
    return Refused(404, "batch_unknown", "There is no batch with this reference.")


def create(c: sqlite3.Connection, wanted: NewBatch, fault: Planned | None, now: int) -> None:
    """Take a batch. Refuses a reference of a batch or payout that was used before."""
    name = fault.name if fault else ""
    waits = int(fault.seconds * clock.SECOND) if fault and name in ("slow", "slow_fail") else 0
    try:
        row = (wanted.reference, wanted.currency, now)
        c.execute("INSERT INTO bank_batches (reference, currency, created_at) VALUES (?, ?, ?)", row)
        c.executemany(
            "INSERT INTO bank_payouts (id, batch, reference, holder, account, amount, status, reason, due_at)"
            " VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)",
            [
                (
                    f"po_{secrets.token_hex(12)}",
                    wanted.reference,
                    one.reference,
                    one.holder,
                    one.account,
                    one.amount,
                    "refused" if name in ("fail", "slow_fail") else BAD_ENDINGS.get(one.account[-4:]),
                    now + waits,
                )
                for one in wanted.payouts
            ],
        )
    except sqlite3.IntegrityError as error:
        raise Refused(409, "reference_used", "This reference was used before.") from error


def finish(c: sqlite3.Connection, batch: str, now: int) -> None:
    """pending → paid | failed, when due."""
    c.execute(
        "UPDATE bank_payouts SET status = CASE WHEN reason IS NULL THEN 'paid' ELSE 'failed' END,"
        " finished_at = ?"
        " WHERE batch = ? AND status = 'pending' AND due_at <= ?",
        (now, batch, now),
    )


def as_json(c: sqlite3.Connection, reference: str) -> dict[str, Any]:
    """A batch as its customer sees it: of an account only the end."""
    batch = c.execute(
        "SELECT currency, created_at FROM bank_batches WHERE reference = ?", (reference,)
    ).fetchone()
    if batch is None:
        raise no_batch()
    rows = c.execute(
        "SELECT id, reference, account, amount, status, reason, finished_at FROM bank_payouts"
        " WHERE batch = ? ORDER BY reference",
        (reference,),
    )
    payouts = [
        {
            "id": row[0],
            "reference": row[1],
            "account": row[2][-4:],
            "amount": row[3],
            "status": row[4],
            "reason": row[5] if row[4] == "failed" else None,
            "finished_at": clock.iso_or_none(row[6]),
        }
        for row in rows
    ]
    head = {"reference": reference, "currency": batch[0], "created_at": clock.iso(batch[1])}
    return {**head, "payouts": payouts}


def plan(c: sqlite3.Connection, name: str, count: int, seconds: float | None) -> None:
    """Let the next `count` batches fail so; "none" clears."""
    c.execute("DELETE FROM planned_bank_faults")
    if name == "none":
        return
    if name not in FAULTS:
        raise malformed(f"next_batch can be: none, {', '.join(FAULTS)}.")
    wait = FAULTS[name] if seconds is None else seconds
    c.execute("INSERT INTO planned_bank_faults VALUES ('batch', ?, ?, ?)", (name, count, wait))


def take(c: sqlite3.Connection) -> Planned | None:
    """Use up one planned fault, if there is one."""
    row = c.execute(
        "UPDATE planned_bank_faults SET remaining = remaining - 1 WHERE remaining > 0 RETURNING name, seconds"
    ).fetchone()
    return None if row is None else Planned(row[0], row[1])
