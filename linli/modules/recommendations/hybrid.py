"""The recommender: which places to weigh for a question, their order, and why each stands where it does."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

import numpy as np

from linli.modules.recommendations.arrays import Flags, Real, Whole
from linli.modules.recommendations.features import GROUPS, NAMES, Asked, Persons, Table, persons, table
from linli.modules.recommendations.knowledge import Past, Visits, learn
from linli.modules.recommendations.nearness import Nearest
from linli.modules.recommendations.weights import Lists, Weights, beliefs, learn_weights

AROUND, AROUND_HOME, NEXT, POPULAR, OWN = 160, 100, 50, 60, 250
# Below this every place is weighed, above it those that could matter.
ALL_PLACES = 400
TAIL = 0.15
MOST_LISTS = 8_000
MOST_ROWS = 160
CHUNK = 128


class Recommender(Protocol):
    """The one interface: learn from what happened, then order places for a person, a spot and a moment."""

    def fit(self, visits: Visits, people: int, lat: Real, lon: Real) -> None: ...

    def rank(self, asked: Asked, size: int) -> Iterator[Whole]: ...


class Hybrid:
    """Habit, hour, next step, distance, popularity and likeness, weighed by what the last part of the
    history teaches. `strictly`: a question sees only what was before it; else all that was learned from.
    """

    def __init__(self, *, strictly: bool = False) -> None:
        self.strictly = strictly
        self.weights: Weights = beliefs()

    def fit(self, visits: Visits, people: int, lat: Real, lon: Real) -> None:
        """Weights on a tail that the rest has not seen, then everything anew with the tail."""
        self.near = Nearest(lat, lon)
        tail = held_tail(visits, people)
        if tail.any() and not tail.all():
            head = visits.where(~tail)
            self._know(head, visits if self.strictly else head, people, lat, lon)
            self.weights = learn_weights(self._lists(visits, tail))
        self._know(visits, visits, people, lat, lon)

    def _know(self, learned: Visits, seen: Visits, people: int, lat: Real, lon: Real) -> None:
        self.people = people
        self.known = learn(learned, people, lat, lon)
        self.who = persons(Past(learned, self.known.places, strictly=False), self.known, people)
        self.past = Past(seen, self.known.places, strictly=self.strictly)
        self.around: dict[int, Whole] = {}

    def see(self, more: Visits) -> None:
        """Adds what happened since to what persons did; what is known of places stays."""
        self.past = Past(self.past.visits.and_(more), self.known.places, strictly=self.strictly)

    def ask(self, person: Whole, now: Whole) -> Asked:
        """Questions of persons who are where they were last."""
        last, last_at = self.past.last(person, now)
        lat = np.where(last >= 0, self.known.lat[last], np.nan)
        lon = np.where(last >= 0, self.known.lon[last], np.nan)
        home = self.who.homes[person, 0]
        lost = np.isnan(lat) & (home >= 0)
        lat = np.where(lost, self.known.lat[home], lat)
        lon = np.where(lost, self.known.lon[home], lon)
        return Asked(person, now, lat, lon, last, last_at)

    def rank(self, asked: Asked, size: int) -> Iterator[Whole]:
        """For each question its best places, best first."""
        self._prepare(asked)
        for low in range(0, len(asked), CHUNK):
            part = asked.part(np.arange(low, min(low + CHUNK, len(asked))))
            row, place, rows = self._weighed(part)
            order = np.lexsort((place, -self.weights.score(rows), row))
            starts = np.searchsorted(row[order], np.arange(len(part) + 1))
            for start, end in pairwise(starts.tolist()):
                yield place[order[start : min(end, start + size)]]

    def _weighed(self, asked: Asked) -> tuple[Whole, Whole, Table]:
        row, place = self._candidates(asked)
        return row, place, table(asked, row, place, self.known, self.past, self.who)

    def _prepare(self, asked: Asked) -> None:
        """Neighborhoods of all places that the questions start from, in one go."""
        wanted = np.zeros(self.known.places, np.bool_)
        homes = self.who.homes[np.unique(asked.person), :2].ravel()
        for place in (asked.last, homes):
            wanted[place[place >= 0]] = True
        wanted[list(self.around)] = False
        if self.known.places > ALL_PLACES:
            self.around.update(self.near.of_places(wanted, AROUND))

    def _candidates(self, asked: Asked) -> tuple[Whole, Whole]:
        places, chosen = self.known.places, np.arange(len(asked))
        if places <= ALL_PLACES:
            return np.repeat(chosen, places), np.tile(np.arange(places), len(chosen))
        codes = []
        popular = self.known.popular[:POPULAR]
        for one in chosen.tolist():
            person, last = int(asked.person[one]), int(asked.last[one])
            parts = [popular, self._own(person, int(asked.now[one]))]
            if last >= 0:
                parts.append(self.known.next_places(last, NEXT))
                parts.append(self.around.get(last, popular))
            homes = [home for home in self.who.homes[person, :2].tolist() if home >= 0]
            parts += [self.around.get(home, popular)[:AROUND_HOME] for home in homes]
            codes.append(np.concatenate(parts) + one * places)
        code = np.unique(np.concatenate(codes))
        return code // places, code % places

    def _own(self, person: int, now: int) -> Whole:
        """The places the person has been to (before the moment), most visited first where they are many."""
        pairs, places = self.past.pairs, self.known.places
        low, high = np.searchsorted(pairs.codes, (person * places, (person + 1) * places))
        own = np.arange(low, high)
        if self.strictly:
            own = own[pairs.times[pairs.start[own]] < now]
        if len(own) > OWN:
            own = own[np.argsort(pairs.start[own] - pairs.start[own + 1], kind="stable")[:OWN]]
        return np.asarray(pairs.codes[own] % places, np.int64)

    def _lists(self, visits: Visits, tail: Flags) -> Lists:
        """Lists of the tail whose right place was among those weighed: all own places, some of the others."""
        rows = np.flatnonzero(tail & (self.known.visits[visits.place] > 0))
        rows = rows[:: max(1, -(-len(rows) // MOST_LISTS))]
        asked = self.ask(visits.person[rows], visits.time[rows])
        self._prepare(asked)
        return gathered(self, asked, visits.place[rows])


def held_tail(visits: Visits, people: int) -> Flags:
    """Of each person who has enough the last part, at least one check-in."""
    order = np.lexsort((visits.time, visits.person))
    person = visits.person[order]
    count = np.bincount(person, minlength=people)
    start = np.searchsorted(person, np.arange(people))
    from_end = count[person] - (np.arange(len(person)) - start[person])
    held = np.zeros(len(visits), np.bool_)
    held[order] = (from_end <= np.ceil(count * TAIL)[person]) & (count[person] >= 3)
    return held


def gathered(model: Hybrid, asked: Asked, right: Whole) -> Lists:
    """Chunk by chunk, so that only what is learned from is kept."""
    dice = np.random.default_rng(5)
    most, columns = min(MOST_ROWS, max(model.known.places, 1)), len(NAMES)
    out = np.zeros((len(asked), most, columns), np.float32)
    real, hit = np.zeros((len(asked), most), np.bool_), np.zeros((len(asked), most), np.bool_)
    worth = np.zeros((len(asked), most), np.float32)
    size = 0
    for low in range(0, len(asked), CHUNK):
        chosen = np.arange(low, min(low + CHUNK, len(asked)))
        row, place, rows = model._weighed(asked.part(chosen))
        true = place == right[low + row]
        for one in np.unique(row[true]).tolist():
            start, end = np.searchsorted(row, (one, one + 1))
            found = _some(rows[start:end], true[start:end], most, dice)
            out[size], real[size], hit[size], worth[size] = found
            size += 1
    return Lists(out[:size], real[:size], hit[:size], worth[:size])


def _some(rows: Table, true: Flags, most: int, dice: np.random.Generator) -> tuple[np.ndarray, ...]:
    """The right one, the person's own, and of the others as many as fit, each standing for several."""
    chosen = true | (rows[:, 0] > 0)
    if chosen.sum() > most * 3 // 4:
        chosen[np.flatnonzero(chosen & ~true)[most * 3 // 4 - 1 :]] = False
    sure, others = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    take = min(len(others), most - len(sure))
    taken = np.concatenate([sure, np.sort(dice.choice(others, take, replace=False))]).astype(np.int64)
    out = np.zeros((most, rows.shape[1]), np.float32)
    out[: len(taken)] = rows[taken]
    real, right = np.zeros(most, np.bool_), np.zeros(most, np.bool_)
    worth = np.zeros(most, np.float32)
    real[: len(taken)] = True
    right[: len(taken)] = true[taken]
    if take:
        worth[len(sure) : len(taken)] = np.log(len(others) / take)
    return out, real, right, worth


def losses(weights: Weights, rows: Table) -> Table:
    """For each line what the absence of each group would cost it, against half of the usual cost."""
    score = weights.score(rows)
    lost = np.stack([score - weights.without(rows, group) for group in GROUPS], axis=1)
    return np.asarray(lost - np.median(lost, axis=0, keepdims=True) * 0.5, np.float32)


__all__ = ["Hybrid", "Persons", "Recommender", "held_tail", "losses"]
