"""Files of how many came to which shop on which day, as a table: tolerant of names and dates, strict
about each row.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

import numpy as np

from linli.modules.insight.arrays import Real

# What a column may be called, without spaces, case and underlines.
HEADERS = {
    "shop": ("shop", "shopid", "store", "storeid", "id", "place", "merchant"),
    "date": ("date", "day", "ds", "datetime", "time", "timestamp"),
    "count": ("count", "n", "visits", "visitors", "customers", "value", "y", "footfall", "num", "total"),
}
MOST_EXAMPLES = 5
# Stores by days; a table of more is refused rather than filling the memory.
MOST_CELLS = 60_000_000
_EUROPEAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class UnreadableError(ValueError):
    """A file of which no table can be made: says what was looked for and what was found."""


class History:
    """One row a shop, one column a day from `first` on; NaN where the file says nothing. `skipped` counts
    rows by reason, `examples` names some (line, reason).
    """

    def __init__(self) -> None:
        self.shops: list[str] = []
        self.first = date.min
        self.counts: Real = np.zeros((0, 0))
        self.rows = 0
        self.skipped: Counter[str] = Counter()
        self.examples: list[tuple[int, str]] = []

    def skip(self, line: int, reason: str) -> None:
        self.skipped[reason] += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append((line, reason))


def read(lines: Iterable[str]) -> History:
    """Rows of shop, date and count, in any order; counts of one shop and day are added up. Without names
    in the first line that is the order of the columns. Raises UnreadableError.
    """
    rows = iter(csv.reader(lines))
    found = History()
    head = next(rows, None)
    if head is None:
        raise UnreadableError("the file is empty")
    named = _columns(head)
    columns = named or (0, 1, 2)
    counted: dict[tuple[str, date], float] = {}
    if not named:
        _take(found, counted, 1, head, columns)
    for line, row in enumerate(rows, start=2):
        if row:
            _take(found, counted, line, row, columns)
    if not counted:
        raise UnreadableError(
            f"no row of shop, date and count can be read; the first line is {','.join(head)}"
        )
    _fill(found, counted)
    return found


def _columns(head: list[str]) -> tuple[int, int, int] | None:
    plain = [name.strip().lower().replace("_", "").replace(" ", "").lstrip("\ufeff") for name in head]
    at = [next((plain.index(name) for name in names if name in plain), None) for names in HEADERS.values()]
    shop, day, count = at
    return None if shop is None or day is None or count is None else (shop, day, count)


def _take(
    found: History,
    counted: dict[tuple[str, date], float],
    line: int,
    row: list[str],
    columns: tuple[int, int, int],
) -> None:
    found.rows += 1
    if len(row) <= max(columns):
        found.skip(line, "too few columns")
        return
    shop, day, count = (row[at].strip() for at in columns)
    when, many = _day(day), _count(count)
    if not shop:
        found.skip(line, "no shop")
    elif when is None:
        found.skip(line, "no date")
    elif many is None:
        found.skip(line, "no count of 0 or more")
    else:
        counted[shop, when] = counted.get((shop, when), 0.0) + many


def _day(text: str) -> date | None:
    """ISO (a time may follow), 20161031, 2016/10/31 or 31.10.2016."""
    try:
        return datetime.fromisoformat(text.replace("/", "-")).date()
    except ValueError:
        pass
    if parts := _EUROPEAN.fullmatch(text):
        day, month, year = (int(part) for part in parts.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None
    return None


def _count(text: str) -> float | None:
    try:
        count = float(text)
    except ValueError:
        return None
    return count if 0 <= count < 1e12 else None


def _fill(found: History, counted: dict[tuple[str, date], float]) -> None:
    found.shops = sorted({shop for shop, _ in counted})
    found.first = min(day for _, day in counted)
    days = (max(day for _, day in counted) - found.first).days + 1
    if len(found.shops) * days > MOST_CELLS:
        raise UnreadableError(f"{len(found.shops)} shops over {days} days are more than can be looked at")
    found.counts = np.full((len(found.shops), days), np.nan)
    place = {shop: row for row, shop in enumerate(found.shops)}
    for (shop, day), count in counted.items():
        found.counts[place[shop], (day - found.first).days] = count
