"""`docs/reliability/offline.md`: the figures of the last long run.

`python -m tests.offline.page` writes it anew from `docs/reliability/offline.json`, which `make offline`
leaves there (OFFLINE_FIGURES says where).
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.offline.play import History
from tests.races.page import DOCS, where_and_when

FIGURES, PAGE = DOCS / "offline.json", DOCS / "offline.md"
COUNTED = (
    "histories", "with two terminals", "with three terminals", "vouchers", "entries", "arrivals", "forked",
    "too late", "clock wrong by a day", "online uses", "given on", "with an old code",
)  # fmt: skip


def counted(history: History) -> dict[str, int]:
    """What is in a history, played in both of its orders."""
    uses = history.uses
    terminals = len({use.device for use in uses})
    return {
        "histories": 1,
        "with two terminals": int(terminals == 2),
        "with three terminals": int(terminals == 3),
        "vouchers": 2 * len(history.kinds),
        "entries": 2 * len(uses),
        "arrivals": 2 * sum(1 + len(use.repeats) for use in uses),
        "forked": sum(use.fork for use in uses),
        "too late": sum(bool(use.late) for use in uses),
        "clock wrong by a day": sum(abs(use.jump) > 100 for use in uses),
        "online uses": 2 * len(history.online),
        "given on": 2 * len(history.given),
        "with an old code": 2 * sum(use.old and use.voucher in history.given for use in uses),
    }


def note(seen: Counter[str], seed: int, wanted: int, took: float) -> None:
    """Add what one part of a run has played to the file of figures, where one is wanted."""
    place = os.environ.get("OFFLINE_FIGURES")
    form = "long form" if wanted >= 1000 else "CI form"
    print(f"{form}: {dict(seen)}, seed {seed}, {took:.0f} s")
    if not place:
        return
    path = Path(place)
    known: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if known.get("seed") != seed or known.get("wanted") != wanted or sum(seen.values()) == 0:
        known = {"seed": seed, "wanted": wanted, "took_seconds": 0, "seen": {}}
    total = Counter(known["seen"]) + seen
    known |= {"took_seconds": known["took_seconds"] + round(took), "seen": dict(total), **where_and_when()}
    path.write_text(json.dumps(known, indent=2) + "\n", "utf-8")


def text(figures: dict[str, Any]) -> str:
    """The whole page."""
    rows = "\n".join(f"| {name} | {figures['seen'].get(name, 0):,} |" for name in COUNTED)
    words = Path(__file__).with_name("page.txt").read_text("utf-8")
    return words.format(**figures, rows=rows, minutes=-(-figures["took_seconds"] // 60))


if __name__ == "__main__":
    PAGE.write_text(text(json.loads(FIGURES.read_text("utf-8"))), "utf-8")
    sys.stdout.write(f"{PAGE} written\n")
