"""What channels cost: checked as it is typed, read from a file, spread over its days."""

import csv
import io
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import msgspec

from linli.kernel import money, texts
from linli.kernel.refusals import INVALID, Refusal
from linli.modules.attribution.refusals import COSTS_UNREADABLE
from linli.modules.attribution.shares import spread

LONGEST_LABEL = 60
MOST_MINOR = 10**11
MOST_DAYS = 1100
MOST_LINES = 2000
COLUMNS = ("channel", "label", "amount", "from", "to")


class NewCost(msgspec.Struct, frozen=True):
    """What somebody says that a channel cost, from its first to its last day; minor units."""

    channel: str
    label: str
    amount_minor: int
    first_day: date
    last_day: date


class Cost(NewCost, frozen=True):
    """The same as it is kept; of all stores of the merchant where `store_id` is None."""

    cost_id: UUID
    store_id: UUID | None

    def within(self, first: date, after: date) -> int:
        """What of it falls to the days from `first` until just before `after`."""
        days = (self.last_day - self.first_day).days + 1
        edges = ((first - self.first_day).days, (after - self.first_day).days)
        return spread(self.amount_minor, days, *edges)


def checked(new: NewCost, channels: Collection[str]) -> NewCost:
    """Refuses: invalid (channel, label, amount, from, to)."""
    if new.channel not in channels:
        raise INVALID(field="channel")
    label = texts.line(new.label, "label", LONGEST_LABEL)
    if not 0 < new.amount_minor <= MOST_MINOR:
        raise INVALID(field="amount")
    if not 2000 <= new.first_day.year <= 2200:
        raise INVALID(field="from")
    if not 0 <= (new.last_day - new.first_day).days < MOST_DAYS:
        raise INVALID(field="to")
    return msgspec.structs.replace(new, label=label)


def read_costs(text: str, currency: str, channels: Collection[str]) -> list[NewCost]:
    """The lines of a file: channel, label, amount, first and last day (2026-11-30), with or without a heading
    and between commas, semicolons or tabs. Refuses: costs_unreadable (line, column).
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        raise COSTS_UNREADABLE(line=min(len(lines), MOST_LINES), column="file")
    between = max(",;\t", key=lines[0].count)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=between))
    first = 1 if [cell.strip().lower() for cell in rows[0]] == list(COLUMNS) else 0
    return [_read(row, number + 1, currency, channels) for number, row in enumerate(rows) if number >= first]


def _read(row: Sequence[str], line: int, currency: str, channels: Collection[str]) -> NewCost:
    if len(row) != len(COLUMNS):
        raise COSTS_UNREADABLE(line=line, column="file")
    channel, label, amount, first, last = (cell.strip() for cell in row)
    new = NewCost(channel, label, _minor(amount, currency, line), _day(first, line), _day(last, line, "to"))
    try:
        return checked(new, channels)
    except Refusal as refusal:
        raise COSTS_UNREADABLE(line=line, column=refusal.params["field"]) from None


def _minor(typed: str, currency: str, line: int) -> int:
    try:
        return money.parse(typed, currency).minor
    except ValueError:
        raise COSTS_UNREADABLE(line=line, column="amount") from None


def _day(typed: str, line: int, column: str = "from") -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise COSTS_UNREADABLE(line=line, column=column) from None
