"""American spelling, no notes to self, no silenced checker without its reason.

The patterns put one letter in brackets, so that this file does not report itself. A British word right after
its American twin is a second word to search by, and stays.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .source import Source, files

BRITISH = re.compile(
    r"(?:colo[u]r|favo[u]r|hono[u]r|labo[u]r|behavio[u]r|catalog[u]e|cent[r]e[sd]?(?![a-z])|licen[c]e"
    r"|neighbo[u]r(?!.*邻)|(?:organ|recogn|real|custom|normal|initial|summar|minim|optim"
    r"|personal|author"
    r"|priorit|categor|serial|apolog|synchron|util|local|final|capital|general"
    r"|visual)i[s](?:e(?!r?m)|ing|ation)"
    r"|analy[s]e(?!s)|\bgr[e]y|(?:kilo|centi|milli|\b)met[r]es?\b|\blit[r]es?\b|travel[l](?:ed|er|ing)"
    r"|cancel[l]ing|label[l](?!edby)|model[l]"
    r"|fulfi[l](?!l)|program[m]e(?![rd])|defen[c]e|offen[c]e"
    r"|chequ[e]s?\b|(?<!jewelry )jewel[l]ery|tyr[e]s?\b|(?-i:cancel[l]ed)(?!\())",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-z]{4,}")
# Three X in quotes are ISO 4217's code for no currency at all.
NOTES = re.compile(r"""\b(?:TO[D]O|FIX[M]E|(?<!["'])X[X]X(?!["']))\b""")
SILENCED = re.compile(
    r"#\s*(?:type:\s*ignor[e](?:\[[^\]]*\])?|noq[a](?::[ \w,]*?[A-Z]+\d+)?)(?P<rest>[^\n]*)"
)
REASON = re.compile(r"[a-z]{2,}\W+[a-z]{2,}", re.IGNORECASE)

# Words that others chose: tags of OpenStreetMap, such as a leisure=… of a gym, and addresses of a platform.
TAG = re.compile(r"\b(?:amenity|craft|leisure|office|place|shop|tourism)=\w+|/goodlife/v\d+/\w+")

WRITTEN = (
    ".py",
    ".md",
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".sql",
    ".toml",
    ".po",
    ".yml",
    ".yaml",
    ".sh",
    "Makefile",
)
# What others wrote, or type: demo data, words to search by, and queries.
GIVEN = re.compile(
    r"^linli/demo/data/|^linli/modules/discovery/data/|^tests/relevance/\w+\.toml$|(^|/)uv\.lock$"
)


def _found(
    root: Path, pattern: re.Pattern[str], *suffixes: str
) -> Iterator[tuple[Source, int, re.Match[str]]]:
    """The first match in each line; a file is searched whole before its lines are."""
    for source in files(root, *suffixes):
        if GIVEN.search(source.rel) or not pattern.search(source.text):
            continue
        for number, line in enumerate(source.text.split("\n"), 1):
            match = pattern.search(line)
            if match:
                yield source, number, match


@cache
def _suspicious(word: str) -> bool:
    """Each word is looked at once, however often it is written; that is what makes this rule quick."""
    return BRITISH.search(word) is not None


def american(root: Path) -> list[str]:
    """Code and documents are spelled the American way."""
    found = []
    for source in files(root, *WRITTEN):
        text = TAG.sub("", source.text)
        if not GIVEN.search(source.rel) and any(map(_suspicious, set(WORD.findall(text.lower())))):
            for number, line in enumerate(text.split("\n"), 1):
                match = BRITISH.search(line)
                if match:
                    found.append(source.at(number, f"“{match[0]}” is British spelling"))
    return found


def notes(root: Path) -> list[str]:
    """What is left to do stands in the open, not in the code."""
    matches = _found(root, NOTES, *WRITTEN)
    return [
        source.at(number, f"{match[0]}: do it, or write it down where others look")
        for source, number, match in matches
    ]


def silenced(root: Path) -> list[str]:
    """A silenced checker has its reason on the same line."""
    return [
        source.at(number, "say after it, on the same line, why the checker is wrong here")
        for source, number, match in _found(root, SILENCED, ".py")
        if not REASON.search(match["rest"])
    ]
