"""`linli evaluate`: how well recommendations and the forecast of footfall do, on files of others."""

import argparse
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from linli.cli.evaluate_footfall import FLAGS, evaluate_footfall
from linli.cli.evaluate_footfall import HOW as HOW_FOOTFALL
from linli.kernel.settings import Settings
from linli.modules.insight import forecasting
from linli.modules.recommendations import DEPTH, Figures, Hybrid, Visits, checkins, evaluate

EVALUATING: dict[str, str] = {
    "train": "check-ins to learn from: CSV (or .gz) with user, place, time, lat, lon, by these or like names",
    "test": "check-ins to foresee, of the same form",
    "rolling": "let each question know the test check-ins before it, as a running product would; "
    "without it only the train file is known",
}
HOW = f"""
recommend: for each check-in of the test file, in the order of time, all places of the train file are
ranked for that user, given the user's history in train, the time, and the place where the user was last.
With --rolling the history includes all check-ins of both files before the question. What is asked about
is never known. Check-ins at places that train does not know are left out and counted; users that train
does not know are asked about. Baselines: popularity (check-ins in train), user-frequency (the user's own
count, then popularity), nearest (distance from the last position; popularity where it is unknown). A
place ranked beyond {DEPTH} counts as not found. The weights are learned on the last part of train.
Nothing is drawn from a clock or an unseeded dice: the same files give the same table.
"""
TITLES = ("Recall@5", "Recall@10", "Recall@20", "NDCG@10", "MRR")


def add_flags(parser: argparse.ArgumentParser, flags: dict[str, str]) -> None:
    parser.epilog = " ".join((HOW + HOW_FOOTFALL).split())
    parser.add_argument("what", choices=["recommend", "footfall"], help="what is judged")
    parser.add_argument("--train", type=Path, help=flags["train"])
    parser.add_argument("--test", type=Path, help=flags["test"])
    parser.add_argument("--rolling", action="store_true", help=flags["rolling"])
    parser.add_argument("--history", type=Path, help=FLAGS["history"])
    parser.add_argument("--days", type=int, default=forecasting.HORIZON, help=FLAGS["days"])
    parser.add_argument("--missing", choices=["unknown", "zero"], default="unknown", help=FLAGS["missing"])


def evaluate_now(settings: Settings, given: argparse.Namespace) -> int:
    """Judges what is asked for. Exit status 2 where a file is not named."""
    del settings
    needed = ("train", "test") if given.what == "recommend" else ("history",)
    lacking = [f"--{name}" for name in needed if getattr(given, name) is None]
    if lacking:
        print(f"linli: evaluate {given.what} needs {' and '.join(lacking)}", file=sys.stderr)
        return 2
    return evaluate_recommend(given) if given.what == "recommend" else evaluate_footfall(given)


def evaluate_recommend(given: argparse.Namespace) -> int:
    """Reads both, learns, asks, prints. Exit status 1 where a file cannot be read or nothing can be asked."""
    users, places = checkins.Numbers(), checkins.Numbers()
    try:
        train = checkins.read(given.train, users, places)
        known_users, known_places = len(users), len(places)
        test = checkins.read(given.test, users, places)
    except (checkins.UnreadableError, OSError) as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1
    _tell("train", given.train, train)
    _tell("test", given.test, test)
    if not len(train.time):
        print("linli: nothing to learn from", file=sys.stderr)
        return 1
    lat, lon = checkins.positions(iter([train]), known_places)
    learned, asked = _visits([train, test], len(users))
    known = asked.place < known_places
    asked = asked.where(known)
    new = int((np.unique(asked.person) >= known_users).sum())
    unknown = f"{int((~known).sum())} at places that train does not know left out"
    print(f"learned from {len(learned)} check-ins of {known_users} users at {known_places} places")
    print(
        f"asked about {len(asked)} check-ins of {len(np.unique(asked.person))} users ({new} new); {unknown}"
    )
    if not len(asked):
        print("linli: nothing to ask about", file=sys.stderr)
        return 1
    print("history:", "all check-ins before the question" if given.rolling else "the train file")
    model = Hybrid(strictly=given.rolling)
    _table(evaluate(model, learned, asked, len(users), lat, lon))
    return 0


def _visits(files: list[checkins.CheckIns], users: int) -> list[Visits]:
    columns = [each.columns() for each in files]
    user, _, time, _, lon = (np.concatenate([c[i] for c in columns]) for i in range(5))
    local = checkins.local(time, user, lon, users)
    ends = np.cumsum([0] + [len(c[0]) for c in columns])
    return [Visits(c[0], c[1], local[a:b]) for c, (a, b) in zip(columns, pairwise(ends), strict=True)]


def _tell(what: str, path: Path, read: checkins.CheckIns) -> None:
    skipped = sum(read.skipped.values())
    print(f"{what}: {path.name}: {read.rows} rows read, {skipped} skipped")
    for reason, count in sorted(read.skipped.items()):
        lines = ", ".join(str(line) for line, why in read.examples if why == reason)
        print(f"  {count} × {reason}" + (f" (line {lines})" if lines else ""))
    nowhere = int(np.isnan(read.columns()[3]).sum())
    if nowhere:
        print(f"  {nowhere} without a position")


def _table(figures: dict[str, Figures]) -> None:
    print(f"\n{'':16}" + "".join(f"{title:>11}" for title in TITLES))
    for name, one in figures.items():
        print(f"{name:16}" + "".join(f"{value:11.4f}" for value in one.row()))
    own, *others = (one.row() for one in figures.values())
    best = [max(values) for values in zip(*others, strict=True)]
    gains = "".join(
        f"{(o / b - 1) * 100:+10.1f}%" if b else f"{'–':>11}" for o, b in zip(own, best, strict=True)
    )
    print(f"{'over the best':16}{gains}")
