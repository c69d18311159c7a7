"""What a process has found before and need not look for again; what was asked for longest ago goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from linli.kernel.live import Live

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
# A hint is lost with the process that would have given it: then what is known is as old as this at most.
LONGEST = timedelta(seconds=30)


class Remembered(Generic[K, V]):
    """At most `most` things by their keys. Nothing here decides: whoever finds something asks if it holds."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def find(self, key: K) -> V | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: K, value: V) -> None:
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


class Heard(Generic[K, V]):
    """The same for what may change, and of whose changes this process hears by a topic; while it hears of
    none, nothing is kept.
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
