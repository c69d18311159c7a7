"""Reading malls, looks and pages."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Reader
from linli.kernel.paging import Page as Paged
from linli.kernel.paging import page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.signing import body_print
from linli.modules.malls.model import HostName, Look, Mall, MallLine, Page
from linli.modules.malls.statements import SQL


class _Whose(msgspec.Struct, frozen=True):
    market_id: int
    merchant_id: UUID


async def mall_by_slug(reader: Reader, market_id: int, slug: str) -> Mall:
    """The mall that a URL names, open or not: who may see it is for the caller. Refuses: not_found."""
    found = await reader.one(Mall, SQL.find_mall_by_slug, market_id, slug)
    if found is None:
        raise NOT_FOUND()
    return found


async def mall_of_merchant(reader: Reader, market_id: int, merchant_id: UUID) -> Mall | None:
    """A merchant's mall; None: it has none."""
    return await reader.one(Mall, SQL.find_mall, market_id, merchant_id)


async def look_before(reader: Reader, mall: Mall) -> Look | None:
    """The look before the one that holds; None: this is the first."""
    return await reader.one(Look, SQL.find_look, mall.market_id, mall.merchant_id, mall.revision - 1)


async def pages(reader: Reader, market_id: int, merchant_id: UUID) -> list[Page]:
    """A mall's pages in their order."""
    return await reader.many(Page, SQL.find_pages, market_id, merchant_id, True)


async def removed_pages(reader: Reader, market_id: int, merchant_id: UUID) -> list[Page]:
    """Pages that were taken away and can be put back."""
    return await reader.many(Page, SQL.find_pages, market_id, merchant_id, False)


async def page(reader: Reader, market_id: int, merchant_id: UUID, page_id: UUID) -> Page:
    """One page, one that was taken away too. Refuses: not_found."""
    return _there(await reader.one(Page, SQL.find_page, market_id, merchant_id, page_id))


async def page_by_slug(reader: Reader, market_id: int, merchant_id: UUID, slug: str) -> Page:
    """One page by its name in the URL. Refuses: not_found."""
    return _there(await reader.one(Page, SQL.find_page_by_slug, market_id, merchant_id, slug))


async def unlisted(reader: Reader, market_id: int, store_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these stores are shown in their own mall only, at this moment."""
    wanted = list(set(store_ids))
    return set(await reader.column(UUID, SQL.find_unlisted, market_id, wanted)) if wanted else set()


async def all_unlisted(reader: Reader, market_id: int, merchant_id: UUID) -> set[UUID]:
    """What the switches of a merchant's stores say, whether its mall is open or not."""
    return set(await reader.column(UUID, SQL.unlisted_of_merchant, market_id, merchant_id))


async def host_name(reader: Reader, market_id: int, merchant_id: UUID) -> HostName | None:
    """A mall's own host name, whatever became of it; None: it never asked for one."""
    return await reader.one(HostName, SQL.find_host_name, market_id, merchant_id)


async def mall_by_host(reader: Reader, host: str) -> Mall | None:
    """The mall that answers under a confirmed name, open or not; None: no mall does."""
    found = await reader.one(_Whose, SQL.find_host, host_print(host))
    return await mall_of_merchant(reader, found.market_id, found.merchant_id) if found else None


async def malls_of_market(
    reader: Reader, market_id: int, cursor: str | None = None, size: int = 50, *, waiting: bool = False
) -> Paged[MallLine]:
    """The market's malls; `waiting`: only those with a host name that waits. Refuses: invalid (cursor)."""
    rows = await reader.many(MallLine, SQL.malls_of_market, market_id, read_cursor(cursor), waiting, size + 1)
    return page_of(rows, size, lambda row: row.merchant_id)


async def hosts_waiting(reader: Reader, market_id: int) -> int:
    """How many host names wait for an operator."""
    return await reader.value(int, SQL.count_hosts_waiting, market_id) or 0


def host_print(host: str) -> bytes:
    """By which a name is found."""
    return body_print("host", host)


def pictures_owner(merchant_id: UUID) -> UUID:
    """Who keeps a mall's pictures."""
    return ids.derived("mall", merchant_id)


def _there(found: Page | None) -> Page:
    if found is None:
        raise NOT_FOUND()
    return found
