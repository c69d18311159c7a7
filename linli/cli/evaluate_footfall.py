"""`linli evaluate footfall`: how well the forecast foresees how many people come, on files of counts."""

import argparse
import gzip
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import numpy as np

from linli.modules.insight import Real, forecasting, histories

Foreseen = Callable[..., Real]
MOST_DAYS = 28
FLAGS = {
    "history": "how many came: CSV (or .gz) with shop, date, count, by these or like names",
    "days": f"how many of the last days are foreseen, 1 to {MOST_DAYS}; default {forecasting.HORIZON}",
    "missing": "what a day means that the file does not have, after the shop's first: unknown (it is neither "
    "learned from nor judged; the default) or zero (nobody came)",
}
HOW = """
footfall: the last days of the file are hidden; each shop's are foreseen from what came before, and judged by
the mean of |p - y| / (p + y) over all shops and days (0 where both are 0). Beside it, the mean and the median
of the same weekday, in the whole past and in its last four weeks. Shops that appear only in the hidden days
are left out and counted. Nothing is drawn from a dice: the same file gives the same table.
"""
WAYS: dict[str, Foreseen] = {
    "linli": forecasting.learned,
    "weekday mean": forecasting.by_weekday,
    "weekday median": partial(forecasting.by_weekday, median=True),
    "weekday mean, 4 weeks": partial(forecasting.by_weekday, weeks=4),
    "weekday median, 4 weeks": partial(forecasting.by_weekday, weeks=4, median=True),
}


def evaluate_footfall(given: argparse.Namespace) -> int:
    """Reads, hides, foresees, prints. Exit status 1 where the file cannot be read or is too short."""
    if not 1 <= given.days <= MOST_DAYS:
        return _failed(f"--days is from 1 to {MOST_DAYS}")
    try:
        history = _read(given.history)
    except (histories.UnreadableError, OSError) as error:
        return _failed(str(error))
    _tell(given.history, history)
    counts = _without_gaps(history.counts) if given.missing == "zero" else history.counts
    past, came = counts[:, : -given.days], counts[:, -given.days :]
    if past.shape[1] < forecasting.LEAST_PAST:
        return _failed(f"{past.shape[1]} days before them are too few; {forecasting.LEAST_PAST} are needed")
    known = ~np.isnan(past).all(1)
    first = history.first + timedelta(days=past.shape[1])
    last = first + timedelta(days=given.days - 1)
    judged = int((~np.isnan(came[known])).sum())
    print(
        f"foreseen: {first} to {last}, {int(known.sum())} shops, {judged} shop days; "
        f"{int((~known).sum())} shops without a past left out"
    )
    if not judged:
        return _failed("no day is left to judge")
    _table(past[known], came[known], given.days)
    return 0


def _read(path: Path) -> histories.History:
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
    if zipped:
        with gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as lines:
            return histories.read(lines)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        return histories.read(lines)


def _without_gaps(counts: Real) -> Real:
    """Nobody came on the days that are not told, from the shop's first on."""
    begun = np.maximum.accumulate(~np.isnan(counts), axis=1)
    return np.where(np.isnan(counts) & begun, 0.0, counts)


def _tell(path: Path, history: histories.History) -> None:
    print(
        f"{path.name}: {history.rows} rows read, {sum(history.skipped.values())} skipped; "
        f"{len(history.shops)} shops, {history.counts.shape[1]} days from {history.first}"
    )
    for reason, count in sorted(history.skipped.items()):
        lines = ", ".join(str(line) for line, why in history.examples if why == reason)
        print(f"  {count} × {reason}" + (f" (line {lines})" if lines else ""))


def _table(past: Real, came: Real, days: int) -> None:
    losses = {name: float(np.nanmean(forecasting.loss(way(past, days), came))) for name, way in WAYS.items()}
    own = losses["linli"]
    print(f"\n{'':26}{'loss':>8}{'linli is':>14}")
    for name, value in losses.items():
        better = f"{(1 - own / value) * 100:+.1f}% better" if name != "linli" and value else ""
        print(f"{name:26}{value:8.4f}{better:>17}")


def _failed(why: str) -> int:
    print(f"linli: {why}", file=sys.stderr)
    return 1
