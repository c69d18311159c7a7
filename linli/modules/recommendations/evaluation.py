"""How well the places people really went to were foreseen: our order beside three simple ones.

For each check-in of the test file, in the order of time, every place of the train file is ranked for that
person, given the history, the time and the last known position; the rank of the place they went to counts.
"""

from collections.abc import Iterator

import numpy as np

from linli.modules.recommendations.arrays import Real, Whole
from linli.modules.recommendations.hybrid import Hybrid
from linli.modules.recommendations.knowledge import Visits

# A place beyond this rank counts as not found, for every method alike.
DEPTH = 200
MODELS = ("linli", "popularity", "user-frequency", "nearest")


class Figures:
    """Sums over questions of one method."""

    def __init__(self) -> None:
        self.asked = 0
        self.hits = {5: 0, 10: 0, 20: 0}
        self.gain = 0.0
        self.reciprocal = 0.0

    def add(self, rank: int | None) -> None:
        """`rank` counts from 0; None is beyond the depth."""
        self.asked += 1
        if rank is None or rank >= DEPTH:
            return
        for size in self.hits:
            self.hits[size] += rank < size
        self.gain += 1 / float(np.log2(rank + 2)) if rank < 10 else 0.0
        self.reciprocal += 1 / (rank + 1)

    def row(self) -> tuple[float, ...]:
        """Recall@5, @10, @20, NDCG@10, MRR."""
        asked = max(self.asked, 1)
        return (*(hit / asked for hit in self.hits.values()), self.gain / asked, self.reciprocal / asked)


def evaluate(
    model: Hybrid, train: Visits, test: Visits, people: int, lat: Real, lon: Real
) -> dict[str, Figures]:
    """Fits on train, asks about each check-in of test (whose places are all known), rolling if `strictly`."""
    model.fit(train, people, lat, lon)
    order = np.lexsort((test.place, test.person, test.time))
    person, place, time = test.person[order], test.place[order], test.time[order]
    now = time
    if model.strictly:
        model.see(test)
    asked = model.ask(person, now)
    figures = {name: Figures() for name in MODELS}
    popular = model.known.popular
    popularity = np.empty(len(popular), np.int64)
    popularity[popular] = np.arange(len(popular))
    nearest = _nearest(model, asked.lat, asked.lon, asked.last)
    for row, (ranked, near) in enumerate(zip(model.rank(asked, DEPTH), nearest, strict=True)):
        target = int(place[row])
        figures["linli"].add(_rank(ranked, target))
        figures["popularity"].add(int(popularity[target]))
        figures["user-frequency"].add(_frequency(model, int(person[row]), int(now[row]), target, popularity))
        figures["nearest"].add(int(popularity[target]) if near is None else _rank(near, target))
    return figures


def _rank(ranked: Whole, target: int) -> int | None:
    at = np.flatnonzero(ranked == target)
    return int(at[0]) if len(at) else None


def _frequency(model: Hybrid, person: int, now: int, target: int, popularity: Whole) -> int:
    """The person's places by how often they were there, then all others by popularity."""
    places = model.known.places
    pairs = model.past.pairs
    low, high = np.searchsorted(pairs.codes, (person * places, (person + 1) * places))
    codes = pairs.codes[low:high]
    moment = np.full(len(codes), now, np.int64)
    count = pairs.ask(codes, moment, strictly=model.strictly).count
    own = codes[count > 0] % places
    times = count[count > 0]
    rank = popularity[own]
    here = np.flatnonzero(own == target)
    if len(here):
        mine, my_rank = times[here[0]], popularity[target]
        return int(((times > mine) | ((times == mine) & (rank < my_rank))).sum())
    return int(len(own) + popularity[target] - (rank < popularity[target]).sum())


def _nearest(model: Hybrid, lat: Real, lon: Real, last: Whole) -> Iterator[Whole | None]:
    """Places by distance from where the person was last; None where that is unknown."""
    near, known = model.near, model.known
    wanted = np.zeros(known.places, np.bool_)
    wanted[last[last >= 0]] = True
    around = near.of_places(wanted, DEPTH)
    for number, place in enumerate(last.tolist()):
        if place in around:
            yield around[place]
        elif np.isnan(lat[number]):
            yield None
        else:
            yield near.of_point(float(lat[number]), float(lon[number]), DEPTH)
