"""What speaks for a place for a person at a moment, as numbers: the columns that the weights are for."""

import numpy as np
from numpy.typing import NDArray

from linli.modules.recommendations.arrays import DAY, Real, Whole, kilometers, slots
from linli.modules.recommendations.knowledge import Knowledge, Past
from linli.modules.recommendations.likeness import Single

Table = NDArray[np.float32]

# Column → (the group whose absence is asked about for "why", weight before anything is learned).
COLUMNS: dict[str, tuple[str, float]] = {
    "own": ("habit", 1.0),
    "times": ("habit", 0.5),
    "share": ("habit", 0.7),
    "share_lately": ("habit", 0.5),
    "days_4": ("habit", 0.1),
    "days_25": ("habit", 0.2),
    "days_150": ("habit", 0.3),
    "since": ("habit", -0.05),
    "at_hour": ("hour", 0.5),
    "hour_share": ("hour", 0.8),
    "in_week": ("hour", 0.3),
    "own_step": ("next", 0.6),
    "own_step_fresh": ("next", 0.4),
    "step": ("next", 0.1),
    "step_fresh": ("next", 0.3),
    "same": ("next", 0.0),
    "same_fresh": ("next", -0.3),
    "from_last": ("near", -0.4),
    "from_last_fresh": ("near", -0.3),
    "from_home": ("near", -0.3),
    "from_own": ("near", -0.3),
    "from_now": ("near", -0.1),
    "around_own": ("near", 0.0),
    "around_now": ("near", 0.1),
    "around_now_new": ("near", 0.1),
    "far_new": ("near", -0.2),
    "no_position": ("", 0.0),
    "people": ("popular", 0.35),
    "visits": ("popular", 0.2),
    "recent": ("popular", 0.15),
    "people_new": ("popular", 0.3),
    "usual_hour": ("time", 0.35),
    "usual_hour_new": ("time", 0.2),
    "alike": ("alike", 0.5),
    "alike_new": ("alike", 1.5),
    "explores_new": ("", 0.6),
    "known_new": ("", -0.1),
    "gap": ("", 0.0),
}
NAMES = tuple(COLUMNS)
GROUPS = tuple(dict.fromkeys(group for group, _ in COLUMNS.values() if group))
HOUR = 3600.0
DEGREE_KM = 111.2
FRESH = 8 * HOUR
NO_HOME = -1
HOMES = 12
# Places within so many kilometers are mostly reached from one another; parts of a day, workdays and weekends.
REACH_KM = 0.6
PARTS = 16
KERNEL = ((-2, 0.3), (-1, 0.7), (0, 1.0), (1, 0.7), (2, 0.3))


class Asked:
    """Questions as columns: who, when, where (not a number: unknown), where they were last and when."""

    def __init__(self, person: Whole, now: Whole, lat: Real, lon: Real, last: Whole, last_at: Whole) -> None:
        self.person, self.now, self.lat, self.lon = person, now, lat, lon
        self.last, self.last_at = last, last_at

    def __len__(self) -> int:
        return len(self.person)

    def part(self, chosen: Whole) -> "Asked":
        """Some of them, so that a table needs no more than its own."""
        who, now, last, last_at = (c[chosen] for c in (self.person, self.now, self.last, self.last_at))
        return Asked(who, now, self.lat[chosen], self.lon[chosen], last, last_at)


class Persons:
    """What is kept per person: the places they are mostly at (-1: none), how much at which part of the day
    (`pulls`), and their likeness vector.
    """

    def __init__(self, homes: Whole, pulls: Single, vectors: Single) -> None:
        self.homes, self.pulls, self.vectors = homes, pulls, vectors


def persons(past: Past, known: Knowledge, people: int) -> Persons:
    """From each person's own counts: the five places they are mostly at, their places' mean vector."""
    pair, count = past.pairs.codes, np.diff(past.pairs.start)
    person, place = pair // known.places, pair % known.places
    order = np.lexsort((place, -count, person))
    ordered = person[order]
    first = np.searchsorted(ordered, np.arange(people))
    rank = np.arange(len(order)) - first[ordered] if len(order) else order
    homes = np.full((people, HOMES), NO_HOME, np.int64)
    top = rank < HOMES
    homes[ordered[top], rank[top]] = place[order][top]
    pulls = np.zeros((people, HOMES, PARTS), np.float32)
    pulls[ordered[top], rank[top]] = _parts_of_day(past)[order][top]
    vectors = np.zeros((people, known.vectors.shape[1]), np.float32)
    if len(pair):
        weighted = known.vectors[place] * np.log1p(count)[:, None].astype(np.float32)
        filled, start = np.unique(person, return_index=True)
        vectors[filled] = np.add.reduceat(weighted, start, axis=0)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return Persons(homes, pulls, vectors)


def _parts_of_day(past: Past) -> Single:
    """For each pair of person and place how often in each part of the day, a little of the parts about it."""
    counts = np.zeros((len(past.pairs.codes), PARTS), np.float32)
    code, count = past.in_slot.codes, np.diff(past.in_slot.start)
    np.add.at(counts, (code // 48, code % 48 // 3), count)
    days = counts.reshape(-1, 2, PARTS // 2)
    smooth = days + 0.4 * (np.roll(days, 1, axis=2) + np.roll(days, -1, axis=2))
    return np.asarray((smooth + 0.3 * smooth[:, ::-1]).reshape(-1, PARTS), np.float32)


def table(asked: Asked, row: Whole, place: Whole, known: Knowledge, past: Past, who: Persons) -> Table:
    """One line for each pair of question and place, columns as in `COLUMNS`."""
    out = np.zeros((len(row), len(NAMES)), np.float32)
    put = {name: out[:, number] for number, name in enumerate(NAMES)}
    person, now = asked.person[row], asked.now[row]
    gap = np.where(asked.last >= 0, np.maximum(asked.now - asked.last_at, 0), 60 * DAY)[row]
    fresh = np.exp(-gap / FRESH)
    own = _habit(put, person, place, now, known, past)
    _next(put, asked, row, place, fresh, known, past)
    new = 1.0 - own
    _near(put, asked, row, place, fresh, known, who)
    put["far_new"][:] = put["from_own"] * new
    put["people"][:] = np.log1p(known.people[place])
    put["visits"][:] = np.log1p(known.visits[place])
    put["recent"][:] = np.log1p(known.recent[place])
    put["people_new"][:] = put["people"] * new
    slot, _ = slots(now)
    put["usual_hour"][:] = known.hours[place, slot]
    put["usual_hour_new"][:] = put["usual_hour"] * new
    put["alike"][:] = np.einsum("ij,ij->i", known.vectors[place], who.vectors[person])
    put["alike_new"][:] = put["alike"] * new
    ever = past.everything.ask(asked.person, asked.now, strictly=past.strictly).count
    first = past.firsts.ask(asked.person, asked.now, strictly=past.strictly).count
    explores = np.log((first + 1.0) / (ever - first + 3.0))
    put["explores_new"][:] = explores[row] * new
    put["known_new"][:] = np.log1p(ever)[row] * new
    put["gap"][:] = np.log1p(gap / HOUR)
    return out


def _habit(
    put: dict[str, Table], person: Whole, place: Whole, now: Whole, known: Knowledge, past: Past
) -> Real:
    """What the person did there before: only the few places that are a person's own are looked up further."""
    strictly = past.strictly
    pair = person * known.places + place
    at, any_ = past.pairs.place_of(pair)
    here = np.flatnonzero(any_)
    found = past.pairs.ask(pair[here], now[here], strictly=strictly)
    here = here[found.count > 0]
    own = np.zeros(len(pair))
    own[here] = 1.0
    found = past.pairs.ask(pair[here], now[here], strictly=strictly)
    ever = past.everything.ask(person[here], now[here], strictly=strictly)
    put["own"][:] = own
    put["times"][here] = np.log1p(found.count)
    put["share"][here] = np.log(found.count / np.maximum(ever.count, 1.0) + 0.01) + 4.6
    put["share_lately"][here] = np.log(found.faded[1] / np.maximum(ever.faded[0], 1e-3) + 0.01) + 4.6
    for name, faded in zip(("days_4", "days_25", "days_150"), found.faded, strict=True):
        put[name][here] = np.log1p(faded)
    put["since"][here] = np.log1p(np.maximum(now[here] - found.last, 0) / DAY)
    slot, hour = slots(now[here])
    in_slot, in_week = np.zeros(len(here)), np.zeros(len(here))
    for shift, weight in KERNEL:
        for day, worth in ((slot // 24, 1.0), (1 - slot // 24, 0.4)):
            code = at[here] * 48 + day * 24 + (slot + shift) % 24
            in_slot += weight * worth * past.in_slot.ask(code, now[here], strictly=strictly).faded[0]
        code = at[here] * 168 + (hour + shift) % 168
        in_week += weight * past.in_hour.ask(code, now[here], strictly=strictly).faded[0]
    put["at_hour"][here] = np.log1p(in_slot)
    put["hour_share"][here] = np.log((in_slot + 0.3) / (found.faded[2] + 1.5)) + 1.6
    put["in_week"][here] = np.log1p(in_week)
    return own


def _next(
    put: dict[str, Table],
    asked: Asked,
    row: Whole,
    place: Whole,
    fresh: Real,
    known: Knowledge,
    past: Past,
) -> None:
    """Where one goes from where one was: the person's own steps, and everybody's."""
    last = asked.last[row]
    own = np.flatnonzero((put["own"] > 0) & (last >= 0))
    pair = asked.person[row[own]] * known.places + place[own]
    at, _ = past.pairs.place_of(pair)
    steps = past.stepped.ask(at * known.places + last[own], asked.now[row[own]], strictly=past.strictly)
    put["own_step"][own] = np.log1p(steps.faded[0])
    put["own_step_fresh"][:] = put["own_step"] * fresh
    put["step"][:] = np.log(known.next_share(last, place) + 1e-3) + 6.9
    put["step_fresh"][:] = put["step"] * fresh
    put["same"][:] = last == place
    put["same_fresh"][:] = put["same"] * fresh


def _near(
    put: dict[str, Table], asked: Asked, row: Whole, place: Whole, fresh: Real, known: Knowledge, who: Persons
) -> None:
    """Distances as logarithms, so that a weight is the power with which the way counts."""
    last = _log_km(kilometers(asked.lat[row], asked.lon[row], known.lat[place], known.lon[place]))
    homes, part = who.homes[asked.person], slots(asked.now)[0] // 3
    pulls = who.pulls[asked.person, :, part]
    away = _from_homes(homes, row, place, known)
    first, nearest = _log_km(away[:, 0]), _log_km(np.fmin.reduce(away, axis=1))
    unknown = np.isnan(last)
    put["no_position"][:] = unknown
    # Where one distance is not known, the other stands in; a place without a position is 10 km off.
    put["from_last"][:] = _else(last, first)
    put["from_last_fresh"][:] = put["from_last"] * fresh
    put["from_home"][:] = _else(first, last)
    put["from_own"][:] = _else(nearest, last)
    most = away[np.arange(len(row)), pulls.argmax(axis=1)[row]]
    put["from_now"][:] = np.where(np.isnan(most), put["from_home"], _log_km(most))
    close = np.nan_to_num(np.exp(-away / REACH_KM))
    usual = who.pulls[asked.person].sum(axis=2)
    put["around_own"][:] = np.log1p(np.einsum("ij,ij->i", close, usual[row]))
    share = np.einsum("ij,ij->i", close, pulls[row]) / (pulls.sum(axis=1) + 1.0)[row]
    put["around_now"][:] = np.log(share + 0.02) + 3.9
    put["around_now_new"][:] = put["around_now"] * (1.0 - put["own"])


def _from_homes(homes: Whole, row: Whole, place: Whole, known: Knowledge) -> Table:
    """Kilometers as on a flat map, for each line from each of the person's places; not a number: none."""
    lat = np.where(homes >= 0, known.lat[homes], np.nan).astype(np.float32)
    lon = np.where(homes >= 0, known.lon[homes], np.nan).astype(np.float32)
    north = known.lat[place].astype(np.float32)[:, None] - lat[row]
    east = np.abs(known.lon[place].astype(np.float32)[:, None] - lon[row])
    east = np.minimum(east, 360 - east) * np.cos(np.radians(lat))[row]
    return np.asarray(np.sqrt(north * north + east * east) * np.float32(DEGREE_KM), np.float32)


def _log_km(km: Real | Table) -> Real:
    return np.asarray(np.log(km + 0.15), np.float64)


def _else(first: Real, second: Real) -> Real:
    one = np.where(np.isnan(first), second, first)
    return np.where(np.isnan(one), np.log(10.0), one)
