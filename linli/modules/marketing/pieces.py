"""How a printed piece looks: the shop's name and picture, one thing to do, the code on white, ours small.

Everything is measured against the piece's width, so that a tent and a poster are one design.
"""

from collections.abc import Callable, Sequence

import msgspec

from linli.modules import media
from linli.modules.marketing.materials import Brief, Material, Piece, Said
from linli.modules.marketing.refusals import PRINT_TEXT_TOO_LONG
from linli.modules.media import Box, Code, Form, Image, Mark, Placed, Words

WHITE, INK, SOFT = "#ffffff", "#1e2329", "#5b6470"
OURS = "Linli 邻里"
# White letters are large and heavy here: three to one is enough for them (WCAG 2.2).
_ENOUGH = 3.0
# How small letters may become against how they are meant, and the gaps, in ninetieths of the width.
_SIZES = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68)
_GAP, _LEAST_GAP = 4.0, 2.4


class _Block(msgspec.Struct, frozen=True):
    """Something of a height, drawn from its top."""

    height: float
    draw: Callable[[float], list[Mark]]


def piece_of(material: Material, brief: Brief, piece: Piece, name: str, *, in_run: bool = False) -> Form:
    """The piece with its bleed. Refuses: print_text_too_long (field: what does not fit)."""
    height = material.height / 2 if material.tent else material.height
    face = _face(material, height, brief, piece, f"{name}f", in_run)
    if not material.tent:
        return face
    upside, upright = Placed(face, 0, 0, turned=True), Placed(face, 0, height)
    return Form(name, material.width, material.height, (upside, upright), material.bleed)


def _face(material: Material, height: float, brief: Brief, piece: Piece, name: str, in_run: bool) -> Form:
    width, bleed = material.width, material.bleed
    # Where a tent is folded its two faces meet, so nothing reaches over that edge.
    above = 0.0 if material.tent else bleed
    blocks, crown, gap = _stacked(material, height, brief, piece, in_run)
    marks: list[Mark] = [Box(-bleed, -above, width + 2 * bleed, height + above + bleed, brief.color)]
    marks += _crown(width, crown, bleed, above, brief)
    at = crown
    for block in blocks:
        at += gap
        marks += block.draw(at)
        at += block.height
    return Form(name, width, height, tuple(marks), bleed)


def _stacked(
    material: Material, height: float, brief: Brief, piece: Piece, in_run: bool
) -> tuple[list[_Block], float, float]:
    """What stands one under another, how high the picture above may be, and the gap between: letters grow
    smaller until all has room.
    """
    width, unit, fill = material.width, material.width / 90, _ink_on(brief.color)
    card, foot = _card(material, brief, piece, unit, in_run), _foot(width, piece, unit, fill)
    for size in _SIZES:
        shop = _said(brief.shop, width, 7 * unit * size, fill, "shop", 1)
        head = _said(brief.head, width, 11.5 * unit * size, fill, "head", 2)
        blocks = [shop, head, card, foot]
        left = height - sum(block.height for block in blocks)
        least = height * (0.16 if brief.picture else 0.1)
        crown = min(height * 0.45, max(least, left - 5 * _GAP * unit))
        gap = (left - crown) / 5
        if gap >= _LEAST_GAP * unit:
            return blocks, crown, gap
    raise PRINT_TEXT_TOO_LONG(field="head")


def _crown(width: float, height: float, bleed: float, above: float, brief: Brief) -> list[Mark]:
    """The picture over the whole width, or the stripes of an awning where there is none."""
    if brief.picture:
        return [Image(-bleed, -above, width + 2 * bleed, height + above, brief.picture)]
    stripe, drop = width / 9, min(height, width * 0.16)
    found: list[Mark] = []
    for place in range(11):
        fill = WHITE if place % 2 else _toward(brief.color, INK, 0.22)
        left = (place - 1) * stripe
        found.append(Box(left, -above, stripe, drop + above - stripe / 2, fill))
        found.append(Box(left, drop - stripe, stripe, stripe, fill, stripe / 2))
    return found


def _said(said: Said, width: float, size: float, fill: str, field: str, most: int) -> _Block:
    room = width * 0.88
    first = media.fitted(said.first, size, size * 0.5, room, most)
    second = media.fitted(said.second, min(size * 0.46, first.size * 0.6), size * 0.24, room, 2)
    if not (first.fits and second.fits):
        raise PRINT_TEXT_TOO_LONG(field=field)
    lead, below = first.size * 1.22, second.size * 1.3

    def draw(at: float) -> list[Mark]:
        base = at + first.size * 0.88
        found: list[Mark] = _lines(first.lines, width / 2, base, lead, first.size, fill)
        base += lead * (len(first.lines) - 1) + second.size * 1.55
        return found + _lines(second.lines, width / 2, base, below, second.size, fill)

    height = lead * len(first.lines) - first.size * 0.2
    return _Block(height + (second.size * 0.3 + below * len(second.lines) if said.second else 0.0), draw)


def _lines(lines: Sequence[str], x: float, y: float, lead: float, size: float, fill: str) -> list[Mark]:
    return [media.middle(x, y + place * lead, line, size, fill) for place, line in enumerate(lines)]


def _card(material: Material, brief: Brief, piece: Piece, unit: float, in_run: bool) -> _Block:
    """The code on white, and under it how to scan it."""
    rows = len(media.modules(piece.address, in_run=in_run))
    quiet = material.code * media.QUIET / rows
    side = material.code + 2 * quiet
    wide = max(side, min(material.width * 0.86, side + 10 * unit))
    room = wide - 6 * unit
    note = media.fitted(brief.note.first, 3.7 * unit, 2.2 * unit, room, 2)
    second = media.fitted(brief.note.second, 2.8 * unit, 1.9 * unit, room, 2)
    if not (note.fits and second.fits):
        raise PRINT_TEXT_TOO_LONG(field="note")
    lines = [(line, note.size, INK) for line in note.lines] + [
        (line, second.size, SOFT) for line in second.lines
    ]
    words = sum(size * 1.4 for _, size, _ in lines)
    height = side + words + 2.4 * unit

    def draw(at: float) -> list[Mark]:
        x = (material.width - wide) / 2
        found: list[Mark] = [
            Box(x, at, wide, height, WHITE, 4 * unit),
            Code((material.width - material.code) / 2, at + quiet, material.code, piece.address, in_run),
        ]
        base = at + side - 0.6 * unit
        for line, size, fill in lines:
            base += size * 1.4
            found.append(media.middle(material.width / 2, base - size * 0.3, line, size, fill))
        return found

    return _Block(height, draw)


def _foot(width: float, piece: Piece, unit: float, fill: str) -> _Block:
    """Where it stands, large enough for a waiter; our name, small."""
    size, small, side = 5 * unit, 2.6 * unit, width * 0.06
    number = f"No. {piece.number:04}" if piece.number is not None else ""
    place = media.fitted(piece.place, size, size * 0.5, width * 0.6, 1)
    if not place.fits:
        raise PRINT_TEXT_TOO_LONG(field="place")

    def draw(at: float) -> list[Mark]:
        base = at + size * 0.86
        if not piece.place and not number:
            return [media.middle(width / 2, base, OURS, small, fill)]
        found: list[Mark] = [Words(side, base, line, place.size, fill) for line in place.lines]
        if number:
            at_x = side if not piece.place else width - side - media.long(number, small * 1.2)
            found.append(Words(at_x, base - (small * 1.5 if piece.place else 0), number, small * 1.2, fill))
        found.append(Words(width - side - media.long(OURS, small), base, OURS, small, fill))
        return found

    return _Block(size, draw)


def _ink_on(color: str) -> str:
    """White letters where they are read well on this color, else dark ones."""
    return WHITE if 1.05 / (_light(color) + 0.05) >= _ENOUGH else INK


def _light(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _toward(color: str, other: str, share: float) -> str:
    pairs = [(int(color[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(own + (to - own) * share):02x}" for own, to in pairs)
