"""A stretch of the market's days that a page of figures is about, as it stands in the URL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import msgspec

from linli.web.merchant.shop import words_for
from linli.web.shared.http import Here

CHOICES = (7, 30, 90)
USUAL = 30
ONE_DAY = timedelta(days=1)


class Period(msgspec.Struct, frozen=True):
    """`days` whole days up to today, from `since` until just before `until`."""

    days: int
    since: datetime
    until: datetime
    dates: tuple[date, ...]


def period_of(here: Here, now: datetime, choices: Sequence[int] = CHOICES) -> Period:
    """The last 7, 30 or 90 days (`?days=`), today among them; 30 where the URL says nothing we know."""
    asked = here.request.query_params.get("days", "")
    days = int(asked) if asked in {str(choice) for choice in choices} else USUAL
    local = words_for(here, now).local(now)
    first = local.date() - ONE_DAY * (days - 1)
    since = datetime.combine(first, time.min, local.tzinfo)
    until = datetime.combine(local.date() + ONE_DAY, time.min, local.tzinfo)
    return Period(days, since, until, tuple(first + ONE_DAY * n for n in range(days)))


def day_in(
    here: Here, fields: Mapping[str, str], name: str, now: datetime, *, after: bool = False
) -> datetime | None:
    """The midnight with which a day of the URL begins (`after`: ends); None where there is none or no day."""
    try:
        day = date.fromisoformat(fields.get(name, ""))
    except ValueError:
        return None
    if not 2000 <= day.year <= 2200:
        return None
    zone = words_for(here, now).zone
    return datetime.combine(day + ONE_DAY if after else day, time.min, zone)
