"""From a person's own visits and some candidates to a short list with reasons, by the judged recommender."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import numpy as np

from linli.modules.recommendations.arrays import Real, kilometers
from linli.modules.recommendations.features import GROUPS, NAMES, Asked, Table, persons, table
from linli.modules.recommendations.hybrid import losses
from linli.modules.recommendations.knowledge import Knowledge, Past, Visits
from linli.modules.recommendations.likeness import SIZE, Single
from linli.modules.recommendations.model import IN_PERSON, Slot, Visit, VisitKind, WhyCode
from linli.modules.recommendations.weights import Weights, beliefs

CLOSE_KM = 3.0


class Candidate(msgspec.Struct, frozen=True):
    """A store as training left it."""

    store_id: UUID
    lat: float
    lon: float
    visits: int
    people: int
    recent_thousandths: int
    hours: list[float] | None
    likeness: list[float] | None
    millionths: int


class Model(msgspec.Struct, frozen=True):
    """The newest weights of a market."""

    trained_at: datetime
    visits: int
    weights: bytes


class _Kept(msgspec.Struct, frozen=True):
    names: tuple[str, ...]
    mean: list[float]
    scale: list[float]
    straight: list[float]
    first: list[list[float]]
    offset: list[float]
    second: list[float]


def packed(weights: Weights) -> bytes:
    """As the database keeps them, with the names of the columns that they are for."""
    plain = [part.tolist() for part in (weights.mean, weights.scale, weights.straight)]
    bent = [part.tolist() for part in weights.bent] or [[], [], []]
    return msgspec.msgpack.encode(_Kept(NAMES, *plain, *bent))


def unpacked(model: Model | None) -> Weights:
    """What was learned; the beliefs where nothing was, or for other columns than there are now."""
    if model is None:
        return beliefs()
    kept = msgspec.msgpack.decode(model.weights, type=_Kept)
    if kept.names != NAMES:
        return beliefs()
    mean, scale, straight = (np.array(p, np.float32) for p in (kept.mean, kept.scale, kept.straight))
    bent = (kept.first, kept.offset, kept.second) if kept.first else ()
    return Weights(mean, scale, straight, tuple(np.array(part, np.float32) for part in bent))


def choose(
    visits: Sequence[Visit],
    when: Sequence[int],
    candidates: Sequence[Candidate],
    model: Model | None,
    *,
    at: tuple[float, float],
    now: int,
    size: int,
) -> list[Slot]:
    """The best of the candidates, best first; `when` and `now` are local seconds."""
    if not candidates:
        return []
    number = {one.store_id: place for place, one in enumerate(candidates)}
    mine = [(number[v.store_id], t) for v, t in zip(visits, when, strict=True) if v.store_id in number]
    last, last_at = mine[0] if mine and visits[0].store_id in number else (-1, 0)
    known = _knowledge(candidates, last)
    place, time = (np.array([one[i] for one in mine], np.int64) for i in (0, 1))
    past = Past(Visits(np.zeros(len(mine), np.int64), place, time), known.places, strictly=False)
    who, moment, where, since = (np.array([value], np.int64) for value in (0, now, last, last_at))
    lat, lon = (np.array([value], np.float64) for value in at)
    asked = Asked(who, moment, lat, lon, where, since)
    every = np.arange(known.places)
    rows = table(asked, np.zeros_like(every), every, known, past, persons(past, known, 1))
    weights = unpacked(model)
    order = np.argsort(-weights.score(rows), kind="stable")[:size]
    away = kilometers(np.full(1, at[0]), np.full(1, at[1]), known.lat, known.lon)
    lost = losses(weights, rows)
    did = _kinds(visits)
    return [_slot(candidates[i], rows[i], lost[i], float(away[i]), did) for i in order.tolist()]


def _knowledge(candidates: Sequence[Candidate], last: int) -> Knowledge:
    steps = [
        (last * len(candidates) + i, c.millionths / 1e6) for i, c in enumerate(candidates) if c.millionths
    ]
    steps = steps if last >= 0 else []
    vectors = np.zeros((len(candidates), SIZE), np.float32)
    hours = np.zeros((len(candidates), 48), np.float32)
    for place, one in enumerate(candidates):
        if one.likeness:
            vectors[place] = one.likeness
        if one.hours:
            hours[place] = one.hours
    return Knowledge(
        lat=_column([c.lat for c in candidates]),
        lon=_column([c.lon for c in candidates]),
        visits=_column([c.visits for c in candidates]),
        people=_column([c.people for c in candidates]),
        recent=_column([c.recent_thousandths / 1000 for c in candidates]),
        hours=hours,
        vectors=vectors,
        steps=np.array([code for code, _ in steps], np.int64),
        share=_column([share for _, share in steps]),
    )


def _column(values: Sequence[float]) -> Real:
    return np.array(values, np.float64)


def _kinds(visits: Sequence[Visit]) -> dict[UUID, Counter[VisitKind]]:
    did: dict[UUID, Counter[VisitKind]] = {}
    for visit in visits:
        did.setdefault(visit.store_id, Counter())[visit.kind] += 1
    return did


def _slot(one: Candidate, row: Table, lost: Single, away: float, did: dict[UUID, Counter[VisitKind]]) -> Slot:
    """The reason that matters most of those that are true."""
    mine = did.get(one.store_id, Counter())
    times = sum(mine[kind] for kind in IN_PERSON)
    value = dict(zip(NAMES, row.tolist(), strict=True))
    habit = WhyCode.HABIT if times else WhyCode.FOLLOWED if mine[VisitKind.FOLLOWED] else WhyCode.LOOKED
    true = {
        "habit": habit if mine else None,
        "hour": WhyCode.HOUR if times > 1 and value["at_hour"] > 0.5 else None,
        "next": WhyCode.NEXT if value["own_step"] > 0 else WhyCode.USUAL_NEXT if one.millionths else None,
        "near": WhyCode.NEAR if away < CLOSE_KM else None,
        "popular": WhyCode.POPULAR if one.visits else None,
        "time": WhyCode.BUSY_HOUR if one.visits and value["usual_hour"] > 0.1 else None,
        "alike": WhyCode.ALIKE if not mine and value["alike"] > 0.2 else None,
    }
    best = max(
        ((loss, code) for group, loss in zip(GROUPS, lost.tolist(), strict=True) if (code := true[group])),
        default=(0.0, WhyCode.NEAR),
        key=lambda pair: pair[0],
    )
    return Slot(one.store_id, best[1], times if best[1] in (WhyCode.HABIT, WhyCode.HOUR) else 0)


__all__ = ["Candidate", "Model", "choose", "packed", "unpacked"]
