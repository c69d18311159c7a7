"""Stores side by side."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import markets
from linli.modules.discovery.answers import Compared, Record, ThingHit
from linli.modules.discovery.queries.places import founds
from linli.modules.discovery.queries.searching import ThingRow, thing_of
from linli.modules.discovery.statements import SQL

MOST_COMPARED = 4


class _Compared(msgspec.Struct, frozen=True, kw_only=True):
    store_id: UUID
    quality_tenths: int
    place_tenths: int
    service_tenths: int
    attributes: tuple[str, ...]
    bookable: bool
    delivers: bool | None
    kept: int
    refunded: int


async def compare(
    reader: Reader, market: markets.Market, store_ids: Sequence[UUID], *, at: tuple[float, float]
) -> list[Compared]:
    """The first four of these stores side by side, in the order asked for; one that is not known is left
    out. Refuses nothing.
    """
    wanted = list(dict.fromkeys(store_ids))[:MOST_COMPARED]
    found = await founds(reader, market, wanted, at)
    rows = await reader.many(_Compared, SQL.find_compared, market.market_id, *at, wanted)
    offers: dict[UUID, list[ThingHit]] = {}
    for thing in await reader.many(ThingRow, SQL.find_offers, market.market_id, wanted):
        offers.setdefault(thing.store_id, []).append(thing_of(thing))
    known = {row.store_id: row for row in rows}
    return [
        Compared(
            found=found[store_id],
            offers=offers.get(store_id, []),
            aspects={
                name: tenths
                for name in ("quality", "place", "service")
                if (tenths := getattr(known[store_id], f"{name}_tenths"))
            },
            attributes=known[store_id].attributes,
            bookable=known[store_id].bookable,
            delivers=known[store_id].delivers,
            record=Record(kept=known[store_id].kept, refunded=known[store_id].refunded),
            as_of=reader.now,
        )
        for store_id in wanted
        if store_id in found and store_id in known
    ]
