"""A store's past in parts: how its weekdays differ, and how high the days stand beside them, in logs.

Everything is `log(1 + count)`, because an error counts by how large it is beside the day it is about: ten
people more are nothing in a mall and everything in a barber's shop.
"""

import numpy as np

from linli.modules.insight.arrays import Known, Real

WEEK = 7
# As many weeks are looked at; each counts a little less than the one after it.
WEEKS = 12
FADES = 0.88
DAILY_FADES = 0.93
# A day further than this from its weekday's usual is held to be out of the ordinary.
ORDINARY = 0.8
# A store with so many people on the middle of its days is closed when it has none.
BUSY = 3
# Whether a weekday is one on which a store is closed, so many weeks tell.
SEEN_SHUT = 6
# As many weeks of all stores together stand behind each store's own weekdays.
SHARED_WEEKS = 1.0
# Middles over so many days are what the forecast looks at, from long to short.
SPANS = (84, 56, 28, 14, 7, 3, 1)


class Season:
    """Stores (rows) at the end of a past. `week` (7 columns, the day after the past first) is what each
    weekday adds, `shut` whether the store is closed on it; `level` by span in days, `fading` and `lag`
    tell how high the days stood without that. A day without anybody in a store that people come to was a
    closed one.
    """

    def __init__(self, counts: Real) -> None:
        counts = _at_least_a_week(counts)
        weeks = min(WEEKS, counts.shape[1] // WEEK)
        days = counts[:, counts.shape[1] - weeks * WEEK :]
        visited = filled(middle_of(np.where(days > 0, days, np.nan)), np.zeros(len(days))) >= BUSY
        closed: Known = (days == 0) & visited[:, None]
        shape = (len(counts), weeks, WEEK)
        self.shut = _mostly(closed.reshape(shape), ~np.isnan(days).reshape(shape))
        logs = np.log1p(np.where(closed, np.nan, days)).reshape(shape)
        self.week = _week(logs)
        self.flat = (logs - self.week[:, None, :]).reshape(len(counts), weeks * WEEK)
        usual = filled(middle_of(self.flat), np.zeros(len(counts)))
        self.level: dict[int, Real] = {}
        last = usual
        for span in SPANS:
            last = filled(middle_of(self.flat[:, -span:]), last)
            self.level[span] = last
        self.fading = filled(_fading(self.flat), usual)

    def lag(self, weeks: int, day: int) -> Real:
        """How high the same weekday stood so many weeks ago, beside the last two weeks; 0 where unknown."""
        column = self.flat.shape[1] - WEEK * weeks + day
        if column < 0:
            return np.zeros(len(self.flat))
        beside: Real = self.flat[:, column] - self.level[14]
        return filled(beside, np.zeros(len(beside)))


def _mostly(closed: Known, known: Known) -> Known:
    """The weekdays on which more than half of the last days that are known were closed."""
    shut: Known = closed[:, -SEEN_SHUT:].sum(1) * 2 > known[:, -SEEN_SHUT:].sum(1)
    return shut


def _at_least_a_week(counts: Real) -> Real:
    lacking = max(0, WEEK - counts.shape[1])
    return np.hstack([np.full((len(counts), lacking), np.nan), counts])


def _week(logs: Real) -> Real:
    """What each weekday adds to its week's middle: a faded mean, near the median where a day was out of the
    ordinary, and near what is usual for all stores where little is known.
    """
    beside = logs - middle_of(logs, axis=2)[:, :, None]
    known = ~np.isnan(beside)
    shared = filled(middle_of(beside.transpose(2, 0, 1).reshape(WEEK, -1)), np.zeros(WEEK))
    middle = filled(middle_of(beside, axis=1), np.broadcast_to(shared, (len(logs), WEEK)))
    near = np.clip(np.where(known, beside - middle[:, None, :], 0), -ORDINARY, ORDINARY)
    weight = FADES ** np.arange(logs.shape[1])[::-1][None, :, None] * known
    own = (near * weight).sum(1) + middle * weight.sum(1)
    found: Real = (own + SHARED_WEEKS * shared) / (weight.sum(1) + SHARED_WEEKS)
    return found


def _fading(flat: Real) -> Real:
    """The mean of all days, each of which counts a little less than the one after it; NaN without a day."""
    known: Known = ~np.isnan(flat)
    weight = DAILY_FADES ** np.arange(flat.shape[1])[::-1] * known
    total = weight.sum(1)
    sums: Real = (np.where(known, flat, 0.0) * weight).sum(1)
    return parts_of(sums, total)


def middle_of(values: Real, axis: int = -1) -> Real:
    """The median of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis)
    if not values.shape[axis]:
        return np.full(count.shape, np.nan)
    ordered = np.sort(values, axis)  # NaN last
    low, high = np.maximum((count - 1) // 2, 0), count // 2
    high = np.minimum(high, np.maximum(count - 1, 0))
    ends = [np.take_along_axis(ordered, np.expand_dims(at, axis), axis).squeeze(axis) for at in (low, high)]
    found: Real = np.where(count > 0, (ends[0] + ends[1]) / 2, np.nan)
    return found


def mean_of(values: Real) -> Real:
    """The mean of what is known of each row; NaN where nothing is."""
    known = ~np.isnan(values)
    sums: Real = np.where(known, values, 0.0).sum(-1)
    return parts_of(sums, known.sum(-1).astype(np.float64))


def parts_of(sums: Real, totals: Real) -> Real:
    """Each sum by its total; NaN where that is 0."""
    found: Real = np.full(sums.shape, np.nan)
    np.divide(sums, totals, out=found, where=totals != 0)
    return found


def filled(values: Real, other: Real) -> Real:
    """Each value, or the other where it is not known."""
    return np.where(np.isnan(values), other, values)
