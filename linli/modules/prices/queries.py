"""Reading prices, books, promises and what tills say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.prices.model import (
    Ask,
    Book,
    Channel,
    Declaration,
    Entry,
    Priced,
    Spot,
    TillFilter,
    TillPrice,
    Word,
)
from linli.modules.prices.selection import priced
from linli.modules.prices.statements import SQL
from linli.modules.prices.timeline import LOOK_BACK, reduction

MOST_BOOKS = 200
EVERYTHING_REPORTED = TillFilter()
FIRST_ID = UUID(int=0)


class _Found(Ask, frozen=True, kw_only=True):
    store_region: str | None


class _OfDay(msgspec.Struct, frozen=True):
    variant_id: UUID
    day: date
    price_minor: int


class _Placed(msgspec.Struct, frozen=True):
    store_id: UUID
    region: str


async def price_of(
    reader: Reader,
    market_id: int,
    merchant_id: UUID,
    store_id: UUID,
    channel: Channel,
    tier: str,
    bases: Mapping[UUID, int],
) -> dict[UUID, Priced]:
    """What one unit of each of these variants costs now in a store, in one statement.

    `bases` are the variants' base prices in minor units; `tier` is the buyer's ("": none), `merchant_id`
    whose articles they are. Every variant asked about is in the answer.
    """
    key = (market_id, merchant_id, store_id)
    found = await reader.many(_Found, SQL.find_asks, *key, list(bases), reader.now) if bases else []
    region = next((one.store_region for one in found), None) or ""
    spot = Spot(store_id=store_id, channel=channel, region=region, tier=tier)
    asks: dict[UUID, list[Ask]] = defaultdict(list)
    for one in found:
        asks[one.variant_id].append(one)
    return {id_: priced(asks.get(id_, []), spot, reader.now, base) for id_, base in bases.items()}


async def shown_prices(
    reader: Reader,
    market_id: int,
    merchant_id: UUID,
    store_id: UUID,
    channel: Channel,
    tier: str,
    bases: Mapping[UUID, int],
) -> dict[UUID, Priced]:
    """As `price_of`, with the reduction that may be shown beside each price: for pages, in three statements.

    A reduction is that of what everybody pays; a member's price shows none.
    """
    key = (market_id, merchant_id, store_id)
    found = await price_of(reader, *key, channel, tier, bases)
    lines = await words_about(reader, market_id, bases, reader.now - 2 * LOOK_BACK)
    changed = {id_: words for id_, words in lines.items() if len(words) > 1}
    region = await reader.value(str, SQL.region_of_store, *key) if changed else None
    spot = Spot(store_id=store_id, channel=channel, region=region or "")
    for variant_id, words in changed.items():
        one = found[variant_id]
        if one.price_minor == one.general_minor:
            lower = reduction(words, spot, reader.now)
            found[variant_id] = msgspec.structs.replace(one, reduction=lower)
    return found


async def day_prices(
    reader: Reader, market_id: int, store_id: UUID, variant_ids: Iterable[UUID], since: date, until: date
) -> dict[tuple[UUID, date], int]:
    """What some variants cost in a store on those days from `since` to before `until` that have a price of
    their own, in minor units. It stands before every price book.
    """
    about = (store_id, list(variant_ids), since, until)
    rows = await reader.many(_OfDay, SQL.find_day_prices, market_id, *about)
    return {(one.variant_id, one.day): one.price_minor for one in rows}


async def words_about(
    reader: Reader, market_id: int, variant_ids: Iterable[UUID], since: datetime
) -> dict[UUID, list[Word]]:
    """What was said of these variants' prices since a moment, and what held then; the oldest first."""
    wanted = list(set(variant_ids))
    rows = await reader.many(Word, SQL.words_about, market_id, wanted, since) if wanted else []
    found: dict[UUID, list[Word]] = defaultdict(list)
    for row in rows:
        found[row.variant_id].append(row)
    return found


async def history(reader: Reader, market_id: int, variant_id: UUID, days: int = 60) -> list[Word]:
    """Everything that was said of one variant's price in so many days, and what held before them."""
    found = await words_about(reader, market_id, [variant_id], reader.now - timedelta(days=days))
    return found.get(variant_id, [])


async def book(reader: Reader, market_id: int, merchant_id: UUID, book_id: UUID) -> Book:
    """One book of this merchant. Refuses: not_found."""
    found = await reader.one(Book, SQL.find_book, market_id, merchant_id, book_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def books(reader: Reader, market_id: int, merchant_id: UUID) -> list[Book]:
    """A merchant's books, those in force or to come before those that are over, at most 200."""
    return await reader.many(Book, SQL.books_of_merchant, market_id, merchant_id, reader.now, MOST_BOOKS)


async def books_by_ids(reader: Reader, market_id: int, book_ids: Iterable[UUID]) -> dict[UUID, Book]:
    """Books by id, whatever became of them (their `entries` are not counted); unknown ones are left out."""
    wanted = list(set(book_ids))
    rows = await reader.many(Book, SQL.books_by_ids, market_id, wanted) if wanted else []
    return {row.book_id: row for row in rows}


async def entries(
    reader: Reader, market_id: int, book_id: UUID, after: UUID | None = None, size: int = 1000
) -> list[Entry]:
    """What a book asks, a batch at a time in the order of ids: go on `after` the last one."""
    return await reader.many(Entry, SQL.entries_of_book, market_id, book_id, after or FIRST_ID, size)


async def entries_of_variants(
    reader: Reader, market_id: int, book_id: UUID, variant_ids: Sequence[UUID]
) -> dict[UUID, Entry]:
    """What a book asks for these variants; those of which it says nothing are left out."""
    rows = await reader.many(Entry, SQL.entries_of_variants, market_id, book_id, list(variant_ids))
    return {row.variant_id: row for row in rows}


async def regions(reader: Reader, market_id: int, merchant_id: UUID) -> dict[UUID, str]:
    """The merchant's stores that belong to a region of its own."""
    rows = await reader.many(_Placed, SQL.find_regions, market_id, merchant_id)
    return {row.store_id: row.region for row in rows}


async def parity_since(reader: Reader, market_id: int, store_id: UUID) -> datetime | None:
    """Since when a store promises the same price online and in the shop; None: it does not."""
    return await reader.value(datetime, SQL.find_parity, market_id, store_id)


async def declarations(
    reader: Reader, market_id: int, merchant_id: UUID | None, cursor: str | None, size: int
) -> Page[Declaration]:
    """The stores that promise the same price, and what their tills say. Refuses: invalid (cursor)."""
    after = read_cursor(cursor, oldest_first=True)
    rows = await reader.many(Declaration, SQL.declarations, market_id, after, merchant_id, size + 1)
    return page_of(rows, size, lambda row: row.store_id)


async def till_prices(
    reader: Reader, market_id: int, wanted: TillFilter, cursor: str | None, size: int
) -> Page[TillPrice]:
    """What tills said, the last report first. Refuses: invalid (cursor)."""
    finding = wanted.finding and wanted.finding.value
    about = (finding, wanted.merchant_id, wanted.store_id, wanted.declared)
    rows = await reader.many(TillPrice, SQL.till_prices, market_id, read_cursor(cursor), *about, size + 1)
    return page_of(rows, size, lambda row: row.report_id)
