"""Where a store brings things to."""

from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules.discovery.model import Circle, ServiceArea
from linli.modules.discovery.statements import SQL


class _Drawn(msgspec.Struct, frozen=True, kw_only=True):
    store_id: UUID
    corners: str
    lat: float | None
    lon: float | None
    meters: int | None


async def service_area(reader: Reader, market_id: int, store_id: UUID) -> ServiceArea | None:
    """The area as it was drawn; None where nothing is said of it."""
    row = await reader.one(_Drawn, SQL.find_service_area, market_id, store_id)
    if row is None:
        return None
    numbers = [float(text) for text in row.corners.replace("(", "").replace(")", "").split(",")]
    corners = tuple(zip(numbers[1::2], numbers[::2], strict=True))
    if row.lat is None or row.lon is None or row.meters is None:
        return ServiceArea(row.store_id, corners)
    return ServiceArea(row.store_id, corners, Circle(row.lat, row.lon, row.meters))
