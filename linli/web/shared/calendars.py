"""A month as a calendar shows it: its days, where the first one stands, and the months around it."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

MOST_MONTHS = 18
_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")


class Month(msgspec.Struct, frozen=True):
    """The days of a month, of this one from this week on; `column` is the weekday of the first (1: Monday).
    `before` and `after` name the months around it as addresses have them, or are empty where nothing is to be
    seen there.
    """

    days: Sequence[date]
    column: int
    before: str
    after: str

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def name(self) -> str:
        return _name(self.first)

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.days[-1] + timedelta(days=1)


def month_of(asked: str, today: date) -> Month:
    """The month of an address (`2026-12`), up to the eighteenth from now; else the one of today."""
    this = _index(today)
    found = _MONTH.fullmatch(asked)
    wanted = int(found["year"]) * 12 + int(found["month"]) - 1 if found else this
    if not this <= wanted <= this + MOST_MONTHS:
        wanted = this
    following = _at(wanted + 1)
    first = max(_at(wanted), today - timedelta(days=today.weekday()))
    return Month(
        days=[first + timedelta(days=number) for number in range((following - first).days)],
        column=first.isoweekday(),
        before=_name(_at(wanted - 1)) if wanted > this else "",
        after=_name(following) if wanted < this + MOST_MONTHS else "",
    )


def day_of(text: str) -> date | None:
    """A day as addresses and forms have it; None where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-05") else None
    except ValueError:
        return None


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _at(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def _name(day: date) -> str:
    return f"{day:%Y-%m}"
