"""What may change and is kept as long as this process hears of no change."""

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from linli.kernel.live import Live
from linli.kernel.remembered import Remembered

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
# A hint is lost with the process that would have given it: then what is known is as old as this at most.
LONGEST = timedelta(seconds=30)


class Heard(Generic[K, V]):
    """At most `most` things by their keys, each with the topic by which its changes are told. While this
    process hears of none, nothing is kept.
    """

    def __init__(self, live: Live, most: int) -> None:
        self._live = live
        self._kept = Remembered[K, tuple[V, str, tuple[int, int], datetime]](most)

    def find(self, key: K, now: datetime) -> V | None:
        kept = self._kept.find(key)
        if kept is None:
            return None
        value, topic, mark, until = kept
        return value if now < until and self._live.mark(topic) == mark else None

    def mark(self, topic: str) -> tuple[int, int] | None:
        """To be taken before what is to be kept is read."""
        return self._live.mark(topic)

    def keep(self, key: K, value: V, topic: str, mark: tuple[int, int] | None, now: datetime) -> None:
        """`mark` as it was before the value was read."""
        if mark is not None:
            self._kept.keep(key, (value, topic, mark, now + LONGEST))
