"""Reading articles, ranges and categories."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.paging import FIRST_ID, Listed, Page, read_word_cursor, word_page_of, write_word_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.items.barcodes import tidy_code
from linli.modules.items.kinds import DATED
from linli.modules.items.model import (
    EVERY_ITEM,
    Category,
    CategoryCount,
    Change,
    Item,
    ItemFilter,
    ItemKind,
    NewItem,
    Place,
    Sellable,
)
from linli.modules.items.plans import Import
from linli.modules.items.statements import SQL
from linli.modules.items.words import searched


class _Named(msgspec.Struct, frozen=True):
    code: str
    variant_id: UUID


async def items(reader: Reader, market_id: int, item_ids: Iterable[UUID]) -> list[Item]:
    """Articles by key, in the order asked for; those that do not exist are not among them."""
    wanted = list(dict.fromkeys(item_ids))
    rows = await reader.many(Item, SQL.find_items, market_id, wanted) if wanted else []
    found = {row.item_id: row for row in rows}
    return [found[item_id] for item_id in wanted if item_id in found]


async def item(reader: Reader, market_id: int, item_id: UUID) -> Item:
    """One article, on sale or not. Refuses: not_found."""
    found = await items(reader, market_id, [item_id])
    if not found:
        raise NOT_FOUND()
    return found[0]


async def items_of_merchant(
    reader: Reader,
    market_id: int,
    merchant_id: UUID,
    wanted: ItemFilter = EVERY_ITEM,
    cursor: str | None = None,
    size: int = 60,
) -> Page[Item]:
    """A merchant's articles by title; those put away only if asked for. Refuses: invalid (cursor)."""
    title, last = read_word_cursor(cursor)
    state, kind = wanted.state and wanted.state.value, wanted.kind and wanted.kind.value
    rest = (title, last, wanted.category_id, searched(wanted.text), wanted.unsorted)
    stores = (wanted.sold_at, wanted.missing_at)
    about = (market_id, merchant_id, state, kind)
    ids = await reader.column(UUID, SQL.ids_of_merchant, *about, *rest, *stores, size + 1)
    return await _page(reader, market_id, ids, size)


async def items_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    wanted: ItemFilter = EVERY_ITEM,
    cursor: str | None = None,
    size: int = 60,
) -> Page[Item]:
    """What a store sells now, by title. Refuses: invalid (cursor)."""
    title, last = read_word_cursor(cursor)
    kind = wanted.kind and wanted.kind.value
    rest = (wanted.category_id, searched(wanted.text), kind, size + 1)
    rows = await reader.many(Item, SQL.page_of_store, market_id, store_id, title, last, *rest)
    return word_page_of(rows, size, lambda one: (one.title, one.item_id))


async def board_of_store(
    reader: Reader, market_id: int, store_id: UUID, kinds: Iterable[ItemKind], most: int = 500
) -> list[Item]:
    """What a store sells of these kinds, at most so much, in the order of its categories and within them."""
    wanted = sorted(kind.value for kind in kinds)
    return await reader.many(Item, SQL.board_of_store, market_id, store_id, wanted, most)


async def counts_of_store(
    reader: Reader, market_id: int, store_id: UUID, kind: ItemKind | None = None
) -> dict[UUID | None, int]:
    """How many articles a store sells in each category (None: in none); all kinds or one."""
    rows = await reader.many(CategoryCount, SQL.counts_of_store, market_id, store_id, kind and kind.value)
    return {row.category_id: row.items for row in rows}


async def counts_of_merchant(reader: Reader, market_id: int, merchant_id: UUID) -> dict[UUID | None, int]:
    """How many articles a merchant has in each category (None: in none), without those put away."""
    rows = await reader.many(CategoryCount, SQL.counts_of_merchant, market_id, merchant_id)
    return {row.category_id: row.items for row in rows}


async def sellable(
    reader: Reader, market_id: int, store_id: UUID, variant_ids: Iterable[UUID]
) -> dict[UUID, Sellable]:
    """Of these variants those that the store sells now."""
    wanted = sorted(set(variant_ids))
    rows = await reader.many(Sellable, SQL.find_sellable, market_id, store_id, wanted) if wanted else []
    return {row.variant_id: row for row in rows}


async def sellable_by_day(reader: Reader, market_id: int, store_id: UUID, variant_id: UUID) -> Sellable:
    """A ticket or a room that the store sells now. Refuses: not_found (not sold there, or not by the day)."""
    sold = (await sellable(reader, market_id, store_id, [variant_id])).get(variant_id)
    if sold is None or sold.kind not in DATED:
        raise NOT_FOUND()
    return sold


async def variants(reader: Reader, market_id: int, variant_ids: Iterable[UUID]) -> dict[UUID, Sellable]:
    """Variants with the names of their articles, whatever became of them since."""
    wanted = sorted(set(variant_ids))
    rows = await reader.many(Sellable, SQL.find_variants, market_id, wanted) if wanted else []
    return {row.variant_id: row for row in rows}


async def variants_by_code(
    reader: Reader, market_id: int, merchant_id: UUID, codes: Iterable[str]
) -> dict[str, UUID]:
    """The variant behind each barcode or article number of the merchant, by the code as it was given."""
    tidy = {code: tidy_code(code) for code in codes}
    known = list(set(tidy.values()) - {""})
    rows = await reader.many(_Named, SQL.find_codes, market_id, merchant_id, known) if known else []
    found = {row.code: row.variant_id for row in rows}
    return {code: found[kept] for code, kept in tidy.items() if kept in found}


async def variant_by_code(reader: Reader, market_id: int, merchant_id: UUID, code: str) -> Sellable:
    """What a barcode or article number names, on sale or not. Refuses: not_found."""
    variant_id = (await variants_by_code(reader, market_id, merchant_id, [code])).get(code)
    if variant_id is None:
        raise NOT_FOUND()
    return (await variants(reader, market_id, [variant_id]))[variant_id]


async def stores_of_items(
    reader: Reader, market_id: int, item_ids: Sequence[UUID]
) -> Mapping[UUID, tuple[UUID, ...]]:
    """In which stores each of these articles is sold."""
    rows = await reader.many(Place, SQL.range_of_items, market_id, list(item_ids))
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row.store_id)
    return {item_id: tuple(stores) for item_id, stores in found.items()}


async def categories(reader: Reader, market_id: int, merchant_id: UUID) -> list[Category]:
    """A merchant's categories in their order."""
    return await reader.many(Category, SQL.find_categories, market_id, merchant_id)


async def version(reader: Reader, market_id: int, item_id: UUID, revision: int) -> NewItem:
    """How an article was written with a revision. Refuses: not_found."""
    return (await versions(reader, market_id, [(item_id, revision)]))[0]


async def versions(reader: Reader, market_id: int, wanted: Sequence[tuple[UUID, int]]) -> list[NewItem]:
    """How articles were written with these revisions, in the order asked for. Refuses: not_found."""
    keys, revisions = [item_id for item_id, _ in wanted], [revision for _, revision in wanted]
    rows = await reader.many(_Version, SQL.find_versions, market_id, keys, revisions) if wanted else []
    found = {(row.item_id, row.revision): row.written for row in rows}
    if any(one not in found for one in wanted):
        raise NOT_FOUND()
    return [found[one] for one in wanted]


async def last_change(reader: Reader, market_id: int, merchant_id: UUID, person_id: UUID) -> Change | None:
    """The latest change of one person to a merchant's articles that they have not taken back."""
    return await reader.one(Change, SQL.last_change, market_id, merchant_id, person_id)


async def import_of(reader: Reader, market_id: int, merchant_id: UUID, import_id: UUID) -> Import:
    """A file that a merchant sent, with what it would do or did. Refuses: not_found."""
    found = await reader.one(Import, SQL.find_import, market_id, merchant_id, import_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def import_content(reader: Reader, market_id: int, merchant_id: UUID, import_id: UUID) -> bytes:
    """The file itself. Refuses: not_found."""
    found = await reader.value(bytes, SQL.find_import_content, market_id, merchant_id, import_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def imports_of_merchant(
    reader: Reader, market_id: int, merchant_id: UUID, size: int = 5
) -> list[Import]:
    """What a merchant sent last, newest first."""
    return await reader.many(Import, SQL.imports_of_merchant, market_id, merchant_id, size)


class _Version(msgspec.Struct, frozen=True):
    item_id: UUID
    revision: int
    written: NewItem


async def _page(reader: Reader, market_id: int, ids: Sequence[UUID], size: int) -> Page[Item]:
    found = await items(reader, market_id, ids[:size])
    more = len(ids) > size and found
    return Page(found, write_word_cursor(found[-1].title, found[-1].item_id) if more else None)


async def listing(reader: Reader, market_id: int, after: UUID | None, size: int) -> list[Listed]:
    """Articles on sale in some store in the order of ids, at most `size` after one of them."""
    return await reader.many(Listed, SQL.listing, market_id, after or FIRST_ID, size)


async def listing_starts(reader: Reader, market_id: int, size: int) -> list[UUID | None]:
    """After which ids the parts of such a list begin, each of `size` but the last; the first after none."""
    return [None, *await reader.column(UUID, SQL.listing_starts, market_id, size)]
