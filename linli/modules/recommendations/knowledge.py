"""What is known of places and of everybody together: positions, popularity, hours, next places, likeness."""

import numpy as np

from linli.modules.recommendations.arrays import DAY, Flags, Real, Tally, Whole, slots
from linli.modules.recommendations.likeness import Single, place_vectors

# Two check-ins of a person within this time are a step from one place to the next.
STEP = DAY
RECENT_DAYS = 60.0
# How many check-ins at the usual hours a place is believed to have had before the first.
HOUR_FAITH = 12.0


class Visits:
    """Check-ins as columns: a person's number, a place's number, local seconds, position where known."""

    def __init__(self, person: Whole, place: Whole, time: Whole) -> None:
        self.person, self.place, self.time = person, place, time

    def __len__(self) -> int:
        return len(self.time)

    def where(self, chosen: Flags) -> "Visits":
        return Visits(self.person[chosen], self.place[chosen], self.time[chosen])

    def and_(self, more: "Visits") -> "Visits":
        return Visits(
            np.append(self.person, more.person),
            np.append(self.place, more.place),
            np.append(self.time, more.time),
        )


class Knowledge:
    """Columns over places, and the steps between them. Made by `learn`, or read from the database."""

    def __init__(
        self,
        *,
        lat: Real,
        lon: Real,
        visits: Real,
        people: Real,
        recent: Real,
        hours: Single,
        vectors: Single,
        steps: Whole,
        share: Real,
    ) -> None:
        self.lat, self.lon = lat, lon
        self.visits, self.people, self.recent = visits, people, recent
        self.hours, self.vectors = hours, vectors
        # Codes (from × places + to), sorted, and the share of the steps from there that lead there.
        self.steps, self.share = steps, share
        self.places = len(lat)
        self.popular = np.lexsort((np.arange(self.places), -people, -visits)).astype(np.int64)
        self.step_from = np.searchsorted(steps // max(self.places, 1), np.arange(self.places + 1))

    def next_share(self, last: Whole, place: Whole) -> Real:
        """Of all steps from `last`, how many led to `place`; 0 where `last` is unknown (-1)."""
        if not len(self.steps):
            return np.zeros(len(place))
        code = last * self.places + place
        at = np.minimum(np.searchsorted(self.steps, code), len(self.steps) - 1)
        return np.where((self.steps[at] == code) & (last >= 0), self.share[at], 0.0)

    def next_places(self, last: int, most: int) -> Whole:
        """The most usual next places."""
        low, high = self.step_from[last], self.step_from[last + 1]
        best = np.argsort(-self.share[low:high], kind="stable")[:most]
        return self.steps[low:high][best] % self.places


def learn(visits: Visits, people: int, lat: Real, lon: Real) -> Knowledge:
    """From everybody's check-ins; places are numbered as `lat` and `lon` are."""
    places = len(lat)
    pair, count = np.unique(visits.person * places + visits.place, return_counts=True)
    person, place = pair // places, pair % places
    end = int(visits.time.max()) if len(visits) else 0
    fresh = np.exp((visits.time - end) / (RECENT_DAYS * DAY))
    steps, share = _steps(visits, places)
    return Knowledge(
        lat=lat,
        lon=lon,
        visits=np.bincount(visits.place, minlength=places).astype(np.float64),
        people=np.bincount(place, minlength=places).astype(np.float64),
        recent=np.asarray(np.bincount(visits.place, fresh, places), np.float64),
        hours=_hours(visits, places),
        vectors=place_vectors(people, places, person, place, count.astype(np.float64)),
        steps=steps,
        share=share,
    )


def _hours(visits: Visits, places: int) -> Single:
    """For each place and each of 48 slots: how much more than everywhere people come then (logarithm)."""
    slot, _ = slots(visits.time)
    counts = np.bincount(visits.place * 48 + slot, minlength=places * 48)
    return hours_of(counts.reshape(places, 48).astype(np.float64))


def hours_of(per_slot: Real) -> Single:
    """The same from counts by place and slot."""
    places = len(per_slot)
    counts = per_slot.reshape(places, 2, 24)
    smooth = np.zeros((places, 2, 24), np.float32)
    for shift, weight in ((-2, 0.3), (-1, 0.7), (0, 1.0), (1, 0.7), (2, 0.3)):
        smooth += np.float32(weight / 3) * np.roll(counts, shift, axis=2)
    flat = smooth.reshape(places, 48)
    usual = flat.sum(axis=0) + 1.0
    usual /= usual.sum()
    believed = flat + np.float32(HOUR_FAITH) * usual
    ratio = believed / believed.sum(axis=1, keepdims=True) / usual
    return np.asarray(np.log(ratio), np.float32)


def _steps(visits: Visits, places: int) -> tuple[Whole, Real]:
    """Steps of everybody, each fading with the time it took; a step to the same place is one, too."""
    order = np.lexsort((visits.time, visits.person))
    person, place, time = visits.person[order], visits.place[order], visits.time[order]
    took = np.diff(time)
    near = (person[1:] == person[:-1]) & (took < STEP)
    weight = np.exp(-took[near] / (STEP / 3))
    code, inverse = np.unique(place[:-1][near] * places + place[1:][near], return_inverse=True)
    sums = np.bincount(inverse, weight, len(code))
    total = np.bincount(code // max(places, 1), sums, places)
    # Two steps' worth of doubt: a single step says little about where the next person goes.
    return code.astype(np.int64), sums / (total[code // max(places, 1)] + 2.0)


class Past:
    """What each person did as of any moment; `strictly`: only what was before the moment counts."""

    def __init__(self, visits: Visits, places: int, *, strictly: bool) -> None:
        self.places, self.strictly = places, strictly
        order = np.lexsort((visits.place, visits.time, visits.person))
        self.visits = Visits(visits.person[order], visits.place[order], visits.time[order])
        person, place, time = self.visits.person, self.visits.place, self.visits.time
        pair = person * places + place
        slot, hour = slots(time)
        self.pairs = Tally(pair, time, (4.0, 25.0, 150.0))
        self.everything = Tally(person, time, (25.0, 150.0))
        at, _ = self.pairs.place_of(pair)
        self.in_slot = Tally(at * 48 + slot, time, (150.0,))
        self.in_hour = Tally(at * 168 + hour, time, (150.0,))
        size = len(person)
        before = np.append(np.int64(-1), place[:-1])[:size]
        first = np.append(True, person[1:] != person[:-1])[:size]
        gap = np.append(np.int64(0), np.diff(time))[:size]
        stepped = ~first & (gap < STEP)
        self.stepped = Tally((at * places + before)[stepped], time[stepped], (150.0,))
        self.firsts = Tally(self.pairs.codes // places, self.pairs.times[self.pairs.start[:-1]])

    def last(self, person: Whole, now: Whole) -> tuple[Whole, Whole]:
        """The place each person was at last before the moment (-1: none), and when."""
        tally = self.everything
        at, known = tally.place_of(person)
        if not len(tally.codes):
            return np.full(len(person), -1, np.int64), np.zeros(len(person), np.int64)
        moment = np.clip(now - tally.begin, 0, tally.span - 1)
        end = np.searchsorted(tally.keys, at * tally.span + moment, "left")
        end = np.minimum(end, tally.start[at + 1])
        known &= end > tally.start[at]
        row = np.maximum(end - 1, 0)
        return np.where(known, self.visits.place[row], -1), np.where(known, self.visits.time[row], 0)
