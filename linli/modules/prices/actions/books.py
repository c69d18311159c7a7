"""Making, changing and undoing price books; every word about a price is kept."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import merchants
from linli.modules.prices.actions.guard import keep_promises, take_turn
from linli.modules.prices.actions.telling import tell_book, tell_variants
from linli.modules.prices.events import RegionChanged
from linli.modules.prices.model import Book, BookState, Entry, NewBook
from linli.modules.prices.queries import book as find_book
from linli.modules.prices.queries import entries_of_variants
from linli.modules.prices.refusals import BOOK_CHANGED, BOOK_NOT_UNDOABLE
from linli.modules.prices.statements import SQL

LONGEST_NAME, LONGEST_LABEL, LONGEST_REASON = 60, 40, 200
MOST_STORES, MOST_ENTRIES = 500, 5000
HIGHEST_PRICE, HIGHEST_PERCENT = 10**12, 100_000


class _Before(msgspec.Struct, frozen=True, kw_only=True):
    """What a change replaced: terms and state, and what was asked for the variants that it touched."""

    terms: NewBook
    state: BookState
    entries: tuple[Entry, ...] = ()


async def write_book(
    work: Work, market_id: int, merchant_id: UUID, new: NewBook, entries: Sequence[Entry] = ()
) -> Book:
    """A new book with its first entries; in force as soon as its time comes. Announces PricesChanged.

    Whether the person may is for the caller to ask, and whose variants they are. Refuses: invalid (field),
    parity_broken.
    """
    new = await _checked(work, market_id, new)
    ready = _checked_entries(entries)
    await take_turn(work, market_id, merchant_id)
    book_id = ids.uuid7(work.now)
    await work.run(SQL.insert_book, market_id, book_id, merchant_id, *_columns(new), work.now)
    await _write_entries(work, market_id, book_id, ready)
    await keep_promises(work, market_id, merchant_id)
    await work.audit(market_id, "price_book_made", str(book_id), name=new.name, entries=len(ready))
    made = await find_book(work, market_id, merchant_id, book_id)
    if made.in_force(work.now):
        await tell_variants(work, market_id, merchant_id, (one.variant_id for one in ready))
    return made


async def change_book(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    book_id: UUID,
    new: NewBook,
    revision: int,
    state: BookState = BookState.ON,
) -> Book:
    """Other terms from now on, in force or (`state`) out of it; `revision` is that of the book as it was
    looked at. Announces PricesChanged. Refuses: invalid (field), not_found, book_changed (somebody was
    faster), parity_broken.
    """
    new = await _checked(work, market_id, new)
    await take_turn(work, market_id, merchant_id)
    was = await find_book(work, market_id, merchant_id, book_id)
    before = _Before(terms=was.written(), state=was.state)
    await _change(work, was, new, state, before, revision)
    await work.run(SQL.note_book, market_id, book_id, ids.uuid7(work.now), work.now)
    await keep_promises(work, market_id, merchant_id)
    facts = {"name": new.name, "state": state.value, "terms": msgspec.to_builtins(new)}
    await work.audit(market_id, "price_book_changed", str(book_id), **facts)
    await tell_book(work, market_id, merchant_id, book_id)
    return await find_book(work, market_id, merchant_id, book_id)


async def set_entries(
    work: Work, market_id: int, merchant_id: UUID, book_id: UUID, entries: Sequence[Entry], revision: int
) -> Book:
    """Ask this for these variants from now on, the others as before; an entry without amount and percent
    leaves the book. At most 5,000 at once. Announces PricesChanged.

    Refuses: invalid (field), not_found, book_changed (somebody was faster), parity_broken.
    """
    ready = _checked_entries(entries)
    await take_turn(work, market_id, merchant_id)
    was = await find_book(work, market_id, merchant_id, book_id)
    replaced = await _replaced(work, was, ready)
    before = _Before(terms=was.written(), state=was.state, entries=replaced)
    await _change(work, was, was.written(), was.state, before, revision)
    await _write_entries(work, market_id, book_id, ready, silent=was.state is BookState.OFF)
    await keep_promises(work, market_id, merchant_id)
    await work.audit(market_id, "prices_set", str(book_id), entries=len(ready))
    if was.in_force(work.now):
        await tell_variants(work, market_id, merchant_id, (one.variant_id for one in ready))
    return await find_book(work, market_id, merchant_id, book_id)


async def undo_change(work: Work, market_id: int, merchant_id: UUID, book_id: UUID, revision: int) -> Book:
    """The book as it was before its last change; doing so twice is doing nothing. Announces PricesChanged.

    Refuses: not_found, book_not_undoable (never changed), book_changed, parity_broken.
    """
    await take_turn(work, market_id, merchant_id)
    was = await find_book(work, market_id, merchant_id, book_id)
    kept = await work.value(dict[str, Any], SQL.find_before, market_id, merchant_id, book_id)
    if kept is None:
        raise BOOK_NOT_UNDOABLE()
    to = msgspec.convert(kept, _Before)
    before = _Before(terms=was.written(), state=was.state, entries=await _replaced(work, was, to.entries))
    await _change(work, was, to.terms, to.state, before, revision)
    await _write_entries(work, market_id, book_id, to.entries, silent=True)
    await work.run(SQL.note_book, market_id, book_id, ids.uuid7(work.now), work.now)
    await _note_gone(work, market_id, book_id, to.entries)
    await keep_promises(work, market_id, merchant_id)
    await work.audit(market_id, "price_book_undone", str(book_id), entries=len(to.entries))
    await tell_book(work, market_id, merchant_id, book_id)
    await tell_variants(work, market_id, merchant_id, (one.variant_id for one in to.entries if _is_gone(one)))
    return await find_book(work, market_id, merchant_id, book_id)


async def set_region(work: Work, market_id: int, merchant_id: UUID, store_id: UUID, region: str) -> None:
    """Count a store among a region of its merchant's own ("": none). Announces RegionChanged. Refuses:
    invalid (region), parity_broken.
    """
    named = texts.line(region, "region", LONGEST_LABEL, shortest=0)
    await take_turn(work, market_id, merchant_id)
    if named:
        await work.run(SQL.write_region, market_id, merchant_id, store_id, named)
    else:
        await work.run(SQL.drop_region, market_id, merchant_id, store_id)
    await keep_promises(work, market_id, merchant_id)
    await work.audit(market_id, "price_region_set", str(store_id), region=named)
    await work.announce(RegionChanged(market_id=market_id, merchant_id=merchant_id, store_id=store_id))


async def _change(
    work: Work, was: Book, new: NewBook, state: BookState, before: _Before, revision: int
) -> None:
    key = (was.market_id, was.merchant_id, was.book_id, revision)
    rest = (state.value, msgspec.to_builtins(before), work.now)
    if not await work.run(SQL.change_book, *key, *_columns(new), *rest):
        raise BOOK_CHANGED()


async def _replaced(work: Work, was: Book, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    wanted = [one.variant_id for one in entries]
    held = await entries_of_variants(work, was.market_id, was.book_id, wanted)
    return tuple(held.get(id_, Entry(id_)) for id_ in wanted)


async def _write_entries(
    work: Work, market_id: int, book_id: UUID, entries: Sequence[Entry], *, silent: bool = False
) -> None:
    """Set and drop; and, unless it is `silent`, keep in the history what is said from now on."""
    asked = [one for one in entries if not _is_gone(one)]
    if asked:
        await work.run(SQL.write_entries, market_id, book_id, *_unnested(asked))
    gone = [one.variant_id for one in entries if _is_gone(one)]
    if gone:
        await work.run(SQL.drop_entries, market_id, book_id, gone)
    if entries and not silent:
        change = (ids.uuid7(work.now), work.now)
        await work.run(SQL.note_entries, market_id, book_id, *change, *_unnested(entries))


async def _note_gone(work: Work, market_id: int, book_id: UUID, entries: Sequence[Entry]) -> None:
    gone = [one for one in entries if _is_gone(one)]
    if gone:
        change = (ids.uuid7(work.now), work.now)
        await work.run(SQL.note_entries, market_id, book_id, *change, *_unnested(gone))


def _is_gone(entry: Entry) -> bool:
    return entry.price_minor is None and entry.percent_bp is None


def _unnested(entries: Sequence[Entry]) -> tuple[list[UUID], list[int | None], list[int | None]]:
    return (
        [one.variant_id for one in entries],
        [one.price_minor for one in entries],
        [one.percent_bp for one in entries],
    )


def _columns(new: NewBook) -> tuple[object, ...]:
    where = (new.name, new.channel.value, new.tier, new.region, list(new.store_ids))
    return (*where, new.begins_at, new.ends_at, new.reason, new.reason_en)


async def _checked(work: Work, market_id: int, new: NewBook) -> NewBook:
    """The book in one form. Refuses: invalid (name, tier, region, stores, ends_at, reason, reason_en)."""
    store_ids = sorted(set(new.store_ids))
    if (store_ids and new.region.strip()) or len(store_ids) > MOST_STORES:
        raise INVALID(field="stores")
    if store_ids and len(await merchants.stores(work, market_id, store_ids)) < len(store_ids):
        raise INVALID(field="stores")
    if new.begins_at is not None and new.ends_at is not None and new.ends_at <= new.begins_at:
        raise INVALID(field="ends_at")
    return msgspec.structs.replace(
        new,
        name=texts.line(new.name, "name", LONGEST_NAME),
        tier=texts.line(new.tier, "tier", LONGEST_LABEL, shortest=0),
        region=texts.line(new.region, "region", LONGEST_LABEL, shortest=0),
        store_ids=store_ids,
        reason=texts.line(new.reason, "reason", LONGEST_REASON, shortest=0),
        reason_en=texts.line(new.reason_en, "reason_en", LONGEST_REASON, shortest=0),
    )


def _checked_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Refuses: invalid (entries: too many, or a variant twice; price; percent; both at once)."""
    if len(entries) > MOST_ENTRIES or len({one.variant_id for one in entries}) < len(entries):
        raise INVALID(field="entries")
    for one in entries:
        if one.price_minor is not None and not 0 < one.price_minor <= HIGHEST_PRICE:
            raise INVALID(field="price")
        if one.percent_bp is not None and not 0 < one.percent_bp <= HIGHEST_PERCENT:
            raise INVALID(field="percent")
        if one.price_minor is not None and one.percent_bp is not None:
            raise INVALID(field="percent")
    return list(entries)
