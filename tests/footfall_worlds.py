"""Shops whose days we know everything about: weekdays, trends, sudden changes, closed days, late openings."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

FIRST = date(2025, 9, 1)  # a Monday
WEEK = 7


def shops(count: int, days: int, seed: int) -> NDArray[np.float64]:
    """How many came to each shop (rows) on each day; NaN before it opened and while it was closed. Shops in
    the first third have Mondays off and say so by a 0; levels wander, and sometimes jump.
    """
    dice = np.random.default_rng(seed)
    weekdays = np.arange(days) % WEEK
    found = np.empty((count, days))
    for shop in range(count):
        usual = np.exp(dice.normal(4, 0.8))
        week = np.exp(dice.normal(0, 0.15, WEEK) + dice.normal(0.25, 0.1) * (np.arange(WEEK) >= 4))
        if shop < count // 3:
            week[0] = 0
        drift = dice.normal(0, 0.002) + dice.normal(0, 0.025, days)
        jumps = np.where(dice.random(days) < 0.004, dice.normal(0, 0.6, days), 0)
        spread = dice.uniform(20, 80)
        noise = dice.gamma(spread, 1 / spread, days)
        found[shop] = dice.poisson(usual * np.exp(np.cumsum(drift + jumps)) * week[weekdays] * noise)
        if shop % 5 == 0:
            found[shop, : int(dice.integers(0, days // 2))] = np.nan
        closed = int(dice.integers(0, days))
        found[shop, closed : closed + int(dice.integers(0, 8))] = np.nan
    return found


def file_of(counts: NDArray[np.float64]) -> str:
    """The same as a CSV of shop, date and count."""
    rows = [
        f"shop-{shop},{FIRST + timedelta(days=int(day))},{int(counts[shop, day])}"
        for shop, day in np.argwhere(~np.isnan(counts))
    ]
    return "\n".join(["shop,date,count", *rows, ""])
