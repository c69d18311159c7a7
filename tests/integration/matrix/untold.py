"""Texts that must not be read by those they are not for, and finding them in what was answered."""

import re
from collections.abc import Iterator

# A text as long as that, of letters, digits and what stands in a token, lies in one run of such signs: of all
# that there are, only those are looked for whose beginning stands in such a run.
BEGINNING = 11
_RUN = re.compile(rf"[A-Za-z0-9_-]{{{BEGINNING},}}")


class Untold:
    """Texts by their kind."""

    def __init__(self) -> None:
        self._kinds: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[tuple[str, str]]] = {}
        self._others: set[tuple[str, str]] = set()

    def keep(self, kind: str, text: str) -> None:
        self._kinds.setdefault(kind, set()).add(text)
        if _RUN.fullmatch(text):
            self._beginnings.setdefault(text[:BEGINNING], set()).add((kind, text))
        else:
            self._others.add((kind, text))

    def items(self) -> Iterator[tuple[str, set[str]]]:
        """Every kind with its texts."""
        yield from self._kinds.items()

    def told_by(self, answer: str) -> set[str]:
        """The kinds of texts that stand in an answer, in one piece or in groups."""
        plain = re.sub(r"[\s-]", "", answer)
        possible = set(self._others)
        for said in (answer, plain):
            for beginning in _beginnings(said) & self._beginnings.keys():
                possible |= self._beginnings[beginning]
        return {kind for kind, text in possible if text in answer or text in plain}


def _beginnings(said: str) -> set[str]:
    """Whatever a text that is looked for may begin with."""
    return {
        run[start : start + BEGINNING]
        for run in _RUN.findall(said)
        for start in range(len(run) - BEGINNING + 1)
    }
