"""`docs/reliability/forgery.md`: the figures of the last long run.

`python -m tests.forgery.page` writes it anew from `docs/reliability/forgery.json`, which `make forgery`
leaves there.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.races.page import DOCS, where_and_when

FIGURES, PAGE = DOCS / "forgery.json", DOCS / "forgery.md"
GUESSING = DOCS / "guessing.json"
WHOLE, IN_CI = 1_000_000, 20_000


@dataclass
class Figures:
    """The figures of one run."""

    seed: int
    asked: int
    took_seconds: int = 0
    mutations: int = 0
    unchanged: int = 0
    genuine: int = 0
    believed: int = 0
    attempts: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    # Kind of forgery → how many of it were believed, or broke the judge.
    wrong: dict[str, int] = field(default_factory=dict)
    # Fault that was put in → after how many forgeries it was found.
    planted: dict[str, int] = field(default_factory=dict)
    parsed: int = 0
    # What was held out at a real counter: what it was → how often.
    at_counter: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), **where_and_when()}


@dataclass
class Guessing:
    """One search for a guest's ten digits: what was tried → how often it ended so."""

    seed: int
    hours: int
    seconds: int = 0
    search: Counter[str] = field(default_factory=Counter)
    # The very digits, at another merchant's counters, and at the right ones while they are closed.
    at_others: Counter[str] = field(default_factory=Counter)
    while_closed: Counter[str] = field(default_factory=Counter)
    # How far the limit reaches → how many alarms.
    alarms: Counter[str] = field(default_factory=Counter)

    @property
    def tries(self) -> int:
        return self.search.total()

    @property
    def looked_at(self) -> int:
        """So many were not turned away."""
        return self.search["done"] + self.search["voucher_unknown"]

    def as_json(self) -> dict[str, Any]:
        """Under names that no figure of the forgeries has."""
        told = where_and_when()
        return {
            "guessing_seed": self.seed,
            "hours": self.hours,
            "guessing_seconds": self.seconds,
            "tries": self.tries,
            "looked_at": self.looked_at,
            "hits": self.search["done"],
            "at_others": self.at_others.total(),
            "at_others_looked_at": self.at_others["voucher_unknown"] + self.at_others["done"],
            "hits_at_others": self.at_others["done"],
            "while_closed": self.while_closed.total(),
            "hits_while_closed": self.while_closed["done"],
            "alarms": ", ".join(f"{reach} {count}" for reach, count in sorted(self.alarms.items())),
            "guessing_when": told["date"],
            "guessing_commit": told["commit"],
        }


def form_of(mutations: int) -> str:
    """What may be said of a run of this length."""
    if mutations <= IN_CI:
        return "CI form"
    return "long form" if mutations >= WHOLE else "long form, shortened"


def text(figures: dict[str, Any]) -> str:
    """The whole page."""
    from tests.forgery.forgers import FORGERS

    told = {forger.__name__: " ".join((forger.__doc__ or "").split()) for forger in FORGERS}
    words = Path(__file__).with_name("page.txt").read_text("utf-8")
    tables = {
        "attempts": [
            (told[name], f"{count:,}", str(figures["wrong"].get(name, 0)))
            for name, count in figures["attempts"].items()
        ],
        "faults": [(name, f"{count:,}") for name, count in sorted(figures["faults"].items())],
        "planted": [(name, f"{count:,}") for name, count in figures["planted"].items()],
        "at_counter": [(name, f"{count:,}") for name, count in figures["at_counter"].items()],
    }
    rows = {name: "\n".join(f"| {' | '.join(row)} |" for row in table) for name, table in tables.items()}
    if GUESSING.exists():
        rows |= json.loads(GUESSING.read_text("utf-8"))
        words += Path(__file__).with_name("guessing.txt").read_text("utf-8")
    return words.format(**{**figures, **rows}, form=form_of(figures["asked"]))


if __name__ == "__main__":
    PAGE.write_text(text(json.loads(FIGURES.read_text("utf-8"))), "utf-8")
    sys.stdout.write(f"{PAGE} written\n")
