"""What an order was routed by."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Work
from linli.modules.chains.model import PlaceOfUse, Route
from linli.modules.chains.statements import SQL


async def note_use(
    work: Work, market_id: int, order_id: UUID, place: PlaceOfUse, routes: Sequence[Route]
) -> None:
    """Keep where an order's things will be used, and in whose territories. Refuses nothing."""
    bound = sorted({one.territory.territory_id for one in routes if one.territory})
    if bound:
        row = (place.address, place.lat, place.lon, bound)
        await work.run(SQL.write_uses, market_id, order_id, *row)
