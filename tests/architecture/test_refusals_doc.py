"""docs/refusals.md lists every refusal that the code declares: code, status and who declares it."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from .places import REPOSITORY, none, one, plant
from .rules.source import python

DECLARATION = re.compile(
    r"\bRefusalKind\(\s*\"(?P<code>[a-z_]+)\"(?:,\s*(?P<status>\d{3}))?(?:,\s*again=\d+)?\s*\)"
)
ROW = re.compile(r"^\| `(?P<code>[a-z_]+)` \| (?P<status>\d{3}) \| (?P<owner>\w+) \| \S", re.MULTILINE)
USUAL = "409"

Kind = tuple[str, str, str]


def declared(root: Path) -> list[Kind]:
    """(code, status, owner) of each refusal in the refusals.py files."""
    found = []
    for source in python(root):
        if source.parts[-1] == "refusals.py":
            owner = source.parts[2] if source.parts[1] == "modules" else source.parts[1]
            found += [
                (match["code"], match["status"] or USUAL, owner)
                for match in DECLARATION.finditer(source.text)
            ]
    return found


def written(root: Path) -> list[Kind]:
    """The same, as the page says it."""
    page = (root / "docs" / "refusals.md").read_text("utf-8")
    return [(match["code"], match["status"], match["owner"]) for match in ROW.finditer(page)]


def check(root: Path) -> list[str]:
    in_code, in_page = declared(root), written(root)
    missing = [f"docs/refusals.md:1: no line says {kind}" for kind in in_code if kind not in in_page]
    gone = [f"docs/refusals.md:1: nothing declares {kind}" for kind in in_page if kind not in in_code]
    return missing + gone + _twice(in_page)


def _twice(kinds: Iterable[Kind]) -> list[str]:
    counted = Counter(code for code, _, _ in kinds)
    return [f"docs/refusals.md:1: {code} stands twice" for code, times in counted.items() if times > 1]


def test_the_page_of_refusals_says_what_the_code_declares() -> None:
    assert len(declared(REPOSITORY)) > 40
    none(check(REPOSITORY))


CODE = 'A = RefusalKind("sold_out")\nB = RefusalKind("deal_ended", 410)\n'
LINES = "| `sold_out` | 409 | catalog | none left |\n", "| `deal_ended` | 410 | catalog | over |\n"


def test_a_page_with_a_line_for_each_is_fine(tmp_path: Path) -> None:
    planted = {"linli/modules/catalog/refusals.py": CODE, "docs/refusals.md": "".join(LINES)}
    none(check(plant(tmp_path, planted)))


@pytest.mark.parametrize(
    ("page", "word"),
    [
        (LINES[0], "deal_ended"),
        (f"{LINES[0]}{LINES[1]}| `lost` | 404 | catalog | gone |\n", "lost"),
        (f"{LINES[0]}{LINES[1]}{LINES[1]}", "twice"),
    ],
)
def test_a_page_that_says_otherwise_is_reported(tmp_path: Path, page: str, word: str) -> None:
    planted = {"linli/modules/catalog/refusals.py": CODE, "docs/refusals.md": page}
    one(check(plant(tmp_path, planted)), word)
