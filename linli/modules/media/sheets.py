"""A sheet of paper in millimeters: what lies where. A page's drawing and a PDF are both made of one.

From the top left corner, x to the right and y down. Forms are drawn once and placed often.
"""

from collections.abc import Sequence

import msgspec
import segno

from linli.modules.media.glyphs import knows, width_of
from linli.modules.media.lines import ends

QUIET = 4
# The mask with which codes of long runs are drawn: trying all eight, as for a single one, takes five times
# as long, and every one can be read.
ONE_MASK = 3


class Box(msgspec.Struct, frozen=True):
    """A rectangle of one color (#rrggbb); `radius` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0.0


class Rule(msgspec.Struct, frozen=True):
    """A straight line, `width` thick, in black or `color`; `dashed` where paper is folded."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.1
    color: str = "#000000"
    dashed: bool = False


class Words(msgspec.Struct, frozen=True):
    """One line of text that begins at x on the base line y; `size` is that of its em."""

    x: float
    y: float
    text: str
    size: float
    fill: str


class Image(msgspec.Struct, frozen=True):
    """A picture by its name, filling its place: what does not fit the form of the place is cut away."""

    x: float
    y: float
    width: float
    height: float
    name: str
    radius: float = 0.0


# Rows of light (0) and dark (1) modules.
Modules = Sequence[Sequence[int]]


class Code(msgspec.Struct, frozen=True):
    """A QR code by its `modules`: x, y and `width` are its dark part's, a quiet zone of four modules lies
    around it.
    """

    x: float
    y: float
    width: float
    rows: Modules = ()


class Form(msgspec.Struct, frozen=True):
    """A piece by its name; its marks may reach `bleed` over its edges, and are cut there."""

    name: str
    width: float
    height: float
    marks: tuple["Mark", ...]
    bleed: float = 0.0


class Placed(msgspec.Struct, frozen=True):
    """A form with its top left corner at x, y; `turned` upside down in its place."""

    form: Form
    x: float
    y: float
    turned: bool = False


Mark = Box | Rule | Words | Image | Code | Placed


class Sheet(msgspec.Struct, frozen=True):
    """One sheet. `trim` is what is left when it is cut (x, y, width, height), `bleed` reaches beyond it."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    trim: tuple[float, float, float, float]
    bleed: float = 0.0


class Fitted(msgspec.Struct, frozen=True):
    """A text broken into lines at the size at which it fits; `fits` is False where it does at none."""

    lines: tuple[str, ...]
    size: float
    fits: bool = True


def fitted(text: str, size: float, smallest: float, room: float, most: int) -> Fitted:
    """The largest size between both at which a text takes at most `most` lines of `room` millimeters."""
    while True:
        lines = _broken(text, size, room)
        whole = all(long(line, size) <= room for line in lines)
        if len(lines) <= most and whole:
            return Fitted(tuple(_evened(text, size, room, lines)), size)
        if size <= smallest:
            return Fitted(tuple(lines[:most]), size, fits=False)
        size = max(smallest, size * 0.96)


def long(text: str, size: float) -> float:
    """How long a line of text is, in millimeters."""
    return width_of(text) * size / 1000


def middle(x: float, y: float, text: str, size: float, fill: str) -> Words:
    """A line of text whose middle is at x."""
    return Words(x - long(text, size) / 2, y, text, size, fill)


def modules(text: str, *, in_run: bool = False) -> Modules:
    """A text as a QR code, with level M of error correction at least; one of a long run is drawn quicker."""
    found: Modules = segno.make(text, error="m", micro=False, mask=ONE_MASK if in_run else None).matrix
    return found


def runs(rows: Modules) -> list[tuple[int, int, int]]:
    """Each run of dark modules in a row: x, y, length."""
    found = []
    for y, row in enumerate(rows):
        start = -1
        for x, dark in enumerate([*row, 0]):
            if dark and start < 0:
                start = x
            elif not dark and start >= 0:
                found.append((start, y, x - start))
                start = -1
    return found


def _broken(text: str, size: float, room: float) -> list[str]:
    lines = [""]
    for piece in ends(text, knows):
        if not lines[-1] or long((lines[-1] + piece).rstrip(), size) <= room:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    return [line.strip() for line in lines if line.strip()]


def _evened(text: str, size: float, room: float, lines: list[str]) -> list[str]:
    """The same number of lines, none much longer than another."""
    for share in (0.55, 0.6, 0.66, 0.72, 0.8, 0.88):
        evener = _broken(text, size, room * share)
        if len(evener) == len(lines) > 1 and all(long(line, size) <= room for line in evener):
            return evener
    return lines
