"""One batch of a file: what is new, what has changed, and what may be there already."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.modules import markets, merchants
from linli.modules.listings.merging import (
    Fields,
    fields_of,
    may_write,
    print_of,
    settled,
    store_id_of,
    store_of,
)
from linli.modules.listings.model import Counts, Draft, Record, Thing
from linli.modules.listings.nearby import Nearby
from linli.modules.listings.reading import draft_of
from linli.modules.listings.refusals import LISTINGS_OVERTAKEN
from linli.modules.listings.similarity import SAME_PLACE_M, Verdict, verdict
from linli.modules.listings.statements import SQL
from linli.modules.merchants import Listed, ListingChange, Store

# What sources were not asked for when the oldest records were written, and only they say: it was empty.
NEW_FIELDS: Fields = {"kinds": []}


class _Run(msgspec.Struct):
    """What a batch needs to know, and what it counts."""

    market: markets.Market
    source: str
    run_id: UUID
    counts: Counts

    @property
    def market_id(self) -> int:
        return self.market.market_id


class _Write(msgspec.Struct):
    """What a draft is to write into a store; `before` as `ListingChange` has it."""

    draft: Draft
    store: Store
    before: Fields


class _Fresh(msgspec.Struct):
    """What becomes of things that were never seen before."""

    new: list[Store] = []
    records: list[dict[str, Any]] = []
    doubts: list[dict[str, Any]] = []
    writes: list[_Write] = []


async def take_batch(
    work: Work,
    market: markets.Market,
    source: str,
    run_id: UUID,
    things: Sequence[Thing],
    so_far: Counts | None = None,
) -> Counts:
    """Take some things of a file over, at most a thousand; what this run did until now, with them.

    What is in a merchant's hands keeps what its people have changed. Refuses: listings_overtaken (another run
    of the source was begun).
    """
    run = _Run(market, source, run_id, Counts(read=len(things)))
    drafts = _drafts(run, things)
    found = await work.many(Record, SQL.find_records, run.market_id, source, list(drafts))
    known = {record.key: record for record in found}
    await _take_known(work, run, drafts, known)
    await _take_fresh(work, run, [draft for key, draft in drafts.items() if _is_fresh(known.get(key))])
    total = (so_far or Counts()).plus(run.counts)
    said = msgspec.to_builtins(total)
    if not await work.run(SQL.advance_source, run.market_id, source, run_id, said, None):
        raise LISTINGS_OVERTAKEN()
    return total


def _drafts(run: _Run, things: Sequence[Thing]) -> dict[str, Draft]:
    drafts: dict[str, Draft] = {}
    for thing in things:
        draft = draft_of(thing, run.market)
        if isinstance(draft, str):
            run.counts.refuse(draft)
        elif draft.key in drafts:
            run.counts.refuse("twice")
        else:
            drafts[draft.key] = draft
            run.counts.leave_out(draft.left_out)
    return drafts


def _is_fresh(record: Record | None) -> bool:
    """Never seen, or gone before anybody had judged it."""
    return record is None or (record.gone_at is not None and record.store_id is None)


async def _take_known(work: Work, run: _Run, drafts: dict[str, Draft], known: dict[str, Record]) -> None:
    same: list[str] = []
    waiting: list[dict[str, Any]] = []
    changed: list[tuple[Record, UUID]] = []
    for key, record in known.items():
        if _is_fresh(record):
            continue
        if record.run_id == run.run_id:
            run.counts.refuse("twice")
        elif record.print == print_of(drafts[key].listed) and record.gone_at is None:
            same.append(key)
            run.counts.unchanged += 1
            run.counts.kept += bool(record.kept)
        elif record.store_id is None:
            waiting.append(_row(drafts[key], None, {}, []))
            run.counts.updated += 1
        else:
            changed.append((record, record.store_id))
    await work.run(SQL.touch_records, run.market_id, run.source, same, run.run_id, work.now)
    await _write_records(work, run, waiting)
    back = [store_id for record, store_id in changed if record.gone_at]
    run.counts.reopened += len(await merchants.reopen_listings(work, run.market_id, back))
    stores = await merchants.stores(work, run.market_id, [store_id for _, store_id in changed])
    writes = [
        _Write(drafts[one.key], stores[id_], NEW_FIELDS | one.taken if one.taken else {})
        for one, id_ in changed
    ]
    await _write(work, run, writes)
    run.counts.updated += len(changed)


async def _take_fresh(work: Work, run: _Run, drafts: list[Draft]) -> None:
    own = await merchants.stores(work, run.market_id, [store_id_of(run.source, one.key) for one in drafts])
    points = [(one.listed.lat or 0.0, one.listed.lon or 0.0) for one in drafts]
    nearby = Nearby(await merchants.stores_near(work, run.market_id, points, SAME_PLACE_M))
    fresh = _Fresh()
    for draft in drafts:
        _place(run, draft, own.get(store_id_of(run.source, draft.key)), nearby, fresh)
    await merchants.import_listings(work, run.market_id, fresh.new)
    await _write_records(work, run, fresh.records)
    if fresh.doubts:
        await work.run(SQL.write_reviews, run.market_id, run.source, fresh.doubts, work.now)
    await _write(work, run, fresh.writes)


def _place(run: _Run, draft: Draft, ours: Store | None, nearby: Nearby, fresh: _Fresh) -> None:
    """A store of its own, one that is there already, or a question."""
    match = None if ours else _best(draft.listed, nearby)
    if ours is not None:
        fresh.writes.append(_Write(draft, ours, may_write(ours, ours=True)))
        run.counts.merged += 1
    elif match is None:
        store = store_of(draft, run.source)
        fresh.new.append(store)
        nearby.add(store)
        fresh.records.append(_row(draft, store.store_id, fields_of(draft.listed), []))
        run.counts.new += 1
    elif match[0].doubtful:
        fresh.records.append(_row(draft, None, {}, []))
        fresh.doubts.append(_doubt(run, draft, *match))
        run.counts.reviews += 1
    else:
        fresh.writes.append(_Write(draft, match[1], may_write(match[1], ours=False)))
        run.counts.merged += 1


def _best(said: Listed, nearby: Nearby) -> tuple[Verdict, Store] | None:
    """The store that is most surely the same place, then the nearest."""
    found = (
        (judged, store)
        for store in nearby.around(said.lat or 0.0, said.lon or 0.0)
        if (judged := verdict(said, store)) is not None
    )
    return min(found, key=lambda one: (one[0].doubtful, one[0].distance_m, one[1].store_id), default=None)


async def _write(work: Work, run: _Run, writes: list[_Write]) -> None:
    """Into the stores, one thing's words at a time into each; what became of it, into the records."""
    left = writes
    while left:
        turn = {one.store.store_id: one for one in reversed(left)}
        left = [one for one in left if turn[one.store.store_id] is not one]
        changes = [
            ListingChange(id_, one.before, one.draft.listed) for id_, one in turn.items() if one.before
        ]
        now = {one.store_id: one for one in await merchants.update_listings(work, run.market_id, changes)}
        rows = []
        for store_id, one in turn.items():
            store = now.get(store_id, one.store)
            taken, kept = settled(one.before, fields_of(one.draft.listed), store)
            run.counts.kept += bool(kept)
            rows.append(_row(one.draft, store_id, taken, kept))
        await _write_records(work, run, rows)


async def _write_records(work: Work, run: _Run, rows: list[dict[str, Any]]) -> None:
    if rows:
        await work.run(SQL.write_records, run.market_id, run.source, rows, run.run_id, work.now)


def _row(draft: Draft, store_id: UUID | None, taken: Fields, kept: list[str]) -> dict[str, Any]:
    return {
        "key": draft.key,
        "store_id": str(store_id) if store_id else None,
        "print": print_of(draft.listed),
        "said": fields_of(draft.listed),
        "taken": taken,
        "kept": kept,
    }


def _doubt(run: _Run, draft: Draft, judged: Verdict, store: Store) -> dict[str, Any]:
    return {
        "review_id": str(ids.derived("listing review", run.source, draft.key)),
        "key": draft.key,
        "store_id": str(store.store_id),
        "reasons": list(judged.reasons),
        "distance_m": judged.distance_m,
    }
