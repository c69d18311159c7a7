"""When a place is open: OpenStreetMap's opening hours, with the public holidays of the country."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from opening_hours import (  # type: ignore[attr-defined]  # two errors are missing in its stubs
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

# A rule that only changes after this many days counts as never changing.
HORIZON_DAYS = 366
ONE_DAY = timedelta(days=1)
# Only these rules need to know where the place lies; all others share one cached reading.
SUN_EVENTS = ("sunrise", "sunset", "dawn", "dusk")

Span = tuple[datetime, datetime]


class OpenState(msgspec.Struct, frozen=True):
    """Open, closed or unknown (None) at a moment, and when that ends (None: not within a year)."""

    open: bool | None
    changes_at: datetime | None = None


class _Stretch(msgspec.Struct, frozen=True):
    """A rule's state from when we asked until it changes: for that long there is nothing to compute."""

    since: datetime
    until: datetime
    state: OpenState


Rule = tuple[str, str, str, tuple[float, float] | None]

UNKNOWN = OpenState(None)
MOST_KEPT = 8192
_stretches: dict[Rule, _Stretch] = {}


def is_open(
    hours: str,
    at: datetime,
    *,
    timezone: str,
    country: str,
    lat: float | None = None,
    lon: float | None = None,
) -> bool | None:
    """Whether the place is open at `at`; None where the hours are empty, unreadable or say "unknown"."""
    return open_state(hours, at, timezone=timezone, country=country, lat=lat, lon=lon).open


def open_state(
    hours: str,
    at: datetime,
    *,
    timezone: str,
    country: str,
    lat: float | None = None,
    lon: float | None = None,
) -> OpenState:
    """The state at `at` and the next moment at which it is another, in the market's time zone."""
    rule = _rule(hours, timezone, country, lat, lon)
    known = _stretches.get(rule)
    if known is not None and known.since <= at < known.until:
        return known.state
    parsed = _parse(*rule)
    if parsed is None:
        return UNKNOWN
    local = at.astimezone(ZoneInfo(timezone))
    now, _ = parsed.state(local)
    state = OpenState(_BY_STATE[now], _next_change(parsed, local, now))
    if len(_stretches) >= MOST_KEPT:
        _stretches.clear()
    _stretches[rule] = _Stretch(at, state.changes_at or at + ONE_DAY, state)
    return state


def needs_place(hours: str) -> bool:
    """Whether these hours are about the sun, which is another one at another place."""
    return any(event in hours for event in SUN_EVENTS)


def allows(usable: str, at: datetime, *, timezone: str, country: str) -> bool:
    """Whether a rule of use ("Mo-Fr; PH off") lets something happen at `at`.

    An empty rule always does. So does one that cannot be read: what has been paid for is not locked away
    behind a text that nobody understands (`valid_expression` keeps such texts out beforehand).
    """
    return is_open(usable, at, timezone=timezone, country=country) is not False


def valid_expression(text: str) -> bool:
    """Whether the text is an opening hours expression that we can read; an empty one is not."""
    return _parse(text.strip(), "UTC", "", None) is not None


def week(
    hours: str,
    at: datetime,
    *,
    timezone: str,
    country: str,
    lat: float | None = None,
    lon: float | None = None,
    days: int = 7,
) -> list[tuple[date, list[Span]]]:
    """The hours of `days` days from the day of `at`, in the market's time zone; empty where they are unknown.

    A night belongs to the day on which it begins; a stretch of more than a day is cut at each midnight.
    """
    parsed = _parse(*_rule(hours, timezone, country, lat, lon))
    if parsed is None:
        return []
    today = at.astimezone(ZoneInfo(timezone)).date()
    by_day: dict[date, list[Span]] = {today + ONE_DAY * i: [] for i in range(days)}
    for start, end in _open_spans(parsed, today, days, ZoneInfo(timezone)):
        for piece in _cut(start, end):
            if piece[0].date() in by_day:
                by_day[piece[0].date()].append(piece)
    return list(by_day.items())


_BY_STATE: dict[State, bool | None] = {State.OPEN: True, State.CLOSED: False, State.UNKNOWN: None}


def _rule(hours: str, timezone: str, country: str, lat: float | None, lon: float | None) -> Rule:
    """All that the reading of these hours depends on."""
    place = None
    if lat is not None and lon is not None and needs_place(hours):
        place = (round(lat, 2), round(lon, 2))
    return hours.strip(), timezone, country, place


@lru_cache(maxsize=MOST_KEPT)
def _parse(hours: str, timezone: str, country: str, place: tuple[float, float] | None) -> OpeningHours | None:
    if not hours:
        return None
    zone = ZoneInfo(timezone)
    try:
        return OpeningHours(
            hours,
            timezone=zone,
            country=country.upper() or None,
            coords=place,
            auto_country=False,
            auto_timezone=place is not None,  # else the place is ignored; the zone given still wins
            max_interval_days=HORIZON_DAYS,
        )
    except UnknownCountryError:
        # Without a calendar of holidays the rest of the rule still holds.
        return _parse(hours, timezone, "", place)
    except ParserError:
        return None


def day_of(moment: datetime, timezone: str) -> date:
    """The market's day at a moment."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def day_began(moment: datetime, timezone: str) -> datetime:
    """The midnight at which the day of this moment began, in the zone."""
    return moment.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _next_change(parsed: OpeningHours, local: datetime, state: State) -> datetime | None:
    """The first moment of another state; parts that differ only in their comment are one."""
    limit = local + timedelta(days=HORIZON_DAYS)
    for start, _, other, _ in parsed.intervals(local, limit):
        if other != state:
            return start
    return None


def _open_spans(parsed: OpeningHours, today: date, days: int, zone: ZoneInfo) -> Iterator[Span]:
    """Open stretches around these days, neighbors joined; two days earlier, to see where a night began."""
    midnight = datetime(today.year, today.month, today.day, tzinfo=zone)
    current: Span | None = None
    for start, end, state, _ in parsed.intervals(midnight - 2 * ONE_DAY, midnight + (days + 1) * ONE_DAY):
        if state != State.OPEN:
            continue
        if current and current[1] == start:
            current = (current[0], end)
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current


def _cut(start: datetime, end: datetime) -> Iterator[Span]:
    if end - start <= ONE_DAY:
        yield start, end
        return
    while start < end:
        midnight = (start + ONE_DAY).replace(hour=0, minute=0, second=0, microsecond=0)
        yield start, min(midnight, end)
        start = midnight
