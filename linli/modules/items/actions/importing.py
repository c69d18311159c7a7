"""A file of articles is shown as what it would do, and carried out as it was shown."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Database, Reader, Work
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import markets
from linli.modules.items.actions.shelving import Wanted, add_categories
from linli.modules.items.actions.writing import MOST_AT_ONCE, change_items, create_items
from linli.modules.items.counts import COLUMNS
from linli.modules.items.drafts import plan_file
from linli.modules.items.events import CountLine, ImportStarted, StockTold
from linli.modules.items.files import ReadFile, read_file
from linli.modules.items.matching import Known, codes_in, ids_in
from linli.modules.items.model import Item, NewItem
from linli.modules.items.permissions import Keeper, require_writable
from linli.modules.items.plans import Draft, Import, ImportState, Plan, Status, report_of
from linli.modules.items.queries import (
    categories,
    import_content,
    import_of,
    items,
    stores_of_items,
    variants_by_code,
)
from linli.modules.items.refusals import IMPORT_OVERTAKEN
from linli.modules.items.statements import SQL
from linli.modules.items.templates import TradeTemplate, template_of
from linli.modules.items.words import folded

LONGEST_NAME = 120
MOST_NAMED = 5
BATCH = 250
MOST_COUNTED = 500


class StoreCounts(msgspec.Struct, frozen=True):
    """The store that a file's stock is of, and how to ask what it has of some variants that it counts."""

    store_id: UUID
    on_hand: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, int]]]


async def prepare_import(data: bytes, trade: str, market: markets.Market) -> ReadFile:
    """Read a file for a shop of a trade. Takes a while: hold no transaction.

    Refuses: too_large (8 MB), file_locked, file_unreadable, too_many_rows (10,000), file_empty,
    columns_twice, columns_unknown.
    """
    return await asyncio.to_thread(read_file, data, trade, market.language, market.currency)


async def show_import(
    work: Work,
    market_id: int,
    who: Keeper,
    ready: ReadFile,
    file_name: str,
    store_ids: Sequence[UUID],
    sent_by: UUID | None,
    counts: StoreCounts | None = None,
) -> Import:
    """Keep a file and what it would do; nothing is written yet. What is new will be sold in `store_ids`, and
    the stock it tells is that of the store which `counts`.

    Each row that cannot be used is named in the report, those of articles that are not theirs to write with
    the others. Refuses: invalid (stores: not all of them led by who sends it, or none).
    """
    if not set(store_ids) <= who.store_ids or not (store_ids or who.whole):
        raise INVALID(field="stores")
    merchant_id = who.merchant_id
    plan = await _plan(work, market_id, who, ready, counts)
    name = " ".join(file_name.replace("\x00", "").split())[:LONGEST_NAME]
    key, report = ids.uuid7(work.now), _told(plan, counts)
    about = (market_id, key, merchant_id, ready.trade, list(store_ids), name, ready.data, report)
    await work.run(SQL.write_import, *about, *_kept(plan), sent_by, work.now)
    return await import_of(work, market_id, merchant_id, key)


async def show_import_again(
    work: Work, market_id: int, who: Keeper, import_id: UUID, counts: StoreCounts | None = None
) -> Import:
    """What a file would do by now, after somebody was faster; one that was begun stays.

    Refuses: not_found.
    """
    merchant_id = who.merchant_id
    was = await import_of(work, market_id, merchant_id, import_id)
    data = await import_content(work, market_id, merchant_id, import_id)
    ready = await prepare_import(data, was.trade, await markets.market(work, market_id))
    plan = await _plan(work, market_id, who, ready, counts)
    await work.run(SQL.rewrite_import, market_id, import_id, _told(plan, counts), *_kept(plan))
    return await import_of(work, market_id, merchant_id, import_id)


async def start_import(
    work: Work, market_id: int, who: Keeper, import_id: UUID, *, make_shelves: bool = True
) -> Import:
    """Write what a file was shown to do: up to 1,000 articles now, all or none; announces ImportStarted where
    more are to follow. A second click changes nothing.

    Categories that are missing are made, or (`make_shelves` false) left out. Refuses: not_found,
    import_overtaken (titles, count; articles that somebody changed since it was shown), item_shared,
    category_full, code_taken, invalid (stores); whatever hears StockTold may refuse: stock_moved.
    """
    merchant_id = who.merchant_id
    was = await import_of(work, market_id, merchant_id, import_id)
    if was.state is not ImportState.SHOWN:
        return was
    reached = min(was.total, MOST_AT_ONCE)
    state = ImportState.DONE if reached == was.total else ImportState.RUNNING
    nothing: list[str] = []
    step = (ImportState.SHOWN, 0, state, reached, nothing, work.now)
    if await work.value(UUID, SQL.advance_import, market_id, import_id, *step) is None:
        return await import_of(work, market_id, merchant_id, import_id)
    drafts = await _drafts(work, market_id, import_id)
    await _require_fresh(work, market_id, who, drafts)
    drafts = await _on_shelves(work, market_id, merchant_id, drafts, was.trade if make_shelves else None)
    if was.total > reached:
        kept = msgspec.json.encode(drafts)
        await work.run(SQL.keep_import_drafts, market_id, import_id, kept)
        news = ImportStarted(market_id=market_id, import_id=import_id, merchant_id=merchant_id)
        await work.announce(news)
    await _write(work, market_id, merchant_id, drafts[:reached], was)
    about = {"file": was.file_name, "new": str(was.report.new), "changed": str(was.report.changed)}
    await work.audit(market_id, "items_imported", str(merchant_id), "", **about)
    return await import_of(work, market_id, merchant_id, import_id)


async def continue_import(db: Database, market_id: int, merchant_id: UUID, import_id: UUID) -> Import:
    """Write the rest of a long file, some hundred articles in each transaction; whoever repeats it goes on
    where it stands. An article that somebody else changed meanwhile is left out and named.
    """
    async with db.read() as reader:
        was = await import_of(reader, market_id, merchant_id, import_id)
        drafts = await _drafts(reader, market_id, import_id)
    size = BATCH
    while was.state is ImportState.RUNNING:
        some = drafts[was.written : was.written + size]
        try:
            was = await _step(db, market_id, merchant_id, was, some)
        except Refusal:
            if len(some) == 1:
                was = await _step(db, market_id, merchant_id, was, some, left_out=True)
            # One by one until the place of the fault is passed.
            size = 1
        else:
            size = BATCH if was.written % BATCH == 0 else size
    return was


async def _step(
    db: Database,
    market_id: int,
    merchant_id: UUID,
    was: Import,
    some: Sequence[Draft],
    *,
    left_out: bool = False,
) -> Import:
    reached = was.written + len(some)
    state = ImportState.DONE if reached >= was.total else ImportState.RUNNING
    titles = [one.item.title for one in some] if left_out else []
    async with db.work() as work:
        step = (ImportState.RUNNING, was.written, state, reached, titles, work.now)
        mine = await work.value(UUID, SQL.advance_import, market_id, was.import_id, *step)
        if mine is not None and not left_out:
            await _write(work, market_id, merchant_id, some, was)
        return await import_of(work, market_id, merchant_id, was.import_id)


async def _write(work: Work, market_id: int, merchant_id: UUID, some: Sequence[Draft], was: Import) -> None:
    changed = [one for one in some if one.status is Status.CHANGED]
    new = [one for one in some if one.status is Status.NEW]
    written: list[Item] = []
    if changed:
        pairs = [(one.item, one.revision) for one in changed]
        written += await change_items(work, market_id, merchant_id, pairs)
    if new:
        written += await create_items(work, market_id, merchant_id, [one.item for one in new], was.store_ids)
    if was.report.store_id is None:
        return
    lines = [line for one, item in zip(changed + new, written, strict=True) for line in _counted(one, item)]
    lines += [line for one in some if one.status is Status.UNCHANGED for line in _counted(one, None)]
    for start in range(0, len(lines), MOST_COUNTED):
        told = tuple(lines[start : start + MOST_COUNTED])
        news = StockTold(
            market_id=market_id, store_id=was.report.store_id, file_name=was.file_name, lines=told
        )
        await work.announce(news)


def _counted(draft: Draft, item: Item | None) -> list[CountLine]:
    """What was said of the stock of a draft's variants, those among them that are new in the article as it is
    now.
    """
    now = [one.variant_id for one in item.variants if one.active] if item else []
    found = [(draft.item.variants[one.place].variant_id or now[one.place], one) for one in draft.stock]
    return [CountLine(variant_id, one.counted, one.before) for variant_id, one in found]


async def _require_fresh(work: Work, market_id: int, who: Keeper, drafts: Sequence[Draft]) -> None:
    """Nobody wrote any of these articles since they were shown, and they are theirs to write.

    Refuses: import_overtaken (titles, count), item_shared (title).
    """
    keys = [one.item.item_id for one in drafts if one.item.item_id is not None and one.revision]
    found = await items(work, market_id, keys)
    now = {one.item_id: one.revision for one in found}
    new = [variant for one in drafts if not one.revision for variant in one.item.variants]
    codes = {code for one in new for code in (one.sku, one.gtin) if code}
    taken = (await variants_by_code(work, market_id, who.merchant_id, codes)).keys()
    stale = [
        one.item.title
        for one in drafts
        if (one.revision and now.get(one.item.item_id or UUID(int=0)) != one.revision)
        or (not one.revision and any(v.sku in taken or v.gtin in taken for v in one.item.variants))
    ]
    if stale:
        raise IMPORT_OVERTAKEN(titles="、".join(stale[:MOST_NAMED]), count=len(stale))
    if not who.whole:
        counted = {one.item.item_id for one in drafts if one.status is Status.UNCHANGED}
        await require_writable(work, market_id, who, [one for one in found if one.item_id not in counted])


async def _drafts(reader: Reader, market_id: int, import_id: UUID) -> list[Draft]:
    kept = await reader.value(bytes, SQL.find_import_drafts, market_id, import_id)
    return msgspec.json.decode(kept or b"[]", type=list[Draft])


def _kept(plan: Plan) -> tuple[bytes, int]:
    """The articles that are to be written, as they are kept until then."""
    return msgspec.json.encode(plan.touched), len(plan.touched)


def _told(plan: Plan, counts: StoreCounts | None) -> object:
    """The report as it is kept."""
    return msgspec.to_builtins(report_of(plan, counts.store_id if counts else None))


async def _plan(
    reader: Reader, market_id: int, who: Keeper, ready: ReadFile, counts: StoreCounts | None
) -> Plan:
    known = await _known(reader, market_id, who, ready)
    if counts is not None:
        book = await counts.on_hand(sorted(known.items)) if ready.columns.has(*COLUMNS) else {}
        known = msgspec.structs.replace(known, book=book)
    return await asyncio.to_thread(plan_file, ready.columns, ready.read, known, ready.template)


async def _known(reader: Reader, market_id: int, who: Keeper, ready: ReadFile) -> Known:
    """What of the shop the file speaks of, in a few queries however long it is."""
    merchant_id = who.merchant_id
    codes = await variants_by_code(reader, market_id, merchant_id, codes_in(ready.read))
    wanted = sorted({*codes.values(), *ids_in(ready.read)})
    own = await reader.column(UUID, SQL.find_items_of_variants, market_id, merchant_id, wanted)
    found = {
        variant.variant_id: one for one in await items(reader, market_id, own) for variant in one.variants
    }
    shelves = {
        folded(name): one.category_id
        for one in await categories(reader, market_id, merchant_id)
        for name in (one.name_en, one.name)
    }
    stores = {} if who.whole else await stores_of_items(reader, market_id, own)
    locked = frozenset(key for key in own if not who.may_write(stores.get(key, ())))
    return Known({code: key for code, key in codes.items() if key in found}, found, shelves, locked)


async def _on_shelves(
    work: Work, market_id: int, merchant_id: UUID, drafts: list[Draft], trade: str | None
) -> list[Draft]:
    """The articles with the categories that are made for them, if they may be (`trade`: whose they are)."""
    names = list(dict.fromkeys(one.shelf for one in drafts if one.shelf))
    if not names or trade is None:
        return drafts
    template = template_of(trade)
    made = await add_categories(work, market_id, merchant_id, [_shelf(name, template) for name in names])
    return [
        msgspec.structs.replace(one, item=_on(one.item, made[folded(one.shelf)])) if one.shelf else one
        for one in drafts
    ]


def _on(item: NewItem, category_id: UUID) -> NewItem:
    return msgspec.structs.replace(item, category_id=category_id)


def _shelf(name: str, template: TradeTemplate) -> Wanted:
    """A category as the trade usually has it, where it has one of this name."""
    for one in template.categories:
        if folded(name) in (folded(one.zh), folded(one.en)):
            return Wanted(name, one.en if name == one.zh else "", one.icon)
    return Wanted(name)
