"""Where the real repository is, and a way to plant a small one for a rule's own samples."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).resolve().parents[2]


def plant(root: Path, planted: Mapping[str, str]) -> Path:
    """Write the files (path → text, dedented) below `root` and give it back."""
    for name, text in planted.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return root


def none(violations: list[str]) -> None:
    """Fail with one violation a line."""
    assert not violations, "\n" + "\n".join(violations)


def one(violations: list[str], *words: str) -> None:
    """Exactly one violation, and it says these words."""
    assert len(violations) == 1, violations
    assert all(word in violations[0] for word in words), violations
