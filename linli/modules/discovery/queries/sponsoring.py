"""What is booked among the results of a market."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Reader
from linli.modules.discovery.asking import Order, Query
from linli.modules.discovery.queries.looking import Looked, understood_of
from linli.modules.discovery.sifting import Ranked
from linli.modules.discovery.sponsoring import Sponsored, Standing, asked_of, paid_places
from linli.modules.discovery.statements import SQL

MOST_SHOWN = 300


async def paid_among(
    reader: Reader, market_id: int, query: Query, looked: Looked, rows: Sequence[Ranked]
) -> dict[int, UUID]:
    """Which of these results are paid for now: none where the reader chose the order."""
    stores = [row.one.store_id for row in rows if row.one.paid]
    if query.order is not Order.BEST or not stores:
        return {}
    bookings = await reader.many(Sponsored, SQL.sponsored_now, market_id, stores, reader.now)
    words = [word for word in looked.words if word.text not in looked.dropped]
    asked = asked_of(words, looked.plan.trade or understood_of(looked).trade)
    standing = [Standing(row.one.store_id, row.state.open) for row in rows]
    return paid_places(standing, bookings, asked, reader.now)


async def sponsored_of_market(reader: Reader, market_id: int) -> list[Sponsored]:
    """The last 300 bookings, also those that are over, the last booked first."""
    return await reader.many(Sponsored, SQL.sponsored_of_market, market_id, MOST_SHOWN)
