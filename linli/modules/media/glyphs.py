"""The letters of our one font as outlines, so that what is printed looks the same on a page as in a PDF.

fontTools reads the tables that are asked for, and of all letters those that are drawn.
"""

from functools import cache, lru_cache
from pathlib import Path

import msgspec
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.ttGlyphSet import _TTGlyphSet

FONT = Path(__file__).parent / "fonts" / "noto-sans-sc-700.ttf"
EM = 1000


class _Font(msgspec.Struct, frozen=True):
    """The font as it is read: by character the name of its letter, by name how far it runs."""

    letters: _TTGlyphSet
    names: dict[int, str]
    advances: dict[str, int]
    scale: float


def knows(sign: str) -> bool:
    """Whether the font draws this sign; what it lacks (an emoji, a rare character) is left out."""
    return ord(sign) in _font().names


def width_of(text: str) -> float:
    """How far a text runs, in thousandths of its size; without what the font lacks."""
    font = _font()
    names = (font.names[ord(sign)] for sign in text if ord(sign) in font.names)
    return sum(font.advances[name] for name in names) * font.scale


@lru_cache(maxsize=4096)
def outline_of(sign: str) -> str:
    """One sign's outline on its base line, as SVG writes paths: 1000 to the em, y downwards. "" of a space,
    and of what the font lacks.
    """
    font = _font()
    name = font.names.get(ord(sign))
    if name is None:
        return ""
    pen = SVGPathPen(font.letters, lambda number: f"{number:g}")
    font.letters[name].draw(TransformPen(pen, (font.scale, 0, 0, -font.scale, 0, 0)))
    return str(pen.getCommands())


@cache
def _font() -> _Font:
    font = TTFont(FONT, lazy=True)
    advances = {name: advance for name, (advance, _) in font["hmtx"].metrics.items()}
    return _Font(font.getGlyphSet(), font.getBestCmap(), advances, EM / font["head"].unitsPerEm)
