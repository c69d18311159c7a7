"""The only place that asks what time it is. Everywhere else the time is an argument (`work.now`)."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment in UTC, to the microsecond (PostgreSQL's own precision)."""
    return datetime.now(UTC)
