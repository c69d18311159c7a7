"""How long what was bought can be used."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def last_moment(bought: datetime, days: int, timezone: str) -> datetime:
    """The end (exclusive, UTC) of the local day that is `days` days after the purchase: people read dates,
    not
    hours, so the last day counts whole.
    """
    zone = ZoneInfo(timezone)
    last_day = bought.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last_day + timedelta(days=1), time(), zone).astimezone(UTC)
