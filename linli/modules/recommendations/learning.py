"""From what the database keeps to what training leaves in it: numbers for ids, columns for statements."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from linli.modules.recommendations.arrays import Real
from linli.modules.recommendations.hours import local_seconds
from linli.modules.recommendations.hybrid import Hybrid
from linli.modules.recommendations.knowledge import Visits, hours_of
from linli.modules.recommendations.likeness import Single
from linli.modules.recommendations.serving import packed

LONGEST = 2_000_000_000


class Seen(msgspec.Struct, frozen=True):
    """One visit to learn from."""

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


class Learned(msgspec.Struct, frozen=True):
    """Columns of `write_learned`, `write_steps` and `write_likeness`, and the weights."""

    places: tuple[list[UUID], list[int], list[int], list[int], list[str], list[str | None]]
    steps: tuple[list[UUID], list[UUID], list[int]]
    people: tuple[list[UUID], list[str]]
    weights: bytes


def learn_all(
    seen: Sequence[Seen], counted: Sequence[Counted], spots: Sequence[Spot], zone: ZoneInfo
) -> Learned:
    """Fits the recommender on all visits at known stores; pure, and of some seconds for a large market."""
    store = {spot.store_id: place for place, spot in enumerate(spots)}
    used = [visit for visit in seen if visit.store_id in store]
    people = sorted({visit.person_id for visit in used})
    person = {person_id: number for number, person_id in enumerate(people)}
    visits = Visits(
        np.array([person[visit.person_id] for visit in used], np.int64),
        np.array([store[visit.store_id] for visit in used], np.int64),
        np.array([local_seconds(visit.visited_at, zone) for visit in used], np.int64),
    )
    model = Hybrid(strictly=True)
    lat, lon = (np.array([getattr(spot, name) for spot in spots], np.float64) for name in ("lat", "lon"))
    model.fit(visits, len(people), lat, lon)
    counts = np.zeros((len(spots), 48))
    for one in counted:
        if one.store_id in store:
            counts[store[one.store_id], one.slot] = one.times
    return Learned(
        _places(model, counts, spots), _steps(model, spots), _people(model, people), packed(model.weights)
    )


def _places(
    model: Hybrid, counts: Real, spots: Sequence[Spot]
) -> tuple[list[UUID], list[int], list[int], list[int], list[str], list[str | None]]:
    """What nobody's name is on counts for everybody; of those who agreed there may be more."""
    known, hours = model.known, hours_of(counts)
    visits = np.maximum(known.visits, counts.sum(axis=1))
    return (
        [spot.store_id for spot in spots],
        _whole(visits),
        _whole(np.maximum(known.people, np.sqrt(counts.sum(axis=1)))),
        _whole(known.recent * 1000),
        [_vector(row) for row in hours],
        [_vector(row) if row.any() else None for row in known.vectors],
    )


def _steps(model: Hybrid, spots: Sequence[Spot]) -> tuple[list[UUID], list[UUID], list[int]]:
    known = model.known
    places = max(known.places, 1)
    return (
        [spots[place].store_id for place in (known.steps // places).tolist()],
        [spots[place].store_id for place in (known.steps % places).tolist()],
        _whole(known.share * 1_000_000),
    )


def _people(model: Hybrid, people: Sequence[UUID]) -> tuple[list[UUID], list[str]]:
    liked = [(one, row) for one, row in zip(people, model.who.vectors, strict=True) if row.any()]
    return [one for one, _ in liked], [_vector(row) for _, row in liked]


def _whole(values: Real) -> list[int]:
    return [int(value) for value in np.minimum(np.round(values), LONGEST).tolist()]


def _vector(row: Single) -> str:
    return "[" + ",".join(f"{value:.5g}" for value in row.tolist()) + "]"
