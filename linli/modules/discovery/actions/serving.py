"""Where a store brings things to: drawn once, drawn anew, or taken away."""

from collections.abc import Sequence
from math import cos, hypot, isfinite, radians
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules.discovery.actions.refreshing import refresh_store
from linli.modules.discovery.model import ServiceArea
from linli.modules.discovery.statements import SQL

MOST_CORNERS = 200
# A courier's day, not a country.
MOST_SERVICE_METERS = 50_000
METERS_PER_DEGREE = 111_195.0


async def set_service_area(work: Work, market_id: int, area: ServiceArea) -> None:
    """The store brings things to whoever is in there from now on. Refuses: invalid (corners, meters)."""
    circle = area.circle
    if circle is not None and not 0 < circle.meters <= MOST_SERVICE_METERS:
        raise INVALID(field="meters")
    if not _sound(area.corners):
        raise INVALID(field="corners")
    polygon = "(" + ",".join(f"({lon!r},{lat!r})" for lat, lon in area.corners) + ")"
    drawn = (circle.lat, circle.lon, circle.meters) if circle else (None, None, None)
    await work.run(SQL.write_service_area, market_id, area.store_id, polygon, work.now, *drawn)
    await refresh_store(work, market_id, area.store_id)


async def drop_service_area(work: Work, market_id: int, store_id: UUID) -> None:
    """It is not said any more; without one nothing changes. Refuses nothing."""
    await work.run(SQL.drop_service_area, market_id, store_id)
    await refresh_store(work, market_id, store_id)


def _sound(corners: Sequence[tuple[float, float]]) -> bool:
    """At least three corners on earth, none of them farther from the first than two ways of a courier."""
    if not 3 <= len(corners) <= MOST_CORNERS or not all(_on_earth(*corner) for corner in corners):
        return False
    lat, lon = corners[0]
    across = cos(radians(lat))
    return all(
        hypot(one - lat, (other - lon) * across) * METERS_PER_DEGREE <= 2 * MOST_SERVICE_METERS
        for one, other in corners
    )


def _on_earth(lat: float, lon: float) -> bool:
    return isfinite(lat) and isfinite(lon) and -85 <= lat <= 85 and -180 <= lon <= 180
