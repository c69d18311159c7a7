"""What the timetable does with the ledger: sealing it, and giving up what was set aside for too long."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.database import Database, Work
from linli.kernel.refusals import Refusal
from linli.modules.ledger import chain
from linli.modules.ledger.actions.resolve import expire
from linli.modules.ledger.statements import SQL

BLOCK = 2000
BATCH = 100
# One run seals at most so many blocks, so that a long backlog does not keep a worker from everything else.
BLOCKS_A_RUN = 100


class _Line(msgspec.Struct, frozen=True):
    since: datetime
    kind: str
    entry_id: UUID
    line: str | None


class _Head(msgspec.Struct, frozen=True):
    height: int = 0
    hash: bytes = chain.BEFORE_THE_FIRST


async def seal(db: Database, market_id: int) -> int:
    """Seal what no block holds yet into blocks of at most 2,000 entries; returns how many entries.

    Runs beside the transactions that move money and makes none of them wait. An entry is written together
    with its row in the tail and leaves the tail only into a block, so one that commits late, with an id older
    than the last block's, is simply in the tail of the next run. Two workers at once make no second chain.
    """
    sealed = 0
    for _ in range(BLOCKS_A_RUN):
        async with db.work() as work:
            entries = await _seal_one(work, market_id)
        sealed += entries
        if entries < BLOCK:
            break
    return sealed


async def _seal_one(work: Work, market_id: int) -> int:
    # The head is read before the tail: whoever sees an old tail also has an old height, and writes nothing.
    head = await work.one(_Head, SQL.last_block, market_id) or _Head()
    # A line that is missing was deleted from under its tail; it stays there, and the audit names it.
    tail = [one for one in await work.many(_Line, SQL.tail_lines, market_id, BLOCK) if one.line]
    if not tail:
        return 0
    sinces = [one.since for one in tail]
    kinds, entries = [one.kind for one in tail], [one.entry_id for one in tail]
    height = head.height + 1
    lines = [one.line for one in tail if one.line]
    hashed = chain.block_hash(market_id, height, head.hash, work.now, lines)
    row = (market_id, height, work.now, kinds, entries, head.hash, hashed)
    if not await work.run(SQL.insert_block, *row):
        return 0
    if await work.run(SQL.leave_tail, market_id, sinces, kinds, entries) != len(tail):
        raise RuntimeError("entries left the tail while a block sealed them")
    transfers = [one.entry_id for one in tail if one.kind == "transfer"]
    await work.run(SQL.add_to_snapshots, market_id, height, transfers)
    return len(tail)


async def expire_pending(db: Database, market_id: int) -> int:
    """Give up every pending transfer whose time is over; returns how many.

    One that is posted or voided in the same moment keeps that outcome.
    """
    expired = 0
    while True:
        async with db.read() as reader:
            due = await reader.column(UUID, SQL.pendings_due, market_id, db.clock(), BATCH)
        done = 0
        for pending_id in due:
            try:
                async with db.work() as work:
                    await expire(work, market_id, [pending_id])
            except Refusal:
                continue
            expired, done = expired + 1, done + 1
        if len(due) < BATCH or not done:
            return expired
