"""What is around a spot, for a page that shows several things of it: in as few statements as they need."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import markets
from linli.modules.discovery.asking import NO_FILTERS, Filters, Order, Query
from linli.modules.discovery.model import Found
from linli.modules.discovery.queries.ground import ground_of
from linli.modules.discovery.queries.looking import matching
from linli.modules.discovery.queries.places import founds
from linli.modules.discovery.sifting import Ranked, in_order


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """The best places around a spot, those of them that are open now, and those with deals, each best first;
    `these`: the stores that were asked for by name, as far as they are known.
    """

    near: list[Found]
    opened: list[Found]
    offering: list[Found]
    these: dict[UUID, Found]


async def around(
    reader: Reader,
    market: markets.Market,
    *,
    at: tuple[float, float],
    near: int,
    opened: int,
    offering: int,
    these: Sequence[UUID] = (),
) -> Around:
    """So many of each at most, around `at` (latitude, longitude). Refuses nothing.

    The nearest places are read once; only where they are not all there are and too few of them are open, or
    have a deal, is it looked farther.
    """
    ground = await ground_of(reader, market.market_id, [])

    async def look(filters: Filters) -> tuple[list[Ranked], bool]:
        looked = await matching(reader, market, Query(at=at, filters=filters), [], ground)
        return in_order(looked.rows, Order.BEST), looked.capped

    best, more = await look(NO_FILTERS)
    open_now = [row for row in best if row.state.open]
    if more and len(open_now) < opened:
        open_now, _ = await look(Filters(open_at=reader.now))
    with_deals = [row for row in best if row.one.deal_count]
    if more and len(with_deals) < offering:
        with_deals, _ = await look(Filters(deals=True))
    parts = [
        [row.one.store_id for row in rows[:size]]
        for rows, size in ((best, near), (open_now, opened), (with_deals, offering))
    ]
    found = await founds(reader, market, list({one for part in (*parts, these) for one in part}), at)
    listed = [[found[one] for one in part if one in found] for part in parts]
    known = {one: found[one] for one in these if one in found}
    return Around(near=listed[0], opened=listed[1], offering=listed[2], these=known)
