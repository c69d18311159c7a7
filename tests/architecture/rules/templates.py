"""Templates hold no styles, scripts or sentences, only structure."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from .source import Source, files

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
SAFE = re.compile(r"\|\s*safe\b")
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
WORD = r"[A-Za-z][A-Za-z'’-]*"
SENTENCE = re.compile(rf"{WORD}(?:[\s,.;:!?]+{WORD}){{2,}}")
GALLERY = "gallery.html"
STAND_IN = "¤"


def check(root: Path) -> list[str]:
    found: list[str] = []
    for source in files(root, ".html", ".jinja", under="linli"):
        shared = source.parts[:3] == ("linli", "web", "shared")
        if not shared:
            found += _at_each(source, SAFE, "only shared/ may call something safe")
        if not (shared and source.parts[-1] == GALLERY):
            found += _at_each(source, CJK, "words come from messages")
        found += _markup(source, sentences=not (shared and source.parts[-1] == GALLERY))
    return found


def _without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)


def _at_each(source: Source, pattern: re.Pattern[str], message: str) -> Iterator[str]:
    for number, line in enumerate(_without_comments(source.text).split("\n"), 1):
        match = pattern.search(line)
        if match:
            yield source.at(number, f"{match[0]}: {message}")


def _markup(source: Source, *, sentences: bool) -> list[str]:
    reader = _Reader(source, sentences)
    reader.feed(JINJA.sub(lambda m: STAND_IN + "\n" * m[0].count("\n"), source.text))
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Reads the HTML around Jinja's tags, each of which stands as one foreign character."""

    def __init__(self, source: Source, sentences: bool) -> None:
        super().__init__()
        self.source = source
        self.sentences = sentences
        self.found: list[str] = []
        self.silent = False

    def _report(self, message: str) -> None:
        self.found.append(self.source.at(self.getpos()[0], message))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name.strip(STAND_IN): value or "" for name, value in attrs}
        for name, value in names.items():
            if name == "style":
                self._report("an inline style; give it a class")
            if re.fullmatch(r"on[a-z]+", name):
                self._report(f"{name}=; behavior is bound in a script module")
            if re.match(r"(data-)?hx-on\b", name):
                self._report("hx-on; behavior is bound in a script module")
            elif name.startswith("hx-"):
                self._report(f"{name}; write data-{name}")
            if re.match(r"\s*(js|javascript):", value):
                self._report(f"{name} holds a script; pass data instead")
        if tag in {"script", "style"}:
            self.silent = True
            if not names.keys() & {"src", "nonce"}:
                self._report(f"<{tag}> without nonce or src")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.silent = False

    def handle_data(self, data: str) -> None:
        match = SENTENCE.search(data)
        if match and self.sentences and not self.silent:
            self._report(f"“{' '.join(match[0].split()[:6])}”: words come from messages")
