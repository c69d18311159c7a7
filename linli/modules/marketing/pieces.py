"""How a printed piece looks: the shop's name and picture, one thing to do, the code on white, ours small.

Everything is measured against the piece's width, so that a tent and a poster are one design.
"""

import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from linli.modules import media
from linli.modules.marketing.materials import Brief, Material, Piece, Said
from linli.modules.marketing.refusals import PRINT_TEXT_TOO_LONG
from linli.modules.media import Box, Code, Form, Image, Mark, Placed, Words

WHITE, INK, SOFT = "#ffffff", "#1e2329", "#5b6470"
OURS = "Linli 邻里"
# Stands where a piece has its number.
_NUMBER = "No. 0000"
# White letters are large and heavy here: three to one is enough for them (WCAG 2.2).
_ENOUGH = 3.0
# How small letters may become against how they are meant, and the gaps, in ninetieths of the width.
_SIZES = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68)
_GAP, _LEAST_GAP = 4.0, 2.4


class _Block(msgspec.Struct, frozen=True):
    """Something of a height, drawn from its top."""

    height: float
    draw: Callable[[float], list[Mark]]


class _Layout(msgspec.Struct, frozen=True):
    """What all pieces of a printing share, and where each has its own code and number."""

    ground: Form
    code: Code
    number: Words | None


def piece_of(material: Material, brief: Brief, piece: Piece, name: str, *, in_run: bool = False) -> Form:
    """The piece with its bleed; `name` is its own in a printing. Refuses: print_text_too_long (field: what
    does not fit).
    """
    rows = media.modules(piece.address, in_run=in_run)
    layout = _layout(material, brief, piece.place, piece.number is not None, len(rows))
    marks: list[Mark] = [Placed(layout.ground, 0, 0), msgspec.structs.replace(layout.code, rows=rows)]
    if layout.number is not None:
        marks.append(msgspec.structs.replace(layout.number, text=f"No. {piece.number:04}"))
    height = layout.ground.height
    face = Form(f"{name}f", material.width, height, tuple(marks), material.bleed)
    if not material.tent:
        return face
    upside, upright = Placed(face, 0, 0, turned=True), Placed(face, 0, height)
    return Form(name, material.width, material.height, (upside, upright), material.bleed)


@lru_cache(maxsize=256)
def _layout(material: Material, brief: Brief, place: str, numbered: bool, rows: int) -> _Layout:
    """Where everything is on a piece, without what is another on each: thought out once for thousands."""
    height = material.height / 2 if material.tent else material.height
    marks = (_slip if material.plain else _face)(material, height, brief, _Own(place, numbered, rows))
    [code] = [mark for mark in marks if isinstance(mark, Code)]
    number = next((mark for mark in marks if isinstance(mark, Words) and mark.text == _NUMBER), None)
    shared = tuple(mark for mark in marks if mark is not code and mark is not number)
    name = f"g{zlib.crc32(f'{place} {numbered} {rows}'.encode()):x}"
    return _Layout(Form(name, material.width, height, shared, material.bleed), code, number)


class _Own(msgspec.Struct, frozen=True):
    """What of a piece decides where things are: its place, whether it has a number, its code's modules."""

    place: str
    numbered: bool
    rows: int


def _face(material: Material, height: float, brief: Brief, own: _Own) -> list[Mark]:
    width, bleed = material.width, material.bleed
    # Where a tent is folded its two faces meet, so nothing reaches over that edge.
    above = 0.0 if material.tent else bleed
    blocks, crown, gap = _stacked(material, height, brief, own)
    marks: list[Mark] = [Box(-bleed, -above, width + 2 * bleed, height + above + bleed, brief.color)]
    marks += _crown(width, crown, bleed, above, brief)
    return marks + _drawn(blocks, crown, gap)


def _slip(material: Material, height: float, brief: Brief, own: _Own) -> list[Mark]:
    """Below what was bought: black on white, for a printer that knows nothing else."""
    width, unit = material.width, material.width / 90
    shop = _said(brief.shop, width, 6.4 * unit, INK, "shop", 1)
    head = _said(brief.head, width, 8.4 * unit, INK, "head", 2)
    blocks = [shop, head, _card(material, brief, own, unit), _foot(width, own, unit, INK)]
    gap = (height - sum(block.height for block in blocks)) / (len(blocks) + 1)
    if gap < 1:
        raise PRINT_TEXT_TOO_LONG(field="head")
    return [media.Rule(0, 0.1, width, 0.1, 0.2, dashed=True), *_drawn(blocks, 0.0, gap)]


def _drawn(blocks: Sequence[_Block], at: float, gap: float) -> list[Mark]:
    marks: list[Mark] = []
    for block in blocks:
        marks += block.draw(at + gap)
        at += gap + block.height
    return marks


def _stacked(material: Material, height: float, brief: Brief, own: _Own) -> tuple[list[_Block], float, float]:
    """What stands one under another, how high the picture above may be, and the gap between: letters grow
    smaller until all has room.
    """
    width, unit, fill = material.width, min(material.width / 90, height / 135), ink_on(brief.color)
    card, foot = _card(material, brief, own, unit), _foot(width, own, unit, fill)
    for size in _SIZES:
        shop = _said(brief.shop, width, 8 * unit * size, fill, "shop", 1)
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


def _card(material: Material, brief: Brief, own: _Own, unit: float) -> _Block:
    """The code on white, and under it how to scan it."""
    quiet = material.code * media.QUIET / own.rows
    side = material.code + 2 * quiet
    room = material.width * 0.88 - 6 * unit
    note = media.fitted(brief.note.first, 3.7 * unit, 2.6 * unit, room, 1)
    second = media.fitted(brief.note.second, 2.8 * unit, 2 * unit, room, 1)
    longest = max(media.long(one, fit.size) for fit in (note, second) for one in (*fit.lines, ""))
    wide = max(side, longest + 6 * unit)
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
            Code((material.width - material.code) / 2, at + quiet, material.code),
        ]
        base = at + side - 0.6 * unit
        for line, size, fill in lines:
            base += size * 1.4
            found.append(media.middle(material.width / 2, base - size * 0.3, line, size, fill))
        return found

    return _Block(height, draw)


def _foot(width: float, own: _Own, unit: float, fill: str) -> _Block:
    """Where it stands, large enough for a waiter; our name, small."""
    size, small, side = 5 * unit, 2.6 * unit, width * 0.06
    place = media.fitted(own.place, size, size * 0.5, width * 0.6, 1)
    if not place.fits:
        raise PRINT_TEXT_TOO_LONG(field="place")

    def draw(at: float) -> list[Mark]:
        base = at + size * 0.86
        if not own.place and not own.numbered:
            return [media.middle(width / 2, base, OURS, small, fill)]
        ours = width - side - media.long(OURS, small)
        found: list[Mark] = [Words(side, base, line, place.size, fill) for line in place.lines]
        if own.numbered and own.place:
            found.append(Words(ours, base - small * 1.5, _NUMBER, small * 1.2, fill))
        elif own.numbered:
            found.append(Words(side, base, _NUMBER, small * 1.6, fill))
        return [*found, Words(ours, base, OURS, small, fill)]

    return _Block(size, draw)


def ink_on(color: str) -> str:
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
