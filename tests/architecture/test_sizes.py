"""Files, functions and lines stay small enough to read."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one, plant
from .rules import javascript, sizes


def test_everything_written_by_hand_in_the_house_is_small() -> None:
    none(sizes.check(REPOSITORY))


def _function(lines: int, docstring: int = 0) -> str:
    text = ['    """One.', *["    more"] * (docstring - 2), '    """'] if docstring else []
    return "\n".join(["def long():", *text, *["    x = 1"] * (lines - 1)])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("linli/a.py", _function(60, docstring=20)),
        ("tests/browser/test_story.py", _function(120)),
        ("linli/web/shared/static/vendor/x.js", "x" * 500),
        ("linli/kernel/migrations/20260101_01_x.sql", "x\n" * 900),
        ("linli/demo/data/places.py", "x = 1\n" * 900),
        ("linli/web/shared/locale/en/x.py", "x = 1\n" * 900),
        ("linli/web/a.css", "x\n" * 400),
        ("linli/web/a.js", "const t = 'if (a) {'\n" + "if (b) {\n" + "c()\n" * 80 + "}\n"),
    ],
)
def test_what_is_small_or_not_written_by_hand_is_allowed(tmp_path: Path, path: str, text: str) -> None:
    none(sizes.check(plant(tmp_path, {path: text})))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("linli/a.py", "x = 1\n" * 401, "401 lines"),
        ("linli/a.py", _function(61), "long has 61 lines"),
        ("tests/unit/test_a.py", _function(61), "long has 61 lines"),
        ("tests/browser/test_story.py", _function(121), "long has 121 lines"),
        ("linli/a.py", f"x = '{'y' * 110}'", "116 characters"),
        ("linli/web/a.css", "x\n" * 401, "401 lines"),
        ("linli/web/a.html", "x\n" * 401, "401 lines"),
        ("linli/web/a.js", "export function draw(a, { b }) {\n" + "c()\n" * 60 + "}\n", "draw has 62 lines"),
        ("linli/web/a.js", "const f = async (a) => {\n" + "c()\n" * 60 + "}\n", "f has 62 lines"),
    ],
)
def test_what_is_too_large_is_reported(tmp_path: Path, path: str, text: str, said: str) -> None:
    one(sizes.check(plant(tmp_path, {path: text})), path, said)


def test_braces_in_strings_comments_and_patterns_do_not_count() -> None:
    text = 'function a() {\n  // {\n  const s = "{" + `{{` + /[{/]{/.source;\n  /* } */\n}\n'
    assert list(javascript.functions(text)) == [("a", 1, 5)]


def test_methods_count_and_branches_do_not() -> None:
    text = "class A {\n  draw(x) {\n    if (x) {\n      y()\n    }\n  }\n}\n"
    assert list(javascript.functions(text)) == [("draw", 2, 5)]
