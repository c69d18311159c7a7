"""`docs/reliability/attribution.md`: the figures of the last long run.

`python -m tests.months.page` writes it anew from `docs/reliability/attribution.json`, which
`make attribution` leaves there.
"""

import json
from pathlib import Path

from tests.races.page import DOCS

FIGURES, PAGE = DOCS / "attribution.json", DOCS / "attribution.md"
WORDS = Path(__file__).with_name("page.txt")
NAMES = {
    "last": "last touch",
    "first": "first touch",
    "linear": "linear",
    "time_decay": "time decay",
    "position": "position",
    "data_driven": "data-driven",
}


def main() -> None:
    """Writes the page."""
    facts = json.loads(FIGURES.read_text("utf-8"))
    rows = [f"| {NAMES[model]} | {far:.3f} |" for model, far in facts.pop("distances").items()]
    filled = WORDS.read_text("utf-8").format(**facts, distances="\n".join(rows))
    PAGE.write_text(filled, "utf-8")


if __name__ == "__main__":
    main()
