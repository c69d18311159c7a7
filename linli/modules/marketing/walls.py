"""The virtual shelf: pictures of what a shop sells on boards, each with its own code below, for a lightbox.

How large a code must be follows from the distance from which the wall is read; how many things stand on a
panel, from that and the panel's size. What does not stand on one goes on the next, the same number on each.
"""

from collections.abc import Iterator, Sequence

import msgspec

from linli.modules import media
from linli.modules.marketing.materials import REACH, Said
from linli.modules.marketing.pieces import INK, OURS, SOFT, WHITE, ink_on
from linli.modules.marketing.refusals import PRINT_PANEL_SMALL, PRINT_TEXT_TOO_LONG
from linli.modules.media import Box, Code, Form, Image, Mark, Words

PAPER = "#fbf8f3"
BLEED = 3.0
# A printer's film of one piece, and what a PDF's page may be.
LARGEST_PANEL, SMALLEST_PANEL = 4900.0, 200.0
SMALLEST_CODE = 15.0
# Sizes in widths of a code: a thing's place, its picture, its tag, and the air around.
_WIDE, _PICTURE, _TAG, _AIR, _EDGE = 2.7, 1.8, 1.4, 0.3, 0.4
_HEAD = 0.13


class Wall(msgspec.Struct, frozen=True, kw_only=True):
    """A lightbox: each panel's `width` and `height` and the `distance` of who reads it, in millimeters."""

    shop: Said
    head: Said
    note: Said
    color: str
    width: float
    height: float
    distance: float

    @property
    def code(self) -> float:
        """How wide a code must be at least."""
        return max(SMALLEST_CODE, self.distance / REACH)


class Ware(msgspec.Struct, frozen=True):
    """A thing on the shelf: its name, its price as it is printed ("": none), the address of its code, and its
    picture by name, a `photo` or a drawing of the thing alone.
    """

    name: Said
    price: str
    address: str
    picture: str
    photo: bool = False


class _Grid(msgspec.Struct, frozen=True):
    """How a panel is divided: a code's width, the things side by side, the boards one under another."""

    code: float
    across: int
    boards: int

    @property
    def holds(self) -> int:
        return self.across * self.boards


def panels_of(wall: Wall, wares: Sequence[Ware]) -> list[Form]:
    """The panels on which all these stand, each code at least as wide as the distance asks. Refuses:
    print_panel_small (not one of them has room), print_text_too_long (field).
    """
    least = _grid(wall, wall.code)
    if not least.holds:
        raise PRINT_PANEL_SMALL(width=round(wall.code * (_WIDE + 2 * _EDGE)))
    panels = -(-len(wares) // least.holds)
    each = -(-len(wares) // max(1, panels))
    grid = least
    while (larger := _grid(wall, grid.code * 1.04)).holds >= each:
        grid = larger
    parts = [wares[start : start + each] for start in range(0, len(wares), each)]
    return [_panel(wall, grid, part, number, len(parts)) for number, part in enumerate(parts, 1)]


def _grid(wall: Wall, code: float) -> _Grid:
    room = wall.height * (1 - _HEAD) - 2 * _EDGE * code
    across = int((wall.width - 2 * _EDGE * code) // (_WIDE * code))
    boards = int(room // ((_PICTURE + _TAG + 2 * _AIR) * code))
    return _Grid(code, max(0, across), max(0, boards))


def _panel(wall: Wall, grid: _Grid, wares: Sequence[Ware], number: int, of: int) -> Form:
    code, head = grid.code, wall.height * _HEAD
    boards = min(grid.boards, -(-len(wares) // grid.across))
    edge = _EDGE * code
    width = (wall.width - 2 * edge) / grid.across
    step = (wall.height - head - 1.6 * edge) / boards
    marks: list[Mark] = [
        Box(-BLEED, -BLEED, wall.width + 2 * BLEED, wall.height + 2 * BLEED, PAPER),
        Box(-BLEED, -BLEED, wall.width + 2 * BLEED, head + BLEED, wall.color),
        *_heading(wall, head, number, of),
    ]
    for board in range(boards):
        low = head + board * step + step - (_TAG + _AIR) * code
        marks.append(Box(-BLEED, low, wall.width + 2 * BLEED, 0.1 * code, wall.color))
        for place, ware in enumerate(wares[board * grid.across : (board + 1) * grid.across]):
            left = edge + place * width
            marks += _picture(ware, left, head + board * step, low, width, code)
            marks += _tag(ware, left, low + 0.18 * code, width, code)
    return Form(f"w{number}", wall.width, wall.height, tuple(marks), BLEED)


def _picture(ware: Ware, left: float, top: float, low: float, width: float, code: float) -> Iterator[Mark]:
    """A photo fills its frame; a drawing stands on the board."""
    high = low - top - 0.45 * code
    if ware.photo:
        yield Image(
            left + width * 0.05, low - high - 0.1 * code, width * 0.9, high, ware.picture, 0.12 * code
        )
    else:
        side = min(high, width * 0.9)
        yield Image(left + (width - side) / 2, low - side, side, side, ware.picture)


def _tag(ware: Ware, left: float, top: float, width: float, code: float) -> Iterator[Mark]:
    """The code with its quiet zone, beside it what it is and what it costs."""
    rows = media.modules(ware.address, in_run=True)
    quiet = code * media.QUIET / len(rows)
    wide, high = width * 0.94, _TAG * code
    x = left + (width - wide) / 2
    yield Box(x, top, wide, high, WHITE, 0.1 * code)
    yield Code(x + quiet, top + (high - code) / 2, code, rows)
    at, room = x + code + 2 * quiet, wide - code - 2.4 * quiet
    base = top + (high - code) / 2
    for line, size, fill in _named(ware, code, room):
        base += size * 1.22
        yield Words(at, base, line, size, fill)
    if ware.price:
        price = media.fitted(ware.price, 0.3 * code, 0.16 * code, room, 1)
        yield Words(at, top + (high + code) / 2 - 0.03 * code, ware.price, price.size, INK)


def _named(ware: Ware, code: float, room: float) -> list[tuple[str, float, str]]:
    """The name's lines with their sizes and colors, above the price: smaller, and then in one language, where
    there is less room.
    """
    high = code * (0.66 if ware.price else 1.0)
    for second in (ware.name.second, ""):
        for shrunk in (1.0, 0.88, 0.77, 0.68, 0.6):
            own = media.fitted(ware.name.first, 0.25 * code * shrunk, 0.13 * code, room, 3)
            other = media.fitted(second, 0.15 * code * shrunk, 0.095 * code, room, 2)
            lines = [(line, own.size, INK) for line in own.lines]
            lines += [(line, other.size, SOFT) for line in other.lines]
            if own.fits and other.fits and sum(size * 1.22 for _, size, _ in lines) <= high:
                return lines
    return [(line, 0.13 * code, INK) for line in own.lines[:3]]


def _heading(wall: Wall, head: float, number: int, of: int) -> Iterator[Mark]:
    """Left the shop, right what to do; on each of several panels its number."""
    fill, edge, half = ink_on(wall.color), wall.width * 0.03, wall.width * 0.45
    for said, right, size, field in ((wall.shop, False, 0.36, "shop"), (wall.head, True, 0.3, "head")):
        first = media.fitted(said.first, head * size, head * 0.12, half, 1)
        below = said.second or (wall.note.first if right else "")
        second = media.fitted(below, head * 0.15, head * 0.06, half, 1)
        if not (first.fits and second.fits):
            raise PRINT_TEXT_TOO_LONG(field=field)
        base = head * (0.52 if below else 0.62)
        for fit, line_base in ((first, base), (second, base + head * 0.26)):
            for line in fit.lines:
                x = wall.width - edge - media.long(line, fit.size) if right else edge
                yield Words(x, line_base, line, fit.size, fill)
    small = head * 0.075
    ours = f"{OURS} · {number}/{of}" if of > 1 else OURS
    yield Words(edge, wall.height - small * 0.6, ours, small, SOFT)
