"""`docs/reliability/races.md`: the list of limits beside the figures of the last long run.

`python -m tests.races.page` writes it anew from `docs/reliability/races.json`, which `make races` leaves
there. What is to be said beside it - of a round that was played again, and why - stands there as `beside`.
"""

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs" / "reliability"
WHOLE_ROUNDS = 20
FIGURES, PAGE = DOCS / "races.json", DOCS / "races.md"


@dataclass
class Figures:
    """The figures of one run: of each limit how many clients, what was expected and what was seen."""

    seed: int
    rounds: int
    took_seconds: int = 0
    limits: dict[str, dict[str, int]] = field(default_factory=dict)

    def note(self, name: str, clients: int, expected: int, succeeded: int) -> None:
        """Add one round's attack."""
        row = self.limits.setdefault(name, dict.fromkeys(("rounds", "clients", "expected", "succeeded"), 0))
        for what, count in (("rounds", 1), ("clients", clients), ("expected", expected)):
            row[what] += count
        row["succeeded"] += succeeded

    def as_json(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "rounds": self.rounds,
            "took_seconds": self.took_seconds,
            **where_and_when(),
            "limits": self.limits,
        }


def where_and_when() -> dict[str, str]:
    """What a figure has to be read with."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=DOCS.parent
    )
    cores = len(_allowed_cores())
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit.stdout.strip(),
        "machine": f"{platform.system()} {platform.machine()}, {cores} cores shared with other work, Python"
        f" {platform.python_version()}, PostgreSQL 18",
        "load": f"{os.getloadavg()[2]:.0f} runnable processes on average over the last 15 minutes",
    }


def _allowed_cores() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


def text(figures: dict[str, Any]) -> str:
    """The whole page."""
    from tests.races.limits import LIMITS

    seen = figures["limits"]
    rows = [_row(limit, seen.get(limit.name)) for limit in LIMITS]
    clients = sum(row["clients"] for row in seen.values())
    attacks = sum(row["rounds"] for row in seen.values())
    words = Path(__file__).with_name("page.txt").read_text("utf-8")
    form = "long form" if figures["rounds"] >= WHOLE_ROUNDS else "long form, shortened"
    beside = "".join(f"{note}\n\n" for note in figures.get("beside", ()))
    told = figures | {"beside": beside}
    return words.format(**told, form=form, attacks=attacks, clients=clients, rows="\n".join(rows))


def _row(limit: Any, seen: dict[str, int] | None) -> str:
    where = ", ".join(f"`{one.removeprefix('linli/')}`" for one in limit.where)
    attack = " ".join(limit.attack.__doc__.split())
    told = (
        f"{seen['clients'] // seen['rounds']} × {seen['rounds']} | {seen['expected']} | {seen['succeeded']}"
        if seen
        else "not in that run | |"
    )
    return f"| {limit.name} | {limit.what} | {where} | {attack} | {told} |"


if __name__ == "__main__":
    PAGE.write_text(text(json.loads(FIGURES.read_text("utf-8"))), "utf-8")
    sys.stdout.write(f"{PAGE} written\n")
