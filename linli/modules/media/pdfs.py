"""Sheets as a PDF for print shops, written sheet by sheet: a run of thousands is sent while it is being made.

Letters are outlines, so no font is missing anywhere. Black is black ink alone, which keeps codes sharp. Every
page says where it is cut (TrimBox) and how far color runs beyond (BleedBox).
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import msgspec

from linli.modules.media.glyphs import knows, outline_of, width_of
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

MM = 72 / 25.4
# How far the two handles of a quarter of a circle reach.
_ROUND = 0.5523


class Jpeg(msgspec.Struct, frozen=True):
    """A picture as it goes into a PDF: its bytes as JPEG, and how many pixels it has."""

    body: bytes
    width: int
    height: int


# What stands in a picture's place.
Pictures = Callable[[Image], Jpeg | None]


def pdf_of(sheets: Iterable[Sheet], pictures: Pictures, title: str) -> Iterator[bytes]:
    """The PDF, a piece for each sheet; a picture of which there is none is left out."""
    return _Writer(pictures).write(sheets, title)


class _Writer:
    """Numbers what it writes and remembers where it stands, for the list at the end."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._places: list[int] = [0, 0, 0]
        self._length = 0
        self._ready: list[bytes] = []
        self._known: dict[str, int] = {}
        self._jpegs: dict[str, Jpeg | None] = {}

    def write(self, sheets: Iterable[Sheet], title: str) -> Iterator[bytes]:
        self._put(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
        pages = []
        for sheet in sheets:
            pages.append(self._page(sheet))
            yield self._taken()
        kids = " ".join(f"{page} 0 R" for page in pages)
        self._object(1, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode())
        self._object(2, b"<</Type/Catalog/Pages 1 0 R/ViewerPreferences<</PrintScaling/None>>>>")
        named = b"\xfe\xff" + title.encode("utf-16-be")
        about = self._new(f"<</Title<{named.hex()}>/Producer(Linli)>>".encode())
        start = self._length
        rows = b"".join(b"%010d 00000 n \n" % place for place in self._places[1:])
        many = len(self._places)
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % many + rows)
        self._put(
            b"trailer<</Size %d/Root 2 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (many, about, start)
        )
        yield self._taken()

    def _page(self, sheet: Sheet) -> int:
        used: dict[str, int] = {}
        begin = f"{_n(MM)} 0 0 {_n(-MM)} 0 {_n(sheet.height * MM)} cm\n"
        body = zlib.compress((begin + self._marks(sheet.marks, used)).encode(), 6)
        content = self._new(b"<</Filter/FlateDecode/Length %d>>stream\n" % len(body) + body + b"\nendstream")
        x, y, width, height = sheet.trim

        def edge(by: float) -> str:
            low = sheet.height - y - height - by
            return " ".join(_n(n * MM) for n in (x - by, low, x + width + by, low + height + 2 * by))

        boxes = f"/MediaBox[0 0 {_n(sheet.width * MM)} {_n(sheet.height * MM)}]"
        boxes += f"/TrimBox[{edge(0)}]/BleedBox[{edge(sheet.bleed)}]"
        page = f"<</Type/Page/Parent 1 0 R{boxes}/Contents {content} 0 R{_resources(used)}>>"
        return self._new(page.encode())

    def _marks(self, marks: Iterable[Mark], used: dict[str, int]) -> str:
        return "".join(self._mark(mark, used) for mark in marks)

    def _mark(self, mark: Mark, used: dict[str, int]) -> str:
        match mark:
            case Box():
                return f"{_fill(mark.fill)}\n{_outline(mark, mark.radius)}f\n"
            case Rule():
                dash = "[1 1] 0 d " if mark.dashed else ""
                line = f"{_n(mark.x)} {_n(mark.y)} m {_n(mark.to_x)} {_n(mark.to_y)} l S"
                return f"q {dash}{_fill(mark.color).upper()} {_n(mark.width)} w {line} Q\n"
            case Words():
                return self._words(mark, used)
            case Image():
                return self._picture(mark, used)
            case Code():
                return _code(mark)
            case Placed():
                return self._placed(mark, used)

    def _words(self, words: Words, used: dict[str, int]) -> str:
        at, scale, found = words.x, words.size / 1000, [f"{_fill(words.fill)}\n"]
        for sign in filter(knows, words.text):
            if outline_of(sign):
                name = self._use(f"G{ord(sign):x}", used, partial(_letter, sign))
                found.append(f"q {scale:.6f} 0 0 {scale:.6f} {_n(at)} {_n(words.y)} cm /{name} Do Q\n")
            at += width_of(sign) * scale
        return "".join(found)

    def _picture(self, picture: Image, used: dict[str, int]) -> str:
        name = f"{picture.name} {picture.width} {picture.height}"
        if name not in self._jpegs:
            self._jpegs[name] = self._pictures(picture)
        jpeg = self._jpegs[name]
        if jpeg is None:
            return ""
        number = self._known[name] = self._known.get(name) or self._new(_image(jpeg))
        used[f"P{number}"] = number
        scale = max(picture.width / jpeg.width, picture.height / jpeg.height)
        width, height = jpeg.width * scale, jpeg.height * scale
        x = picture.x - (width - picture.width) / 2
        y = picture.y - (height - picture.height) / 2
        matrix = f"{_n(width)} 0 0 {_n(-height)} {_n(x)} {_n(y + height)} cm"
        return f"q {_outline(picture, picture.radius)}W n {matrix} /P{number} Do Q\n"

    def _placed(self, placed: Placed, used: dict[str, int]) -> str:
        form = placed.form
        name = self._use(f"F{form.name}", used, partial(self._form, form))
        if placed.turned:
            x, y = placed.x + form.width, placed.y + form.height
            return f"q -1 0 0 -1 {_n(x)} {_n(y)} cm /{name} Do Q\n"
        return f"q 1 0 0 1 {_n(placed.x)} {_n(placed.y)} cm /{name} Do Q\n"

    def _form(self, form: Form) -> bytes:
        used: dict[str, int] = {}
        marks = self._marks(form.marks, used)
        edge = (-form.bleed, -form.bleed, form.width + form.bleed, form.height + form.bleed)
        return _drawing(" ".join(map(_n, edge)), marks, _resources(used))

    def _use(self, name: str, used: dict[str, int], make: Callable[[], bytes]) -> str:
        """The name under which a page uses what is written once for all of them."""
        if name not in self._known:
            self._known[name] = self._new(make())
        used[name] = self._known[name]
        return name

    def _new(self, body: bytes) -> int:
        self._places.append(0)
        number = len(self._places) - 1
        self._object(number, body)
        return number

    def _object(self, number: int, body: bytes) -> None:
        self._places[number] = self._length
        self._put(b"%d 0 obj\n" % number + body + b"\nendobj\n")

    def _put(self, data: bytes) -> None:
        self._ready.append(data)
        self._length += len(data)

    def _taken(self) -> bytes:
        taken = b"".join(self._ready)
        self._ready.clear()
        return taken


def _resources(used: Mapping[str, int]) -> str:
    named = "".join(f"/{name} {number} 0 R" for name, number in used.items())
    return f"/Resources<</XObject<<{named}>>>>"


def _drawing(edge: str, marks: str, resources: str) -> bytes:
    body = zlib.compress(marks.encode(), 9)
    head = f"<</Type/XObject/Subtype/Form/BBox[{edge}]{resources}/Filter/FlateDecode/Length {len(body)}>>"
    return head.encode() + b"stream\n" + body + b"\nendstream"


def _letter(sign: str) -> bytes:
    """A sign's outline, 1000 to the em; TrueType's curves have one handle, a PDF's two."""
    found: list[str] = []
    x = y = 0.0
    for verb, numbers in outline_of(sign):
        if verb == "Z":
            found.append("h")
            continue
        if verb == "Q":
            cx, cy, to_x, to_y = numbers
            first = (x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3)
            second = (to_x + (cx - to_x) * 2 / 3, to_y + (cy - to_y) * 2 / 3)
            found.append(" ".join(f"{n:.0f}" for n in (*first, *second, to_x, to_y)) + " c")
        else:
            found.append(" ".join(f"{n:.0f}" for n in numbers) + (" m" if verb == "M" else " l"))
        x, y = numbers[-2:]
    return _drawing("-500 -1500 2500 1500", "\n".join([*found, "f\n"]), "")


def _image(jpeg: Jpeg) -> bytes:
    head = f"<</Type/XObject/Subtype/Image/Width {jpeg.width}/Height {jpeg.height}/ColorSpace/DeviceRGB"
    head += f"/BitsPerComponent 8/Filter/DCTDecode/Length {len(jpeg.body)}>>stream\n"
    return head.encode() + jpeg.body + b"\nendstream"


def _code(code: Code) -> str:
    size, around = len(code.rows), len(code.rows) + 2 * QUIET
    scale = f"{code.width / size:.6f}"
    dark = "".join(f"{x} {y} {length} 1 re\n" for x, y, length in runs(code.rows))
    light = f"1 g -{QUIET} -{QUIET} {around} {around} re f\n"
    return f"q {scale} 0 0 {scale} {_n(code.x)} {_n(code.y)} cm\n{light}0 g\n{dark}f Q\n"


def _outline(place: Box | Image, radius: float) -> str:
    x, y, right, low = place.x, place.y, place.x + place.width, place.y + place.height
    if not radius:
        return f"{_n(x)} {_n(y)} {_n(place.width)} {_n(place.height)} re "
    r = min(radius, place.width / 2, place.height / 2)
    k = r * (1 - _ROUND)
    steps = (
        ((x + r, y), "m"),
        ((right - r, y), "l"),
        ((right - k, y, right, y + k, right, y + r), "c"),
        ((right, low - r), "l"),
        ((right, low - k, right - k, low, right - r, low), "c"),
        ((x + r, low), "l"),
        ((x + k, low, x, low - k, x, low - r), "c"),
        ((x, y + r), "l"),
        ((x, y + k, x + k, y, x + r, y), "c"),
    )
    return " ".join(" ".join(map(_n, numbers)) + f" {verb}" for numbers, verb in steps) + " h "


def _fill(color: str) -> str:
    """The operator that sets a color; one without a hue is ink of black alone."""
    parts = [_n(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5)]
    return f"{parts[0]} g" if len(set(parts)) == 1 else f"{' '.join(parts)} rg"


def _n(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")
