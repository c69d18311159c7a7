"""Texts that must not be read by those they are not for, and finding them in what was answered."""

from collections.abc import Iterator

# An answer is cut into pieces of this size. What is long enough has one of them whole, wherever it stands: of
# all texts that there are, only those are looked for of which a piece was found.
PIECE = 6
LONG_ENOUGH = 2 * PIECE - 1


class Untold:
    """Texts by their kind."""

    def __init__(self) -> None:
        self._kinds: dict[str, set[str]] = {}
        self._by_piece: dict[str, set[tuple[str, str]]] = {}
        self._short: set[tuple[str, str]] = set()

    def keep(self, kind: str, text: str) -> None:
        self._kinds.setdefault(kind, set()).add(text)
        if len(text) < LONG_ENOUGH:
            self._short.add((kind, text))
            return
        for start in range(PIECE):
            self._by_piece.setdefault(text[start : start + PIECE], set()).add((kind, text))

    def items(self) -> Iterator[tuple[str, set[str]]]:
        """Every kind with its texts."""
        yield from self._kinds.items()

    def told_by(self, answer: str) -> set[str]:
        """The kinds of texts that stand in an answer, in one piece or in groups."""
        plain = "".join(answer.split()).replace("-", "")
        possible = set(self._short)
        for said in (answer, plain):
            pieces = {said[start : start + PIECE] for start in range(0, len(said), PIECE)}
            for piece in pieces & self._by_piece.keys():
                possible |= self._by_piece[piece]
        return {kind for kind, text in possible if text in answer or text in plain}
