"""Sheets as drawings inside a page: exact millimeters on paper, any size on a screen.

Letters and forms stand once in the page, in `shared`; each sheet's drawing refers to them by id.
"""

from collections.abc import Callable, Iterable
from html import escape

import msgspec

from linli.modules.media.glyphs import knows, outline_of, width_of
from linli.modules.media.sheets import (
    QUIET,
    Box,
    Code,
    Image,
    Mark,
    Placed,
    Rule,
    Sheet,
    Words,
    runs,
)


class Drawings(msgspec.Struct, frozen=True):
    """`shared` is put into the page once, before the drawings of its `sheets`."""

    shared: str
    sheets: tuple[str, ...]


def drawn(sheets: Iterable[Sheet], href: Callable[[Image], str], label: str) -> Drawings:
    """The sheets as SVG; `href` is where a picture is, `label` what the sheets are called."""
    pen = _Pen(href)
    found = tuple(pen.sheet(sheet, label) for sheet in sheets)
    return Drawings(f'<svg width="0" height="0" aria-hidden="true"><defs>{pen.shared}</defs></svg>', found)


class _Pen:
    """Draws marks, and keeps what they share."""

    def __init__(self, href: Callable[[Image], str]) -> None:
        self._href = href
        self._shared: dict[str, str] = {}
        self._clips = 0

    @property
    def shared(self) -> str:
        return "".join(self._shared.values())

    def sheet(self, sheet: Sheet, label: str) -> str:
        size = f'width="{_n(sheet.width)}mm" height="{_n(sheet.height)}mm"'
        view = f'viewBox="0 0 {_n(sheet.width)} {_n(sheet.height)}"'
        inside = "".join(map(self._mark, sheet.marks))
        return f'<svg {size} {view} role="img" aria-label="{escape(label)}">{inside}</svg>'

    def _mark(self, mark: Mark) -> str:
        match mark:
            case Box():
                round_ = f' rx="{_n(mark.radius)}"' if mark.radius else ""
                return f'<rect {_place(mark)} fill="{mark.fill}"{round_}/>'
            case Rule():
                dashes = ' stroke-dasharray="1 1"' if mark.dashed else ""
                path = f"M{_n(mark.x)} {_n(mark.y)}L{_n(mark.to_x)} {_n(mark.to_y)}"
                return f'<path d="{path}" stroke="{mark.color}" stroke-width="{_n(mark.width)}"{dashes}/>'
            case Words():
                return self._words(mark)
            case Image():
                return self._picture(mark)
            case Code():
                return _code(mark)
            case Placed():
                return self._placed(mark)

    def _words(self, words: Words) -> str:
        at, found = 0.0, []
        for sign in filter(knows, words.text):
            if outline := outline_of(sign):
                name = f"g{ord(sign):x}"
                self._shared.setdefault(name, f'<path id="{name}" d="{outline}"/>')
                found.append(f'<use href="#{name}" x="{_n(at)}"/>')
            at += width_of(sign)
        move = f'transform="translate({_n(words.x)} {_n(words.y)})scale({words.size / 1000:.6f})"'
        return f'<g {move} fill="{words.fill}">{"".join(found)}</g>'

    def _picture(self, picture: Image) -> str:
        place, clip = _place(picture), ""
        if picture.radius:
            self._clips += 1
            name = f"c{self._clips}"
            rect = f'<rect {place} rx="{_n(picture.radius)}"/>'
            self._shared[name] = f'<clipPath id="{name}">{rect}</clipPath>'
            clip = f' clip-path="url(#{name})"'
        address = escape(self._href(picture))
        return f'<image href="{address}" {place} preserveAspectRatio="xMidYMid slice"{clip}/>'

    def _placed(self, placed: Placed) -> str:
        form = placed.form
        name = f"f-{form.name}"
        if name not in self._shared:
            edge = _place(
                Box(-form.bleed, -form.bleed, form.width + 2 * form.bleed, form.height + 2 * form.bleed, "")
            )
            inside = "".join(map(self._mark, form.marks))
            self._shared[name] = (
                f'<clipPath id="{name}-edge"><rect {edge}/></clipPath>'
                f'<g id="{name}" clip-path="url(#{name}-edge)">{inside}</g>'
            )
        if not placed.turned:
            return f'<use href="#{name}" x="{_n(placed.x)}" y="{_n(placed.y)}"/>'
        x, y = placed.x + form.width, placed.y + form.height
        return f'<use href="#{name}" transform="translate({_n(x)} {_n(y)})rotate(180)"/>'


def _code(code: Code) -> str:
    size, around = len(code.rows), len(code.rows) + 2 * QUIET
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in runs(code.rows))
    move = f'transform="translate({_n(code.x)} {_n(code.y)})scale({code.width / size:.6f})"'
    return (
        f'<g {move} shape-rendering="crispEdges">'
        f'<rect x="-{QUIET}" y="-{QUIET}" width="{around}" height="{around}" fill="#ffffff"/>'
        f'<path d="{path}" fill="#000000"/></g>'
    )


def _place(mark: Box | Image) -> str:
    return f'x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.width)}" height="{_n(mark.height)}"'


def _n(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")
