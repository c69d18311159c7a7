"""Templates are compiled once for all processes, and again when they are others."""

import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from linli.web.shared.compiled import compiled
from linli.web.shared.writing import DirectEnvironment


@pytest.fixture(autouse=True)
def kept_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs this may have told Python otherwise."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


class Watched(DirectEnvironment):
    """Tells what it compiled."""

    def __init__(self, templates: Path, kept: Path) -> None:
        super().__init__(loader=FileSystemLoader(templates), autoescape=True, bytecode_cache=compiled(kept))
        self.done: list[str] = []

    def compile(self, source: Any, name: str | None = None, *more: Any, **named: Any) -> Any:
        self.done.append(str(name))
        return super().compile(source, name, *more, **named)


def test_a_template_is_compiled_once_and_again_when_it_is_another(tmp_path: Path) -> None:
    kept, page = tmp_path / "kept", tmp_path / "page.html"
    kept.mkdir()
    for words in ("<p>{{ name }}</p>", "<b>{{ name }}</b>"):
        page.write_text(words, "utf-8")
        for expected in (["page.html"], []):
            process = Watched(tmp_path, kept)
            assert process.get_template("page.html").render(name="&") == words.replace("{{ name }}", "&amp;")
            assert process.done == expected


def test_half_a_file_or_none_that_may_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    kept, page = tmp_path / "kept", tmp_path / "page.html"
    page.write_text("{{ name }}", "utf-8")
    assert compiled(kept) is None
    kept.mkdir()
    Watched(tmp_path, kept).get_template("page.html")
    (half,) = kept.iterdir()
    half.write_bytes(half.read_bytes()[:-9])
    assert Watched(tmp_path, kept).get_template("page.html").render(name="x") == "x"
    process = Watched(tmp_path, kept)
    half.unlink()
    kept.rmdir()
    assert process.get_template("page.html").render(name="x") == "x"
    assert process.done == ["page.html"]
