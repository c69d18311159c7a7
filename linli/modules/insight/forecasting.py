"""How many people will come to each store in the next two weeks.

What is expected of a day is how high the last two weeks stood, and its weekday; what is learned from all
stores together is how far to follow what has lately changed. It is fitted with least absolute errors in
logs, which is near to what is judged: `|p − y| / (p + y)`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from linli.modules.insight.arrays import Known, Real
from linli.modules.insight.seasons import BUSY, WEEK, Season, filled, mean_of, middle_of, parts_of

# Days ahead, where nobody asks for another number.
HORIZON = 14
# A store of which fewer days are known is not foreseen, nor learned from.
LEAST_DAYS = 7
LEAST_PAST = 28
# Learning looks back at so many moments, so many days apart.
ORIGINS, APART = 10, 5
# Fewer days than these teach nothing that could be trusted.
LEAST_ROWS = 400
_STEPS = 25
_NEAR = 0.03
_RIDGE = 1e-5
_FURTHEST = 3.0
_BUSY = float(np.log1p(BUSY))
# Between these parts of what was missed lies what is said to be likely: four of five days.
_LIKELY = (0.1, 0.9)


class Weights(msgspec.Struct, frozen=True):
    """What was learned: how far each sign is followed, and how far off days were (logs, first and second
    week; low and high). Nothing learned is all zeros.
    """

    signs: tuple[float, ...] = ()
    off: tuple[tuple[float, float], ...] = ((-0.5, 0.5), (-0.5, 0.5))


class Forecast(msgspec.Struct, frozen=True):
    """For each store (row) and day: the count expected, and between which four of five days lie."""

    expected: Real
    low: Real
    high: Real


def learn(counts: Real, days: int = HORIZON) -> Weights:
    """How to foresee `days`: from the past of all stores (rows; one column a day, NaN: not known), as it
    stood at earlier moments.
    """
    pasts = list(_pasts(counts, days))
    if sum(len(missed) for _, missed in pasts) < LEAST_ROWS:
        return Weights()
    signs = np.concatenate([signs for signs, _ in pasts])
    missed = np.clip(np.concatenate([missed for _, missed in pasts]), -_FURTHEST, _FURTHEST)
    found = _least_absolute(signs, missed)
    return Weights(tuple(float(one) for one in found), _off(counts, found, days))


def foresee(counts: Real, weights: Weights, days: int = HORIZON) -> Forecast:
    """The `days` after the last column, of each store; 0 for a store of which nothing is known."""
    season = Season(counts)
    usual, signs = _signs(season, days)
    logs = usual + (signs @ np.array(weights.signs) if weights.signs else 0.0)
    low, high = np.empty_like(logs), np.empty_like(logs)
    for half, (under, over) in zip(_halves(days), weights.off, strict=True):
        low[half], high[half] = logs[half] + under, logs[half] + over
    shut = _shut(season, days)
    return Forecast(*(np.where(shut, 0.0, np.maximum(np.expm1(one), 0.0)) for one in (logs, low, high)))


def loss(expected: Real, counts: Real) -> Real:
    """`|p − y| / (p + y)` of each day, 0 where both are 0, NaN where the count is not known."""
    total = expected + counts
    parts = parts_of(np.abs(expected - counts), total)
    return np.where(total == 0, 0.0, parts)


def tried(counts: Real, foreseen: Callable[[Real], Real], times: int = 4) -> Real:
    """The loss of each store over the last `times` fortnights, each `foreseen` from what was known before it;
    NaN where the past is too short to say.
    """
    losses = [np.full((len(counts), 1), np.nan)]
    for back in range(1, times + 1):
        end = counts.shape[1] - back * HORIZON
        if end < LEAST_PAST:
            break
        past = counts[:, :end]
        missed = loss(foreseen(past), counts[:, end : end + HORIZON])
        losses.append(np.where(_judged(past)[:, None], missed, np.nan))
    days: Real = np.concatenate(losses, axis=1)
    known = ~np.isnan(days)
    sums: Real = np.where(known, days, 0.0).sum(1)
    return parts_of(sums, known.sum(1).astype(np.float64))


def learned(past: Real, days: int = HORIZON) -> Real:
    """What is expected of the `days` after a past, by what that past teaches."""
    return foresee(past, learn(past, days), days).expected


def by_weekday(past: Real, days: int = HORIZON, *, weeks: int | None = None, median: bool = False) -> Real:
    """The simple way: the mean (or median) of the same weekday, in the last `weeks` or the whole past; of all
    days where that weekday is unknown; 0 for a store of which nothing is known.
    """
    kept = past if weeks is None else past[:, -WEEK * weeks :]
    middle = middle_of if median else mean_of
    all_days = filled(filled(middle(kept), middle(past)), np.zeros(len(past)))
    found = []
    for day in range(days):
        first = (kept.shape[1] + day) % WEEK
        same = kept[:, first::WEEK]
        found.append(filled(middle(same), all_days) if same.shape[1] else all_days)
    return np.stack(found, axis=1)


def _pasts(counts: Real, days: int) -> Iterator[tuple[Real, Real]]:
    """Earlier moments: the signs of each day that is known now, and how far it was from what is usual."""
    for back in range(ORIGINS):
        end = counts.shape[1] - days - back * APART
        if end < LEAST_PAST:
            return
        past, came = counts[:, :end], counts[:, end : end + days]
        season = Season(past)
        usual, signs = _signs(season, days)
        known = _open(season, past, came)
        yield signs[known], (np.log1p(came) - usual)[known]


def _judged(past: Real) -> Known:
    judged: Known = (~np.isnan(past[:, -LEAST_PAST:])).sum(1) >= LEAST_DAYS
    return judged


def _open(season: Season, past: Real, came: Real) -> Known:
    """The days from which something about how many come can be learned."""
    closed = _shut(season, came.shape[1]) | ((came == 0) & (season.level[28] >= _BUSY)[:, None])
    known: Known = ~np.isnan(came) & _judged(past)[:, None] & ~closed
    return known


def _shut(season: Season, days: int) -> Known:
    shut: Known = np.stack([season.shut[:, day % WEEK] for day in range(days)], axis=1)
    return shut


def _halves(days: int) -> tuple[Any, Any]:
    """The columns of the nearer and of the farther days."""
    nearer = (days + 1) // 2
    return np.s_[:, :nearer], np.s_[:, nearer:]


def _signs(season: Season, days: int) -> tuple[Real, Real]:
    """What is usual for each store and day, and the signs that it may be otherwise."""
    level = season.level[14]
    ones = np.ones(len(level))
    beside: Sequence[Real] = [season.level[span] - level for span in (84, 56, 28, 7, 3, 1)]
    usual, signs = [], []
    for day in range(days):
        far = (day + 1) / days
        weekday = season.week[:, day % WEEK]
        lags = [season.lag(weeks, day % WEEK) for weeks in (1, 2, 3, 4)]
        later = [beside[at] * far for at in (0, 2, 3, 4)]
        usual.append(level + weekday)
        row = [ones, ones * far, *beside, season.fading - level, *lags, weekday, *later]
        signs.append(np.stack(row, axis=1))
    return np.stack(usual, axis=1), np.stack(signs, axis=1)


def _least_absolute(signs: Real, missed: Real) -> Real:
    """Least absolute errors by least squares whose weights are set anew in each step."""
    found: Real = np.zeros(signs.shape[1])
    ridge = np.eye(signs.shape[1]) * _RIDGE * len(missed)
    for _ in range(_STEPS):
        weight = 1 / np.maximum(np.abs(missed - signs @ found), _NEAR)
        weighted = signs * weight[:, None]
        found = np.asarray(np.linalg.solve(weighted.T @ signs + ridge, weighted.T @ missed), np.float64)
    return found


def _off(counts: Real, found: Real, days: int) -> tuple[tuple[float, float], ...]:
    """How far off the last days that are known would have been, nearer and farther ones."""
    end = counts.shape[1] - days
    past, came = counts[:, :end], counts[:, end:]
    season = Season(past)
    usual, signs = _signs(season, days)
    off = np.where(_open(season, past, came), np.log1p(came) - usual - signs @ found, np.nan)
    bounds = []
    for half in _halves(days):
        known = off[half][~np.isnan(off[half])]
        low, high = (float(np.quantile(known, part)) if len(known) else 0.0 for part in _LIKELY)
        bounds.append((min(low, 0.0), max(high, 0.0)))
    return tuple(bounds)
