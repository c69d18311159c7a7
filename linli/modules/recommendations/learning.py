"""From what the database keeps to what training leaves in it: numbers for ids, columns for statements.

Both ways batch by batch, so that a city's history is in memory as numbers only.
"""

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from linli.modules.recommendations.arrays import Real, Whole
from linli.modules.recommendations.features import Persons
from linli.modules.recommendations.hours import local_seconds
from linli.modules.recommendations.hybrid import Hybrid
from linli.modules.recommendations.knowledge import Knowledge, Past, Visits, hours_of
from linli.modules.recommendations.likeness import Single
from linli.modules.recommendations.serving import packed

LONGEST = 2_000_000_000
BATCH = 1_000
MOST_ALIKE, WELL_KNOWN = 40, 5_000


class Seen(msgspec.Struct, frozen=True):
    """One visit to learn from."""

    visit_id: UUID
    person_id: UUID
    store_id: UUID
    visited_at: datetime


class Counted(msgspec.Struct, frozen=True):
    """How often something was used or collected at a store in one slot of the week."""

    store_id: UUID
    slot: int
    times: int


class Spot(msgspec.Struct, frozen=True):
    """Where a store is."""

    store_id: UUID
    lat: float
    lon: float


class History:
    """Visits and counts as they are read: a number for each person and each store, in the order met."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.people: dict[UUID, int] = {}
        self.stores: dict[UUID, int] = {}
        self.visits = array("q"), array("q"), array("q")
        self.counts = array("q"), array("q"), array("q")

    def __len__(self) -> int:
        return len(self.visits[0])

    def add(self, seen: Sequence[Seen]) -> None:
        person, store, time = self.visits
        for one in seen:
            person.append(self.people.setdefault(one.person_id, len(self.people)))
            store.append(self.stores.setdefault(one.store_id, len(self.stores)))
            time.append(local_seconds(one.visited_at, self.zone))

    def count(self, counted: Sequence[Counted]) -> None:
        store, slot, times = self.counts
        for one in counted:
            store.append(self.stores.setdefault(one.store_id, len(self.stores)))
            slot.append(one.slot)
            times.append(one.times)

    def places(self, spots: Sequence[Spot]) -> Whole:
        """For each store its place in `spots`; -1 where it is no more."""
        place = np.full(len(self.stores), -1, np.int64)
        for number, spot in enumerate(spots):
            place[self.stores[spot.store_id]] = number
        return place


class Learned:
    """What the fitted recommender leaves: batches of columns for `write_learned`, `write_steps` and
    `write_alike`, and the weights. What nobody's name is on counts for everybody.
    """

    def __init__(self, model: Hybrid, counts: Real, spots: Sequence[Spot], people: Sequence[UUID]) -> None:
        self.model, self.counts, self.spots, self.who = model, counts, spots, people

    def places(self) -> Iterator[tuple[list[object], ...]]:
        known, hours = self.model.known, hours_of(self.counts)
        counted = self.counts.sum(axis=1)
        visits = np.maximum(known.visits, counted)
        people = np.maximum(known.people, np.sqrt(counted))
        for part in _parts(len(self.spots)):
            yield (
                [spot.store_id for spot in self.spots[part]],
                _whole(visits[part]),
                _whole(people[part]),
                _whole(known.recent[part] * 1000),
                [_vector(row) for row in hours[part]],
                [_vector(row) if row.any() else None for row in known.vectors[part]],
            )

    def steps(self) -> Iterator[tuple[list[object], ...]]:
        known = self.model.known
        places = max(known.places, 1)
        for part in _parts(len(known.steps)):
            yield (
                [self.spots[place].store_id for place in (known.steps[part] // places).tolist()],
                [self.spots[place].store_id for place in (known.steps[part] % places).tolist()],
                _whole(known.share[part] * 1_000_000),
            )

    def people(self) -> Iterator[tuple[list[object], ...]]:
        liked = np.flatnonzero(self.model.who.vectors.any(axis=1))
        for part in _parts(len(liked)):
            found = alike(self.model.known, self.model.past, self.model.who, liked[part])
            yield (
                [self.who[one] for one in liked[part].tolist()],
                ["{" + ",".join(str(self.spots[place].store_id) for place in row) + "}" for row in found],
            )

    def weights(self) -> bytes:
        return packed(self.model.weights)


def learn_all(history: History, spots: Sequence[Spot]) -> Learned:
    """Fits the recommender on all visits at known stores; pure, and of some seconds for a large market."""
    place_of = history.places(spots)
    person, store, time = (np.array(column, np.int64) for column in history.visits)
    visits = Visits(person, place_of[store], time)
    model = Hybrid(strictly=True)
    lat, lon = (np.array([getattr(spot, name) for spot in spots], np.float64) for name in ("lat", "lon"))
    model.fit(visits.where(visits.place >= 0), len(history.people), lat, lon)
    store, slot, times = (np.array(column, np.int64) for column in history.counts)
    counts, place = np.zeros((len(spots), 48)), place_of[store]
    counts[place[place >= 0], slot[place >= 0]] = times[place >= 0]
    return Learned(model, counts, spots, list(history.people))


def alike(known: Knowledge, past: Past, who: Persons, people: Whole) -> list[list[int]]:
    """For each person the well known places that are most like those they go to, where they never were."""
    shown = known.popular[:WELL_KNOWN]
    near = who.vectors[people] @ known.vectors[shown].T
    own, places = past.pairs.codes, max(known.places, 1)
    found = []
    for row, person in zip(near, people.tolist(), strict=True):
        low, high = np.searchsorted(own, (person * places, (person + 1) * places))
        row[np.isin(shown, own[low:high] % places)] = 0.0
        best = np.argsort(-row, kind="stable")[:MOST_ALIKE]
        found.append(shown[best[row[best] > 0]].tolist())
    return found


def _parts(size: int) -> Iterator[slice]:
    return (slice(low, low + BATCH) for low in range(0, size, BATCH))


def _whole(values: Real) -> list[object]:
    return [int(value) for value in np.minimum(np.round(values), LONGEST).tolist()]


def _vector(row: Single) -> str:
    return "[" + ",".join(f"{value:.5g}" for value in row.tolist()) + "]"
