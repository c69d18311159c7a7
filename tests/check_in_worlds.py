"""Made-up check-ins from made-up lives: people with homes, work, tastes and friends choose where to go.

Nothing here counts, fades or multiplies what a recommender looks at: a person goes for lunch because it is
noon and they are at work, likes or dislikes what they try, is told of places by friends, moves house, takes
a trip. So it can judge a recommender that knows none of this.
"""

import csv
import math
import random
from dataclasses import dataclass, field
from pathlib import Path

DAY = 86_400
START = 1_333_238_400  # a Sunday in April 2012
KINDS = ("coffee", "lunch", "dinner", "bar", "gym", "shop", "market", "park", "cinema", "station", "work")


@dataclass(frozen=True)
class Regime:
    """How people of a world are."""

    users: int = 150
    places: int = 900
    days: int = 150
    told: tuple[float, float] = (0.15, 0.7)  # share of what they do that they check in, from–to
    curious: float = 0.25  # how much an untried place appeals
    loyal: float = 1.6  # how much one that was liked does
    cities: int = 2
    trips: float = 0.01


REGIMES = {
    "habits": Regime(curious=-0.6, loyal=3.0),
    "explorers": Regime(curious=2.2, loyal=0.5, trips=0.02),
    "sparse": Regime(users=400, told=(0.02, 0.08), days=200),
}


@dataclass
class Spot:
    number: int
    kind: str
    lat: float
    lon: float
    quality: float
    dear: float


@dataclass
class Life:
    number: int
    home: tuple[float, float]
    job: Spot
    purse: float
    told: float
    curious: float
    city: int
    gym_days: frozenset[int]
    station: Spot
    early: float
    liked: dict[int, float] = field(default_factory=dict)
    friends: list["Life"] = field(default_factory=list)
    heard: dict[int, float] = field(default_factory=dict)


Row = tuple[str, str, int, float, float]


class World:
    def __init__(self, regime: Regime, seed: int) -> None:
        self.regime, self.dice = regime, random.Random(seed)
        self.centers = [(60.17 + 0.9 * i, 24.94 - 1.7 * i) for i in range(regime.cities)]
        self.quarters = [[self._near(c, 5) for _ in range(9)] for c in self.centers]
        self.spots = [self._spot(i) for i in range(regime.places)]
        self.by_city = [self._of_city(c) for c in range(regime.cities)]
        self.lives = [self._life(i) for i in range(regime.users)]
        for life in self.lives:
            same = [o for o in self.lives if o.city == life.city and o is not life]
            close = sorted(same, key=lambda o: _km(o.home, life.home) * self.dice.uniform(0.3, 2))
            life.friends = close[: self.dice.randint(0, 5)]

    def _near(self, at: tuple[float, float], km: float) -> tuple[float, float]:
        north, east = self.dice.gauss(0, km), self.dice.gauss(0, km)
        return at[0] + north / 111.2, at[1] + east / (111.2 * math.cos(math.radians(at[0])))

    def _city(self) -> int:
        return min(int(self.dice.expovariate(1.2)), self.regime.cities - 1)

    def _spot(self, number: int) -> Spot:
        kind = self.dice.choices(KINDS, (9, 12, 12, 7, 4, 10, 6, 4, 2, 3, 12))[0]
        lat, lon = self._near(self.dice.choice(self.quarters[self._city()]), 0.7)
        return Spot(
            number, kind, lat, lon, self.dice.gauss(0, 1) + self.dice.expovariate(2), self.dice.random()
        )

    def _of_city(self, city: int) -> dict[str, list[Spot]]:
        here = [s for s in self.spots if _km((s.lat, s.lon), self.centers[city]) < 45]
        kinds = {kind: [s for s in here if s.kind == kind] for kind in KINDS}
        return {kind: some or [self.dice.choice(self.spots)] for kind, some in kinds.items()}

    def _life(self, number: int) -> Life:
        dice, city = self.dice, self._city()
        home = self._near(dice.choice(self.quarters[city]), 1.6)
        jobs = sorted(
            self.by_city[city]["work"], key=lambda s: _km((s.lat, s.lon), home) * dice.uniform(0.2, 2)
        )
        stations = self.by_city[city]["station"]
        return Life(
            number,
            home,
            jobs[0],
            dice.random(),
            dice.uniform(*self.regime.told),
            self.regime.curious + dice.gauss(0, 0.7),
            city,
            frozenset(dice.sample(range(7), dice.choice((0, 0, 1, 2, 3)))),
            min(stations, key=lambda s: _km((s.lat, s.lon), home)),
            dice.gauss(0, 0.8),
        )

    def choose(self, life: Life, kind: str, at: tuple[float, float], city: int) -> Spot:
        """The one that appeals most of those in mind, of which not all come to mind."""
        best, appeal = None, -1e9
        for spot in self.by_city[city][kind]:
            away = _km(at, (spot.lat, spot.lon))
            if away > 6 and self.dice.random() > 0.15 and spot.number not in life.liked:
                continue
            mind = spot.quality - away / 1.3 - 1.2 * abs(spot.dear - life.purse)
            if spot.number in life.liked:
                mind += self.regime.loyal * life.liked[spot.number]
            else:
                mind += life.curious + life.heard.get(spot.number, 0.0)
            mind -= math.log(-math.log(self.dice.random() or 0.5))
            if mind > appeal:
                best, appeal = spot, mind
        best = best or self.dice.choice(self.by_city[city][kind])
        if best.number not in life.liked:
            life.liked[best.number] = self.dice.gauss(0.5 + 0.3 * best.quality, 0.8)
            if life.liked[best.number] > 1:
                for friend in life.friends:
                    friend.heard[best.number] = 1.2
        return best

    def rows(self) -> list[Row]:
        out: list[Row] = []
        for day in range(self.regime.days):
            for life in self.lives:
                out += self._day(life, day)
        return sorted(out, key=lambda row: (row[2], row[0]))

    def _day(self, life: Life, day: int) -> list[Row]:
        dice, out = self.dice, []
        if dice.random() < 0.0008:
            life.home = self._near(dice.choice(self.quarters[life.city]), 1.6)
        away = dice.random() < self.regime.trips and self.regime.cities > 1
        city = (life.city + 1) % self.regime.cities if away else life.city
        home = self.centers[city] if away else life.home
        for hour, kind, at in self._plan(life, day % 7, home, away):
            if kind == "work":
                spot = life.job
            elif kind == "station":
                spot = life.station
            else:
                spot = self.choose(life, kind, at, city)
            if dice.random() < life.told * (1.0 if kind not in ("work", "station") else 0.6):
                when = START + day * DAY + int((hour + dice.gauss(0, 0.5)) * 3600) - 2 * 3600
                out.append(
                    (f"u{life.number}", f"p{spot.number}", when, round(spot.lat, 6), round(spot.lon, 6))
                )
        return out

    def _plan(
        self, life: Life, weekday: int, home: tuple[float, float], away: bool
    ) -> list[tuple[float, str, tuple[float, float]]]:
        dice, desk = self.dice, (life.job.lat, life.job.lon)
        plan: list[tuple[float, str, tuple[float, float]]] = []
        if weekday in (0, 6) or away:
            for hour, kind, chance in (
                *((10.5, "coffee", 0.35), (12, "market", 0.45), (14, "park", 0.3), (15.5, "shop", 0.4)),
                *((19, "dinner", 0.4), (20, "cinema", 0.1), (22, "bar", 0.3)),
            ):
                if dice.random() < chance:
                    plan.append((hour + life.early, kind, home))
        else:
            for hour, kind, chance, at in (
                *((7.6, "station", 0.5, home), (8.3, "coffee", 0.4, desk), (9, "work", 0.8, desk)),
                *((12.2, "lunch", 0.7, desk), (17.6, "station", 0.3, desk), (18, "market", 0.3, home)),
                *((19.5, "dinner", 0.2, home), (21.5, "bar", 0.3 if weekday == 5 else 0.06, desk)),
            ):
                if dice.random() < chance:
                    plan.append((hour + life.early, kind, at))
        if weekday in life.gym_days and not away:
            plan.append((18.4 + life.early, "gym", home))
        return plan


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    east = (a[1] - b[1]) * math.cos(math.radians(a[0]))
    return 111.2 * math.hypot(a[0] - b[0], east)


def split(rows: list[Row], share: float = 0.8) -> tuple[list[Row], list[Row]]:
    """By time: what came first is known."""
    cut = int(len(rows) * share)
    return rows[:cut], rows[cut:]


def write(path: Path, rows: list[Row]) -> Path:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("user", "place", "time", "lat", "lon"))
        out.writerows(rows)
    return path
