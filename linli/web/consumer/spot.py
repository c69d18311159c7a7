"""Where the reader is and which part of the map they look at, as the URL says; else the market's center."""

from dataclasses import dataclass
from math import cos, hypot, radians

from linli.modules import discovery
from linli.web.shared.http import Here

# From farther away than this, "near you" would help nobody.
FARTHEST_KM = 60
KM_PER_DEGREE = 111.2
AROUND_KM = 0.25


@dataclass(frozen=True, slots=True)
class Spot:
    """`text` goes back into links; empty for the market's center. `far`: shared, but outside the market."""

    lat: float
    lon: float
    text: str = ""
    far: bool = False

    @property
    def at(self) -> tuple[float, float]:
        return self.lat, self.lon


def spot_of(here: Here) -> Spot:
    """The spot of `?at=lat,lon`, to about 10 m, as links say it; anything unreadable counts as not given."""
    center = Spot(here.market.lat, here.market.lon)
    shared = here.request.query_params.get("at", "")
    numbers = _numbers(shared, 2)
    if numbers is None or not _on_earth(*numbers):
        return center
    lat, lon = numbers
    east = (lon - center.lon) * cos(radians(center.lat))
    if hypot(lat - center.lat, east) * KM_PER_DEGREE > FARTHEST_KM:
        return Spot(center.lat, center.lon, far=True)
    return Spot(round(lat, 4), round(lon, 4), f"{lat:.4f},{lon:.4f}")


def area_of(text: str) -> discovery.Area | None:
    """The area of `south,west,north,east`; None for anything else, also where south is not south of north."""
    numbers = _numbers(text, 4)
    if numbers is None or not (_on_earth(*numbers[:2]) and _on_earth(*numbers[2:])):
        return None
    south, west, north, east = numbers
    return discovery.Area(south, west, north, east) if south < north and west < east else None


def area_around(lat: float, lon: float) -> discovery.Area:
    """Some 500 m around a spot, as the nearby page shows it on a map."""
    up = AROUND_KM / KM_PER_DEGREE
    across = up / max(0.05, cos(radians(lat)))
    return discovery.Area(lat - up, lon - across, lat + up, lon + across)


def text_of(area: discovery.Area) -> str:
    """An area as URLs carry it, to about 10 m."""
    return ",".join(f"{edge:.4f}" for edge in area.edges)


def meters_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two spots (latitude, longitude) of one market are from each other; near enough to be shown."""
    east = (one[1] - other[1]) * cos(radians(one[0]))
    return hypot(one[0] - other[0], east) * KM_PER_DEGREE * 1000


def _numbers(text: str, count: int) -> list[float] | None:
    """So many numbers with commas between them; "nan" is one that no comparison lets through."""
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    return found if len(found) == count else None


def _on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180
