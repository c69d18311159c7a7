"""How long the forgers work, and what their work came to."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forgery import page

SEED = int(os.environ.get("FORGERY_SEED", "20261122"))
MUTATIONS = int(os.environ.get("FORGERY_MUTATIONS", str(page.IN_CI)))


@pytest.fixture(scope="session")
def noted() -> Iterator[page.Figures]:
    """What this run came to; written down where `make forgery` asks for it."""
    figures, began = page.Figures(SEED, MUTATIONS), time.monotonic()
    yield figures
    figures.took_seconds = round(time.monotonic() - began)
    print(
        f"\nforgery: {page.form_of(MUTATIONS)}, seed {SEED}, {figures.mutations} forgeries, "
        f"{figures.parsed} texts for the parser, {figures.took_seconds} s"
    )
    if asked := os.environ.get("FORGERY_FIGURES"):
        Path(asked).write_text(json.dumps(figures.as_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
