"""Counting over sorted columns: how often, how lately, as of any moment, for millions of lookups at once."""

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

DAY = 86_400
EARTH_KM = 6371.0


class Found:
    """What a `Tally` answers: for each code, how often before the moment, how lately, when last."""

    def __init__(self, count: Real, faded: tuple[Real, ...], last: Whole) -> None:
        self.count, self.faded, self.last = count, faded, last


class Tally:
    """Counts of a code as of a moment; `days` are the times in which what happened fades to a third."""

    def __init__(self, codes: Whole, times: Whole, days: tuple[float, ...] = ()) -> None:
        order = np.lexsort((times, codes))
        self.times = times[order]
        self.codes, self.start = np.unique(codes[order], return_index=True)
        self.start = np.append(self.start, len(order)).astype(np.int64)
        self.begin = int(times.min()) if len(times) else 0
        self.span = (int(times.max()) if len(times) else 0) - self.begin + 2
        group = np.repeat(np.arange(len(self.codes)), np.diff(self.start))
        self.keys = group * self.span + (self.times - self.begin)
        self.days = days
        self.running = tuple(_running(self.times, group, each * DAY) for each in days)

    def place_of(self, codes: Whole) -> tuple[Whole, Flags]:
        """Each code's number here, and whether it has one."""
        if not len(self.codes):
            return np.zeros(len(codes), np.int64), np.zeros(len(codes), np.bool_)
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1).astype(np.int64)
        return at, self.codes[at] == codes

    def ask(self, codes: Whole, now: Whole, *, strictly: bool) -> Found:
        """As of `now`: strictly what was before it, or all that is known."""
        at, known = self.place_of(codes)
        if not len(self.codes):
            nothing = np.zeros(len(codes))
            return Found(nothing, tuple(nothing for _ in self.days), np.zeros(len(codes), np.int64))
        start = self.start[at]
        end = self.start[at + 1]
        if strictly:
            moment = np.clip(now - self.begin, 0, self.span - 1)
            end = np.minimum(np.searchsorted(self.keys, at * self.span + moment, "left"), end)
        count = np.where(known, end - start, 0)
        latest = np.maximum(end - 1, 0)
        last = self.times[latest]
        age = np.maximum(now - last, 0)
        some = count > 0
        faded = tuple(
            np.where(some, run[latest] * np.exp(-age / (each * DAY)), 0.0)
            for run, each in zip(self.running, self.days, strict=True)
        )
        return Found(count.astype(np.float64), faded, np.where(some, last, 0))


def _running(times: Whole, group: Whole, seconds: float) -> Real:
    """At each row the faded sum of its group so far; by doubling, so in log(longest group) passes."""
    total = np.ones(len(times))
    step = 1
    while step < len(times):
        same = group[step:] == group[:-step]
        if not same.any():
            break
        older = total[:-step] * np.exp(-(times[step:] - times[:-step]) / seconds)
        total = np.append(total[:step], total[step:] + np.where(same, older, 0.0))
        step *= 2
    return total


def kilometers(lat: Real, lon: Real, other_lat: Real, other_lon: Real) -> Real:
    """Great-circle distance; not a number where either position is unknown."""
    a, b = np.radians(lat), np.radians(other_lat)
    half = np.sin((b - a) / 2) ** 2
    half = half + np.cos(a) * np.cos(b) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), np.float64)


def slots(times: Whole) -> tuple[Whole, Whole]:
    """Hour of day with workday or weekend (48), and hour of week (168), of local seconds."""
    hour = times % DAY // 3600
    weekday = (times // DAY + 4) % 7
    weekend = (weekday == 0) | (weekday == 6)
    return hour + 24 * weekend, hour + 24 * weekday
