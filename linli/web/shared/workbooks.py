"""Rows of text as a workbook that people go on working in: numbers are numbers, no text becomes a formula."""

import io
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal, InvalidOperation

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
WIDEST, NARROWEST = 44, 9


def workbook(rows: Iterable[Sequence[str]], sheet_name: str, numbers: Collection[str] = ()) -> bytes:
    """The first row are headings; columns with a heading of `numbers` hold numbers where they hold any."""
    kept = [list(row) for row in rows]
    head = kept[0] if kept else []
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(sheet_name)
    bold = book.add_format({"bold": True, "bottom": 1})
    # So that a program which opens the file does not make a number of a barcode.
    text = book.add_format({"num_format": "@"})
    for column, heading in enumerate(head):
        counted = heading in numbers
        sheet.set_column(column, column, _width(kept, column), None if counted else text)
        sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(kept[1:], 1):
            cell = row[column]
            if cell and (amount := _number(cell) if counted else None) is not None:
                sheet.write_number(number, column, amount)
            elif cell:
                sheet.write_string(number, column, cell, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _number(cell: str) -> Decimal | None:
    try:
        found = Decimal(cell)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _width(rows: Sequence[Sequence[str]], column: int) -> int:
    """Wide enough for what stands in the first rows; Chinese characters take two places."""
    widths = (sum(2 if one > "\u2e7f" else 1 for one in row[column].split("\n")[0]) for row in rows[:50])
    return max(NARROWEST, min(WIDEST, 2 + max(widths, default=0)))
