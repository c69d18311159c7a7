"""Reading deals."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.paging import FIRST_ID, Listed, Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.catalog.model import Deal, Terms
from linli.modules.catalog.refusals import DEAL_ENDED

SQL = sql.load(__file__)


async def deal(reader: Reader, market_id: int, deal_id: UUID) -> Deal:
    """One deal, on sale or ended. Refuses: not_found."""
    found = await reader.one(Deal, SQL.find_deal, market_id, deal_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def terms(reader: Reader, market_id: int, terms_id: UUID) -> Terms:
    """What was promised to whoever bought under these terms, which never changes. Refuses: not_found."""

    async def ask() -> Terms:
        found = await reader.one(Terms, SQL.find_terms, market_id, terms_id)
        if found is None:
            raise NOT_FOUND()
        return found

    return await reader.lasting(("terms", market_id, terms_id), ask)


async def deal_for_sale(reader: Reader, market_id: int, deal_id: UUID) -> Deal:
    """One deal that can be bought. Refuses: not_found, deal_ended."""
    found = await deal(reader, market_id, deal_id)
    if not found.on_sale:
        raise DEAL_ENDED()
    return found


async def deals_of_store(reader: Reader, market_id: int, store_id: UUID) -> list[Deal]:
    """A store's deals on sale, the last published first."""
    return await reader.many(Deal, SQL.deals_of_store, market_id, store_id)


async def ended_deals_of_store(
    reader: Reader, market_id: int, store_id: UUID, cursor: str | None = None, size: int = 30
) -> Page[Deal]:
    """A store's ended deals, the last published first. Refuses: invalid (cursor)."""
    last = read_cursor(cursor) if cursor else None
    rows = await reader.many(Deal, SQL.ended_deals_of_store, market_id, store_id, last, size + 1)
    return page_of(rows, size, lambda row: row.deal_id)


async def deals_of_stores(
    reader: Reader, market_id: int, store_ids: Sequence[UUID], since: datetime | None, size: int
) -> list[Deal]:
    """Deals on sale of several stores, newest first, published at or after `since` (None: ever)."""
    return await reader.many(Deal, SQL.deals_of_stores, market_id, list(store_ids), since, size)


async def deals_of_ids(reader: Reader, market_id: int, deal_ids: Iterable[UUID]) -> dict[UUID, Deal]:
    """These deals by id, on sale or ended; one that is not there is left out."""
    found = await reader.many(Deal, SQL.deals_of_ids, market_id, list(set(deal_ids)))
    return {one.deal_id: one for one in found}


async def newest_deals(reader: Reader, market_id: int, size: int) -> list[Deal]:
    """The market's deals on sale, the newest first."""
    return await reader.many(Deal, SQL.newest_deals, market_id, size)


async def listing(reader: Reader, market_id: int, after: UUID | None, size: int) -> list[Listed]:
    """Deals on sale in the order of ids, at most `size` after one of them."""
    return await reader.many(Listed, SQL.listing, market_id, after or FIRST_ID, size)


async def listing_starts(reader: Reader, market_id: int, size: int) -> list[UUID | None]:
    """After which ids the parts of such a list begin, each of `size` but the last; the first after none."""
    return [None, *await reader.column(UUID, SQL.listing_starts, market_id, size)]
