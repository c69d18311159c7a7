"""`docs/reliability/flash.md`: the figures of the last long run.

`python -m tests.flash_page` writes it anew from `docs/reliability/flash.json`, which `make flash` leaves.
"""

import json
from pathlib import Path

from tests.races.page import DOCS

FIGURES, PAGE = DOCS / "flash.json", DOCS / "flash.md"
WORDS = Path(__file__).with_name("flash_page.txt")


def main() -> None:
    """Writes the page."""
    PAGE.write_text(WORDS.read_text("utf-8").format(**json.loads(FIGURES.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
