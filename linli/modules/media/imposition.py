"""Pieces laid out on paper for cutting: bleed around each, marks where the knife goes, folds dashed.

A piece's own sheet is as large as the piece and its marks; on a common size of paper as many stand side by
side as fit, whichever way round the paper holds more.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from linli.modules.media.sheets import Form, Mark, Placed, Rule, Sheet, middle

# From where a piece is cut to the edge of its sheet, where there is bleed: marks lie outside of the bleed.
MARGIN = 10.0
_GAP = 1.0
_LONG = 5.0
_SMALL = 2.2


class Paper(msgspec.Struct, frozen=True):
    """A size of paper, upright."""

    name: str
    width: float
    height: float


PAPERS = {
    paper.name: paper for paper in (Paper("a4", 210, 297), Paper("a3", 297, 420), Paper("sra3", 320, 450))
}


class Cut(msgspec.Struct, frozen=True):
    """How pieces of one size are printed: `bleed` around each, `folds` (heights where each is folded), and
    the paper; None: each on a sheet of its own size.
    """

    width: float
    height: float
    bleed: float = 3.0
    folds: tuple[float, ...] = ()
    paper: Paper | None = None

    @property
    def sheet(self) -> tuple[float, float]:
        """Width and height of one sheet."""
        if self.paper is None:
            margin = self._margin
            return self.width + 2 * margin, self.height + 2 * margin
        upright, across = (self.paper.width, self.paper.height), (self.paper.height, self.paper.width)
        return across if _many(self._fits(across)) > _many(self._fits(upright)) else upright

    @property
    def grid(self) -> tuple[int, int]:
        """How many stand side by side and one under another on a sheet; 0 where the paper is too small."""
        return (1, 1) if self.paper is None else self._fits(self.sheet)

    @property
    def _margin(self) -> float:
        return MARGIN if self.bleed else 0.0

    def _fits(self, paper: tuple[float, float]) -> tuple[int, int]:
        gap, around = 2 * self.bleed, 2 * self._margin
        across = int((paper[0] - around + gap) // (self.width + gap))
        down = int((paper[1] - around + gap) // (self.height + gap))
        return max(0, across), max(0, down)


def impose(pieces: Iterable[Form], cut: Cut) -> Iterator[Sheet]:
    """The sheets on which all these pieces are; none where the paper holds none."""
    across, down = cut.grid
    left = iter(pieces)
    while across * down and (some := list(islice(left, across * down))):
        yield _sheet(some, cut, across)


def _sheet(pieces: Sequence[Form], cut: Cut, across: int) -> Sheet:
    """A last sheet that is not full is filled from the top left, where the full ones begin."""
    width, height = cut.sheet
    columns, rows = cut.grid
    step_x, step_y = cut.width + 2 * cut.bleed, cut.height + 2 * cut.bleed
    left = (width - columns * step_x) / 2 + cut.bleed
    top = (height - rows * step_y) / 2 + cut.bleed
    used = -(-len(pieces) // across)
    wide = min(len(pieces), across)
    marks: list[Mark] = [
        Placed(piece, left + place % across * step_x, top + place // across * step_y)
        for place, piece in enumerate(pieces)
    ]
    trim = (left, top, (wide - 1) * step_x + cut.width, (used - 1) * step_y + cut.height)
    if cut.bleed:
        marks += _crops(trim, cut, wide, used)
        said = f"{cut.width:g} × {cut.height:g} mm · +{cut.bleed:g} mm · 100 %"
        low = trim[1] + trim[3] + cut.bleed + _GAP + 3.4
        marks.append(middle(trim[0] + cut.width / 2, low, said, _SMALL, "#5b6470"))
    return Sheet(width, height, tuple(marks), trim, cut.bleed)


def _crops(trim: tuple[float, float, float, float], cut: Cut, across: int, down: int) -> list[Mark]:
    """Where to cut, outside of all bleed; and dashed, where to fold."""
    x, y, width, height = trim
    near = cut.bleed + _GAP
    found: list[Mark] = []
    for place in range(across):
        for edge in (0.0, cut.width):
            at = x + place * (cut.width + 2 * cut.bleed) + edge
            found.append(Rule(at, y - near - _LONG, at, y - near))
            found.append(Rule(at, y + height + near, at, y + height + near + _LONG))
    for place in range(down):
        begin = y + place * (cut.height + 2 * cut.bleed)
        for edge in (0.0, cut.height, *cut.folds):
            at, dashed = begin + edge, edge in cut.folds
            found.append(Rule(x - near - _LONG, at, x - near, at, dashed=dashed))
            found.append(Rule(x + width + near, at, x + width + near + _LONG, at, dashed=dashed))
    return found


def _many(grid: tuple[int, int]) -> int:
    return grid[0] * grid[1]
