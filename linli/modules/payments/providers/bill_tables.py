"""What the daily bills of WeChat Pay and Alipay have in common: a table with named columns, in yuan and in
Beijing's time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.modules.payments.providers.yuan import fen

BEIJING = ZoneInfo("Asia/Shanghai")


class Row:
    """One line of a bill, its cells by the names of their columns. All raise ValueError, naming it."""

    def __init__(self, number: int, names: Sequence[str], cells: Sequence[str]) -> None:
        self.number = number
        if len(cells) != len(names):
            raise ValueError(f"line {number} has {len(cells)} cells, its table {len(names)}")
        self._cells: Mapping[str, str] = dict(zip(names, cells, strict=True))

    def text(self, name: str) -> str:
        """A cell that must not be empty."""
        found = self.maybe(name)
        if not found:
            raise ValueError(f"line {self.number} has no {name}")
        return found

    def maybe(self, name: str) -> str:
        if name not in self._cells:
            raise ValueError(f"the bill has no column {name}")
        return self._cells[name]

    def fen(self, name: str) -> int:
        """An amount, in fen."""
        try:
            return fen(self.text(name))
        except ValueError as error:
            raise ValueError(f"line {self.number}, {name}: {error}") from None

    def at(self, name: str) -> datetime:
        """A moment, in UTC."""
        try:
            told = datetime.strptime(f"{self.text(name)}+0800", "%Y-%m-%d %H:%M:%S%z")
        except ValueError:
            raise ValueError(f"line {self.number}, {name}: not a moment") from None
        return told.astimezone(UTC)


def within(day: date, zone: str) -> tuple[datetime, datetime]:
    """From midnight to midnight, in UTC."""
    place = ZoneInfo(zone)
    start = datetime.combine(day, time(), place)
    end = datetime.combine(day + timedelta(days=1), time(), place)
    return start.astimezone(UTC), end.astimezone(UTC)


def beijing_days(day: date, zone: str) -> list[date]:
    """The days in Beijing that a day in `zone` touches: the same one where the clocks agree, else two."""
    start, end = within(day, zone)
    last = end - timedelta(microseconds=1)
    return sorted({start.astimezone(BEIJING).date(), last.astimezone(BEIJING).date()})
