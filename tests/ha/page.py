"""`docs/reliability/ha.md`: the figures of the last run.

`python -m tests.ha.page` writes it anew from `docs/reliability/ha.json`, which `make ha` leaves there.
"""

import json
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from tests.ha.faults import KINDS
from tests.races.page import DOCS

FIGURES, PAGE = DOCS / "ha.json", DOCS / "ha.md"
WORDS = Path(__file__).with_name("page.txt")
WHOLE_TIMES = 3


def form_of(times: int, kinds: Collection[str]) -> str:
    """What may be said of a run in which these faults came so many times each."""
    return "whole" if times >= WHOLE_TIMES and set(kinds) == set(KINDS) else "shortened"


def text(figures: dict[str, Any]) -> str:
    """The whole page."""
    rows = "\n".join(_row(kind, figures) for kind in KINDS if kind in figures["outages"])
    planted = ", ".join(figures["planted_and_found"])
    return WORDS.read_text("utf-8").format(**figures, rows=rows, planted=planted)


def _row(kind: str, figures: dict[str, Any]) -> str:
    seconds = figures["outages"][kind]
    each = " · ".join(f"{one:.1f}" for one in seconds)
    return f"| {kind} | {each} | {max(seconds):.1f} | {max(figures['whole_after'][kind]):.1f} |"


if __name__ == "__main__":
    PAGE.write_text(text(json.loads(FIGURES.read_text("utf-8"))), "utf-8")
    sys.stdout.write(f"{PAGE} written\n")
