"""A file from a spreadsheet as rows of text: CSV of any delimiter and encoding that is in use, and XLSX.

Nothing in it is carried out: a formula is marked as one, and a workbook that would unfold to more than it
seems is refused before it is unfolded.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import msgspec

from linli.kernel.refusals import TOO_LARGE, Refusal
from linli.modules.items.refusals import FILE_EMPTY, FILE_LOCKED, FILE_UNREADABLE, TOO_MANY_ROWS

LARGEST_SHEET = 8 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 120
# A workbook's parts unfolded; ten thousand rows of thirty cells are less than half of it.
LARGEST_UNFOLDED = 64 * 1024 * 1024
MOST_PARTS = 1000
# Rows of a worksheet that are looked at: some only have a format.
MOST_LOOKED_AT = 60_000
LONGEST_CELL = 8000
DELIMITERS = ",;\t|"
_ZIP, _OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
# What makes a spreadsheet take a text for a formula.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_ESCAPED = re.compile(r"'(?='*\s*[=+\-@\t\r\n＝＋－＠])")


class Row(msgspec.Struct, frozen=True):
    """One row with its number as a spreadsheet shows it; `formulas` are places of cells that compute."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


def read_sheet(data: bytes, language: str = "zh") -> list[Row]:
    """The rows of a file in which anything stands. `language` decides between encodings that do not tell.

    Refuses: too_large (8 MB, or 64 MB unfolded), file_locked (with a password, or of the old kind),
    file_unreadable, too_many_rows (10,000), file_empty.
    """
    if len(data) > LARGEST_SHEET:
        raise TOO_LARGE(megabytes=LARGEST_SHEET // 1024**2)
    if data.startswith(_OLD_OR_LOCKED):
        raise FILE_LOCKED()
    rows = list(_filled(_of_workbook(data) if data.startswith(_ZIP) else _of_text(data, language)))
    if not rows:
        raise FILE_EMPTY()
    return rows


def _filled(rows: Iterable[Row]) -> Iterator[Row]:
    count = 0
    for row in rows:
        if any(row.cells):
            count += 1
            if count > MOST_ROWS + 1:
                raise TOO_MANY_ROWS(most=MOST_ROWS)
            yield row


def _of_text(data: bytes, language: str) -> Iterator[Row]:
    text = decoded(data, language)
    first, _, rest = text.partition("\n")
    if named := re.fullmatch(r"sep=(.)\r?", first, re.IGNORECASE):
        delimiter, text, before = named[1], rest, 1
    else:
        delimiter, before = delimiter_of(text), 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            yield _text_row(number + before, cells)
    except csv.Error:
        raise FILE_UNREADABLE() from None


def _text_row(number: int, cells: list[str]) -> Row:
    tidy, formulas = [], set()
    for place, cell in enumerate(cells[:MOST_COLUMNS]):
        text = _KEPT_AS_TEXT.sub(r"\1", cell.strip()[:LONGEST_CELL])
        if text.startswith("="):
            formulas.add(place)
        tidy.append(_ESCAPED.sub("", text, count=1) if text.startswith("'") else text)
    return Row(number, tuple(tidy), frozenset(formulas))


def decoded(data: bytes, language: str) -> str:
    """The text of a file: as its mark says, else UTF-8, else what programs of the language usually write.

    Refuses: file_unreadable.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ["utf-16"]
    else:
        tried = ["utf-8-sig", *(["gb18030", "cp1252"] if language == "zh" else ["cp1252", "gb18030"])]
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FILE_UNREADABLE()


def delimiter_of(text: str) -> str:
    """What stands between the cells: of the usual ones that which is most in the first line, quotes aside."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=bare.count)


def _of_workbook(data: bytes) -> Iterator[Row]:
    # Large, and needed only here: a process that never meets a workbook does without it.
    from openpyxl import load_workbook

    try:
        _refuse_bomb(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
            # What a sheet says of its own size need not be true.
            sheet.reset_dimensions()
            for cells in sheet.iter_rows(max_row=MOST_LOOKED_AT, max_col=MOST_COLUMNS):
                yield _sheet_row(cells)
        finally:
            book.close()
    except Refusal:
        raise
    except Exception:  # whatever a damaged workbook makes the library stumble over
        raise FILE_UNREADABLE() from None


def _refuse_bomb(data: bytes) -> None:
    """Sizes are read from the archive's own list; unfolding a part ends at the size listed for it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNFOLDED:
            raise TOO_LARGE(megabytes=LARGEST_UNFOLDED // 1024**2)
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(part) as opened:
                # A workbook has no document type; one that declares entities is made to unfold.
                if b"<!DOCTYPE" in opened.read(4096):
                    raise FILE_UNREADABLE()


def _sheet_row(cells: Iterable[Any]) -> Row:
    texts, formulas, number = [], set(), 0
    for place, cell in enumerate(cells):
        number = getattr(cell, "row", None) or number
        if cell.data_type == "f":
            formulas.add(place)
            texts.append(str(cell.value)[:LONGEST_CELL])
        else:
            texts.append(_said(cell.value))
    return Row(number, tuple(texts), frozenset(formulas))


def _said(value: object) -> str:
    """A cell as its sheet shows it: whole numbers without a point, others with the digits that were typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()[:LONGEST_CELL]
