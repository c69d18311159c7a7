"""What can go wrong on demand.

Two kinds: a fault chosen with one payment (on the hosted page or through the test call), and faults
planned for the merchant's next calls. Both are plain tables, so that this page is the full list.
"""

import sqlite3
from dataclasses import dataclass, field
from typing import Literal

from .refusals import malformed


@dataclass(frozen=True)
class News:
    """How the notification travels. The plain one: at once, genuine, until acknowledged."""

    lost: bool = False
    delay: float = 0.0  # seconds
    copies: int = 1  # acknowledged deliveries wanted, all with one event id
    wrong_amount: bool = False
    forged: bool = False
    max_attempts: int | None = None


@dataclass(frozen=True)
class Fault:
    """What becomes of the payment, what the shop hears, and how the page ends."""

    outcome: Literal["paid", "failed", "untouched"] = "paid"
    reason: str | None = None
    news: News | None = field(default_factory=News)
    ending: Literal["return", "return_after_news", "no_answer", "stay", "canceled"] = "return"
    other_amount: bool = False  # less is charged than was asked for, and rightly told


FAULTS: dict[str, Fault] = {
    "none": Fault(),
    # the money does not move
    "decline": Fault(outcome="failed", reason="declined"),
    "insufficient_funds": Fault(outcome="failed", reason="insufficient_funds"),
    # the money moves, the news goes astray
    "callback_lost": Fault(news=News(lost=True)),
    "callback_delayed": Fault(news=News(delay=20)),
    "callback_twice": Fault(news=News(copies=2)),
    "callback_before_redirect": Fault(ending="return_after_news"),
    "callback_after_redirect": Fault(news=News(delay=2)),
    "wrong_amount": Fault(news=News(wrong_amount=True)),
    "other_amount": Fault(other_amount=True),
    "bad_signature": Fault(news=News(forged=True, max_attempts=3)),
    # somebody else says that money moved
    "forged_callback": Fault(outcome="untouched", news=News(forged=True, max_attempts=1)),
    # the person gets lost
    "timeout_after_charge": Fault(ending="no_answer"),
    "walk_away": Fault(outcome="untouched", news=None, ending="stay"),
    "cancel": Fault(outcome="untouched", news=None, ending="canceled"),
}

# The page shows them in these groups; cancel is a button of its own.
GROUPS: dict[str, tuple[str, ...]] = {
    "money": ("decline", "insufficient_funds"),
    "news": (
        "callback_lost",
        "callback_delayed",
        "callback_twice",
        "callback_before_redirect",
        "callback_after_redirect",
        "wrong_amount",
        "other_amount",
        "bad_signature",
        "forged_callback",
    ),
    "person": ("timeout_after_charge", "walk_away"),
}

# Planned for the merchant's next calls, with the seconds each takes unless told otherwise.
PLANNED: dict[str, dict[str, float]] = {
    "create": {"timeout_after": 30, "error500": 0},
    "refund": {"fail": 0, "timeout_after": 30, "slow": 5, "slow_fail": 5, "error500": 0},
}


def fault_named(name: str) -> Fault:
    if name not in FAULTS:
        raise malformed(f"There is no fault “{name}”. Known: {', '.join(FAULTS)}.")
    return FAULTS[name]


@dataclass(frozen=True)
class Planned:
    name: str
    seconds: float


def plan(c: sqlite3.Connection, call: str, name: str, count: int, seconds: float | None) -> None:
    """Let the next `count` calls of this kind fail; replaces what was planned before. "none" clears."""
    if name == "none":
        c.execute("DELETE FROM planned_faults WHERE call = ?", (call,))
        return
    if name not in PLANNED[call]:
        raise malformed(f"next_{call} can be: none, {', '.join(PLANNED[call])}.")
    wait = PLANNED[call][name] if seconds is None else seconds
    c.execute(
        "INSERT INTO planned_faults (call, name, remaining, seconds) VALUES (?, ?, ?, ?) ON CONFLICT (call)"
        " DO UPDATE SET name = excluded.name, remaining = excluded.remaining, seconds = excluded.seconds",
        (call, name, count, wait),
    )


def take(c: sqlite3.Connection, call: str) -> Planned | None:
    """Use up one planned fault, if there is one."""
    row = c.execute(
        "UPDATE planned_faults SET remaining = remaining - 1 WHERE call = ? AND remaining > 0"
        " RETURNING name, seconds",
        (call,),
    ).fetchone()
    return None if row is None else Planned(row[0], row[1])
