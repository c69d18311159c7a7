"""Where the reader is: the position they shared in the URL, or the market's center."""

from dataclasses import dataclass
from math import cos, hypot, radians

from linli.web.shared.http import Here

# From farther away than this, "near you" would help nobody.
FARTHEST_KM = 60
KM_PER_DEGREE = 111.2


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
    """The spot of `?at=lat,lon`; anything unreadable counts as not given."""
    center = Spot(here.market.lat, here.market.lon)
    shared = here.request.query_params.get("at", "")
    try:
        lat, lon = (float(part) for part in shared.split(","))
    except ValueError:
        return center
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return center
    east = (lon - center.lon) * cos(radians(center.lat))
    if hypot(lat - center.lat, east) * KM_PER_DEGREE > FARTHEST_KM:
        return Spot(center.lat, center.lon, far=True)
    return Spot(lat, lon, f"{lat:.4f},{lon:.4f}")
