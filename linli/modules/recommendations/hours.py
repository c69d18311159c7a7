"""Moments as people there read them from the clock."""

from calendar import timegm
from datetime import datetime
from zoneinfo import ZoneInfo


def local_seconds(at: datetime, zone: ZoneInfo) -> int:
    """Seconds since 1970 as if the market's clock were everybody's."""
    return timegm(at.astimezone(zone).timetuple())
