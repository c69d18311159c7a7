"""Time as this program keeps it: whole milliseconds since 1970 in UTC."""

import time
from datetime import UTC, datetime

SECOND = 1000


def now() -> int:
    return time.time_ns() // 1_000_000


def from_datetime(moment: datetime) -> int:
    return int(moment.timestamp() * SECOND)


def iso(moment: int) -> str:
    text = datetime.fromtimestamp(moment / SECOND, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def iso_or_none(moment: int | None) -> str | None:
    return None if moment is None else iso(moment)
