"""Sheets as a PDF for print shops. Letters come with it (reportlab puts those of our font that are used into
the file), black is black ink alone, which keeps codes sharp, and every page says where it is cut (TrimBox)
and how far color runs beyond (BleedBox).
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import msgspec
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from linli.modules.media.glyphs import FONT, knows
from linli.modules.media.sheets import (
    QUIET,
    Box,
    Code,
    Form,
    Image,
    Mark,
    Placed,
    Rule,
    Sheet,
    Words,
    runs,
)

_LETTERS = "Linli"


class Jpeg(msgspec.Struct, frozen=True):
    """A picture as it goes into a PDF: its bytes as JPEG, and how many pixels it has."""

    body: bytes
    width: int
    height: int


# What stands in a picture's place.
Pictures = Callable[[Image], Jpeg | None]


def pdf_of(sheets: Iterable[Sheet], pictures: Pictures, title: str) -> Iterator[bytes]:
    """The PDF: nothing (b"") for each sheet that is drawn, so that others get a turn between them, and then
    the whole. A picture of which there is none is left out.
    """
    _prepare()
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setProducer("Linli")
    canvas.setViewerPreference("PrintScaling", "None")
    pen = _Pen(canvas, pictures)
    for sheet in sheets:
        pen.sheet(sheet)
        yield b""
    canvas.save()
    yield out.getvalue()


@cache
def _prepare() -> None:
    """Once in a process: our font is known by name, and what is compressed is not written as text again."""
    rl_config.useA85 = 0
    registerFont(TTFont(_LETTERS, str(FONT)))


class _Pen:
    """Draws marks on a canvas in millimeters, where y runs up from the lower edge: `top` is how high what is
    drawn is.
    """

    def __init__(self, canvas: Canvas, pictures: Pictures) -> None:
        self._canvas = canvas
        self._pictures = pictures
        # By a picture's name and size in millimeters what it is here called, and its pixels.
        self._drawn: dict[tuple[str, float, float], tuple[str, Jpeg | None]] = {}

    def sheet(self, sheet: Sheet) -> None:
        canvas, (x, y, width, height) = self._canvas, sheet.trim
        low = sheet.height - y - height

        def edge(by: float) -> tuple[float, ...]:
            return tuple(n * mm for n in (x - by, low - by, x + width + by, low + height + by))

        canvas.setPageSize((sheet.width * mm, sheet.height * mm))
        canvas.setTrimBox(edge(0))
        canvas.setBleedBox(edge(sheet.bleed))
        canvas.scale(mm, mm)
        self._marks(sheet.marks, sheet.height)
        canvas.showPage()

    def _marks(self, marks: Sequence[Mark], top: float) -> None:
        for mark in marks:
            self._mark(mark, top)

    def _mark(self, mark: Mark, top: float) -> None:
        match mark:
            case Box():
                _set(mark.fill, self._canvas.setFillGray, self._canvas.setFillColorRGB)
                self._canvas.drawPath(self._outline(mark, top), stroke=0, fill=1)
            case Rule():
                self._rule(mark, top)
            case Words():
                _set(mark.fill, self._canvas.setFillGray, self._canvas.setFillColorRGB)
                self._canvas.setFont(_LETTERS, mark.size)
                self._canvas.drawString(mark.x, top - mark.y, "".join(filter(knows, mark.text)))
            case Image():
                self._picture(mark, top)
            case Code():
                self._code(mark, top)
            case Placed():
                self._placed(mark, top)

    def _rule(self, rule: Rule, top: float) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.setDash([1, 1] if rule.dashed else [])
        _set(rule.color, canvas.setStrokeGray, canvas.setStrokeColorRGB)
        canvas.setLineWidth(rule.width)
        canvas.line(rule.x, top - rule.y, rule.to_x, top - rule.to_y)
        canvas.restoreState()

    def _picture(self, picture: Image, top: float) -> None:
        name, jpeg = self._drawn_once(picture)
        if jpeg is None:
            return
        canvas = self._canvas
        scale = max(picture.width / jpeg.width, picture.height / jpeg.height)
        width, height = jpeg.width * scale, jpeg.height * scale
        x, low = picture.x + picture.width / 2, top - picture.y - picture.height / 2
        canvas.saveState()
        canvas.clipPath(self._outline(picture, top), stroke=0)
        canvas.translate(x - width / 2, low - height / 2)
        canvas.scale(width, height)
        canvas.doForm(name)
        canvas.restoreState()

    def _drawn_once(self, picture: Image) -> tuple[str, Jpeg | None]:
        """A form of one by one in which it is: named, it is not compared with all others each time."""
        key = (picture.name, picture.width, picture.height)
        if key not in self._drawn:
            name, jpeg = f"picture{len(self._drawn)}", self._pictures(picture)
            self._drawn[key] = name, jpeg
            if jpeg is not None:
                self._canvas.beginForm(name, 0, 0, 1, 1)
                self._canvas.drawImage(ImageReader(io.BytesIO(jpeg.body)), 0, 0, 1, 1)
                self._canvas.endForm()
        return self._drawn[key]

    def _placed(self, placed: Placed, top: float) -> None:
        canvas, form = self._canvas, placed.form
        if not canvas.hasForm(form.name):
            self._form(form)
        by = form.bleed
        canvas.saveState()
        if placed.turned:
            canvas.translate(placed.x + form.width + by, top - placed.y + by)
            canvas.rotate(180)
        else:
            canvas.translate(placed.x - by, top - placed.y - form.height - by)
        canvas.doForm(form.name)
        canvas.restoreState()

    def _form(self, form: Form) -> None:
        """A form begins where its bleed does; what reaches beyond that is cut."""
        by = form.bleed
        self._canvas.beginForm(form.name, 0, 0, form.width + 2 * by, form.height + 2 * by)
        self._canvas.translate(by, by)
        self._marks(form.marks, form.height)
        self._canvas.endForm()

    def _code(self, code: Code, top: float) -> None:
        canvas, size = self._canvas, len(code.rows)
        canvas.saveState()
        canvas.translate(code.x, top - code.y - code.width)
        canvas.scale(code.width / size, code.width / size)
        canvas.setFillGray(1)
        canvas.rect(-QUIET, -QUIET, size + 2 * QUIET, size + 2 * QUIET, stroke=0, fill=1)
        canvas.setFillGray(0)
        path = canvas.beginPath()
        for x, y, length in runs(code.rows):
            path.rect(x, size - y - 1, length, 1)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()

    def _outline(self, place: Box | Image, top: float) -> PDFPathObject:
        path = self._canvas.beginPath()
        low = top - place.y - place.height
        if place.radius:
            radius = min(place.radius, place.width / 2, place.height / 2)
            path.roundRect(place.x, low, place.width, place.height, radius)
        else:
            path.rect(place.x, low, place.width, place.height)
        return path


def _set(color: str, gray: Callable[[float], None], mixed: Callable[[float, float, float], None]) -> None:
    """A color (#rrggbb) to fill or to draw with; one without a hue is ink of black alone."""
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    if red == green == blue:
        gray(red)
    else:
        mixed(red, green, blue)
