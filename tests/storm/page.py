"""`docs/reliability/storm.md`: the figures of the last long run.

`python -m tests.storm.page` writes it anew from `docs/reliability/storm.json`, which `make storm` leaves
there.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.races.page import DOCS, where_and_when

FIGURES, PAGE = DOCS / "storm.json", DOCS / "storm.md"
WHOLE = {"rounds": 100, "checkouts": 20_000}
__all__ = ["FIGURES", "PAGE", "form_of", "text", "where_and_when"]


def form_of(rounds: int, checkouts: int) -> str:
    """What may be said of a run of this length."""
    if rounds == 1:
        return "CI form"
    whole = rounds >= WHOLE["rounds"] and checkouts >= WHOLE["checkouts"]
    return "long form" if whole else "long form, shortened"


def _paid_out(figures: dict[str, Any]) -> str:
    """Payouts as the bank's book ends up with them."""
    if "payouts" not in figures:
        return "nothing: settlement was not in the storm of that run"
    payouts = figures["payouts"]
    return f"{payouts.get('paid', 0)} payouts; {payouts.get('failed', 0)} more that the bank sent back"


def text(figures: dict[str, Any]) -> str:
    """The whole page."""
    words = Path(__file__).with_name("page.txt").read_text("utf-8")
    kills = "\n".join(f"| killed: {kind} | {count} |" for kind, count in sorted(figures["kills"].items()))
    planted = ", ".join(figures["planted_and_found"])
    seconds = {
        name: f"{figures[name]['median']} s in the middle, {figures[name]['worst']} s at worst"
        for name in ("answers_again", "all_processes_again", "calm_after")
    }
    return words.format(
        **{**figures, **seconds, "kills": kills, "planted": planted, "payouts": _paid_out(figures)}
    )


if __name__ == "__main__":
    PAGE.write_text(text(json.loads(FIGURES.read_text("utf-8"))), "utf-8")
    sys.stdout.write(f"{PAGE} written\n")
