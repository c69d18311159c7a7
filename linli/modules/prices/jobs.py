"""Price books that begin and end by the clock."""

from uuid import UUID

import msgspec

from linli.kernel.database import Database
from linli.modules.prices.actions.telling import tell_book
from linli.modules.prices.statements import SQL

BATCH = 20


class _Turned(msgspec.Struct, frozen=True):
    merchant_id: UUID
    book_id: UUID


async def turn_books(db: Database, market_id: int) -> int:
    """Announce PricesChanged for what books say that began or ended since the last look, once for each
    beginning and end; how many there were.
    """
    turned = 0
    while True:
        async with db.work() as work:
            some = await work.many(_Turned, SQL.turn_books, market_id, work.now, BATCH)
            for one in some:
                await tell_book(work, market_id, one.merchant_id, one.book_id)
        turned += len(some)
        if len(some) < BATCH:
            return turned
