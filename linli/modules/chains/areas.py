"""Whether a place lies in an area, how large the area is, and how far away."""

from collections.abc import Iterable
from math import cos, hypot, pi, radians

from linli.modules.chains.model import Area, Article, Circle, Territory

METERS_PER_DEGREE = 111_195.0
MOST_METERS = 200_000
MOST_CORNERS = 200

Place = tuple[float, float]


def covers(area: Area, place: Place) -> bool:
    """Whether a place (latitude, longitude) lies within, the edge of a circle included; for areas within a
    city, where the earth is flat enough.
    """
    if isinstance(area, Circle):
        return meters_between((area.lat, area.lon), place) <= area.meters
    return _inside(area.corners, place)


def size_of(area: Area) -> float:
    """Square meters."""
    if isinstance(area, Circle):
        return pi * area.meters**2
    flat = [_flat(corner, area.corners[0]) for corner in area.corners]
    pairs = zip(flat, [*flat[1:], flat[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def away(area: Area, place: Place) -> float:
    """Meters from a place to the area's middle, less a circle's radius."""
    if isinstance(area, Circle):
        return max(0.0, meters_between((area.lat, area.lon), place) - area.meters)
    return min(meters_between(corner, place) for corner in area.corners)


def binding(territories: Iterable[Territory], article: Article) -> list[Territory]:
    """Those that say who sells an article."""
    return [
        one
        for one in territories
        if article.item_id in one.item_ids
        or (article.category_id is not None and article.category_id in one.category_ids)
        or not (one.item_ids or one.category_ids)
    ]


def chosen(territories: Iterable[Territory], place: Place) -> Territory | None:
    """The smallest territory that covers a place; of two as large the one with the smaller id."""
    there = [one for one in territories if covers(one.area, place)]
    return min(there, key=lambda one: (size_of(one.area), one.territory_id), default=None)


def nearest(territories: Iterable[Territory], place: Place) -> Territory | None:
    return min(territories, key=lambda one: (away(one.area, place), one.territory_id), default=None)


def sound(area: Area) -> bool:
    """Whether it is an area of a city: real degrees, at least three corners, not as large as a country."""
    if isinstance(area, Circle):
        return on_earth((area.lat, area.lon)) and 0 < area.meters <= MOST_METERS
    corners = area.corners
    return (
        3 <= len(corners) <= MOST_CORNERS
        and all(on_earth(corner) for corner in corners)
        and 0 < size_of(area) <= pi * MOST_METERS**2
    )


def meters_between(one: Place, other: Place) -> float:
    """How far two places of one city are from each other."""
    east = (one[1] - other[1]) * cos(radians(one[0]))
    return hypot(one[0] - other[0], east) * METERS_PER_DEGREE


def _inside(corners: tuple[Place, ...], place: Place) -> bool:
    """By how often a line to the east crosses the ring."""
    within = False
    for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (a[0] > place[0]) != (b[0] > place[0]):
            crossing = a[1] + (place[0] - a[0]) / (b[0] - a[0]) * (b[1] - a[1])
            within ^= place[1] < crossing
    return within


def _flat(corner: Place, origin: Place) -> Place:
    north = (corner[0] - origin[0]) * METERS_PER_DEGREE
    return north, (corner[1] - origin[1]) * cos(radians(origin[0])) * METERS_PER_DEGREE


def on_earth(place: Place) -> bool:
    """Whether these can be degrees of latitude and longitude."""
    return -90 <= place[0] <= 90 and -180 <= place[1] <= 180
