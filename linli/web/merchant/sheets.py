"""A long statement cut into sheets of paper, with sums carried from one to the next."""

from collections.abc import Sequence

import msgspec

from linli.kernel.money import Money
from linli.web.merchant.money_views import EntryRow

# Rows of one line each that fit under the head: the first sheet also bears the sums by kind.
FIRST, NEXT = 22, 36


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: `carried` is the sum of all rows before it, `until` the sum with its own."""

    number: int
    of: int
    rows: Sequence[EntryRow]
    carried: Money
    until: Money


def sheets_of(rows: Sequence[EntryRow], currency: str) -> list[Sheet]:
    """At least one sheet, even without rows."""
    cuts = [rows[:FIRST]]
    cuts += [rows[start : start + NEXT] for start in range(FIRST, len(rows), NEXT)]
    sheets, carried = [], Money(0, currency)
    for number, cut in enumerate(cuts, 1):
        until = sum((row.amount for row in cut), carried)
        sheets.append(Sheet(number, len(cuts), cut, carried, until))
        carried = until
    return sheets
