"""When earnings become a statement: T+N in whole days of the market."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def settled_until(now: datetime, timezone: str, days: int) -> datetime:
    """What was earned before this moment may stand in a statement drafted now (T+`days`)."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return _midnight(today - ONE_DAY * (days - 1), timezone)


def statement_day(earned_at: datetime, timezone: str, days: int) -> date:
    """The market's day on which an earning comes into a statement."""
    return earned_at.astimezone(ZoneInfo(timezone)).date() + ONE_DAY * days


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone))
