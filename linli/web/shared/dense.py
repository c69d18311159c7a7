"""A dense table as plain data: what its header, rows, pager and export say. Its macro is `dense_table`.

The same cells make the page and the CSV, so that a list and its export can never tell different things.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel.money import MINOR_DIGITS, Money

# What a spreadsheet takes for the beginning of a formula, in half and full width.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
BYTE_ORDER_MARK = "\ufeff"


class Cell(msgspec.Struct, frozen=True):
    """One value and how it looks: as a link, a badge (good, offer, main, bad, outline, plain), a code.

    `note` is what a pointer or a screen reader is told besides. A `None` is shown as a dash.
    """

    value: str | int | Money | datetime | None
    href: str = ""
    badge: str = ""
    note: str = ""
    code: bool = False
    soft: bool = False

    @property
    def kind(self) -> str:
        if self.value is None or self.value == "":
            return "none"
        if isinstance(self.value, Money):
            return "money"
        return (
            "time"
            if isinstance(self.value, datetime)
            else "number"
            if isinstance(self.value, int)
            else "text"
        )


class Column(msgspec.Struct, frozen=True):
    """One column; `sort_href` turns the order round, `sorted` is ascending, descending or empty."""

    label: str
    number: bool = False
    sort_href: str = ""
    sorted: str = ""


class Line(msgspec.Struct, frozen=True):
    """One row; the first cell names it. `pick` is what its check box sends, empty where there is none."""

    cells: Sequence[Cell]
    pick: str = ""


class DenseTable(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `dense_table` draws. `form` is the id of the form that picked rows belong to."""

    caption: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    empty_title: str
    empty_text: str
    first_href: str = ""
    next_href: str = ""
    form: str = ""


def csv_line(values: Iterable[str]) -> str:
    """One line of CSV (RFC 4180)."""
    out = StringIO()
    csv.writer(out).writerow(list(values))
    return out.getvalue()


def csv_value(value: str | int | Money | datetime | None, timezone: str) -> str:
    """A cell as a spreadsheet should read it: amounts as plain decimals, times in the market's zone.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, and so stays a text.
    """
    if value is None:
        return ""
    if isinstance(value, Money):
        return decimal(value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value


def decimal(amount: Money) -> str:
    """`-12.50`, with as many decimals as its currency has."""
    digits = MINOR_DIGITS[amount.currency]
    whole, cents = divmod(abs(amount.minor), 10**digits)
    return f"{'-' if amount.minor < 0 else ''}{whole}" + (f".{cents:0{digits}d}" if digits else "")
