"""What a store has, what happened to it, and what is on its way."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules import reservations
from linli.modules.stock.model import (
    BookRow,
    Level,
    Movement,
    StoreTotals,
    Transfer,
    TransferLine,
    TransferState,
    level_id,
)
from linli.modules.stock.refusals import TRANSFERS_STILL_OPEN
from linli.modules.stock.statements import SQL


class _Asked(msgspec.Struct, frozen=True):
    store_id: UUID
    asked: int


class _OnTheWay(msgspec.Struct, frozen=True):
    variant_id: UUID
    units: int


async def levels(
    reader: Reader, market_id: int, store_id: UUID, variant_ids: Sequence[UUID], day: date | None = None
) -> dict[UUID, Level]:
    """What a store has of some variants (on a day), by variant. One that it does not count is not in it:
    that is made to order, or never runs out.
    """
    wanted = [level_id(market_id, store_id, one, day) for one in variant_ids]
    rows = await reader.many(BookRow, SQL.find_levels, market_id, wanted)
    return {one.variant_id: one for one in await _with_pools(reader, market_id, rows)}


async def on_hand(
    reader: Reader, market_id: int, store_id: UUID, variant_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """How many units of some variants are in a store, promised ones included; of those that it counts."""
    found = await levels(reader, market_id, store_id, variant_ids)
    return {variant_id: level.on_hand for variant_id, level in found.items()}


async def tracked(
    reader: Reader, market_id: int, store_id: UUID, variant_ids: Sequence[UUID], day: date | None = None
) -> set[UUID]:
    """Those of the variants that the store counts."""
    wanted = [level_id(market_id, store_id, one, day) for one in variant_ids]
    return {one.variant_id for one in await reader.many(BookRow, SQL.find_levels, market_id, wanted)}


async def claims(
    reader: Reader, market_id: int, store_id: UUID, units: Mapping[UUID, int], day: date | None = None
) -> list[reservations.Claim]:
    """What an order has to hold so that a store can hand over so many units of each variant.

    A variant that the store does not count has no claim; on a day that it has nothing of it cannot be held.
    """
    counted = await tracked(reader, market_id, store_id, list(units), day)
    return [
        reservations.Claim(level_id(market_id, store_id, variant_id, day), quantity)
        for variant_id, quantity in sorted(units.items())
        if day is not None or variant_id in counted
    ]


async def days_of_variants(
    reader: Reader, market_id: int, store_id: UUID, variant_ids: Sequence[UUID], since: date, until: date
) -> list[Level]:
    """What a store has of some variants on each day from `since` to before `until` that was set, closed ones
    included, the earliest first.
    """
    about = (store_id, list(variant_ids), since, until)
    rows = await reader.many(BookRow, SQL.days_of_variants, market_id, *about)
    return await _with_pools(reader, market_id, rows)


async def day_of_order(reader: Reader, market_id: int, order_id: UUID) -> date | None:
    """The day that an order's units are for; None where it is of nothing that is sold by the day."""
    return await reader.value(date, SQL.find_day, market_id, order_id)


async def levels_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    cursor: str | None = None,
    size: int = 50,
    *,
    only_low: bool = False,
) -> Page[Level]:
    """A page of what a store counts. Refuses: invalid (cursor)."""
    start = read_cursor(cursor)
    rows = await reader.many(BookRow, SQL.levels_of_store, market_id, store_id, start, only_low, size + 1)
    page = page_of(rows, size, lambda row: row.level_id)
    return Page(await _with_pools(reader, market_id, page.items), page.next_cursor)


async def totals_of_store(reader: Reader, market_id: int, store_id: UUID) -> StoreTotals:
    """How many levels the store has, and how many are low."""
    found = await reader.one(StoreTotals, SQL.totals_of_store, market_id, store_id)
    return found or StoreTotals(0, 0)


async def elsewhere(
    reader: Reader, market_id: int, store_ids: Sequence[UUID], units: Mapping[UUID, int]
) -> dict[UUID, dict[UUID, int]]:
    """Which of these stores have enough of everything that is wanted, and how much is left there of each.

    A store that does not count a variant is not in it: what nobody counts cannot be promised from afar.
    """
    lefts = await lefts_elsewhere(reader, market_id, store_ids, units)
    return {store_id: some for store_id, some in lefts.items() if len(some) == len(units)}


async def lefts_elsewhere(
    reader: Reader, market_id: int, store_ids: Sequence[UUID], units: Mapping[UUID, int]
) -> dict[UUID, dict[UUID, int]]:
    """By store: how much is left there of each of the variants of which it has enough."""
    counted = await lefts_at(reader, market_id, store_ids, list(units))
    enough = {
        store_id: {variant_id: left for variant_id, left in some.items() if left >= units[variant_id]}
        for store_id, some in counted.items()
    }
    return {store_id: some for store_id, some in enough.items() if some}


async def lefts_at(
    reader: Reader, market_id: int, store_ids: Sequence[UUID], variant_ids: Sequence[UUID]
) -> dict[UUID, dict[UUID, int]]:
    """By store: how much is left there of each of the variants that it counts."""
    about = (list(variant_ids), list(store_ids))
    rows = await reader.many(BookRow, SQL.levels_of_variants, market_id, *about)
    found: dict[UUID, dict[UUID, int]] = {}
    for level in await _with_pools(reader, market_id, rows):
        found.setdefault(level.store_id, {})[level.variant_id] = level.left
    return found


async def movements(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    variant_id: UUID,
    cursor: str | None = None,
    size: int = 50,
    *,
    day: date | None = None,
) -> Page[Movement]:
    """A level's history, the newest first. Refuses: invalid (cursor)."""
    about = (level_id(market_id, store_id, variant_id, day), read_cursor(cursor))
    rows = await reader.many(Movement, SQL.movements_of_level, market_id, *about, size + 1)
    return page_of(rows, size, lambda row: row.movement_id)


async def transfer(reader: Reader, market_id: int, transfer_id: UUID, store_id: UUID) -> Transfer:
    """A transfer with its lines, if the store sends it or is sent it. Refuses: not_found (also what nobody
    was asked for yet).
    """
    found = await reader.one(Transfer, SQL.find_transfer, market_id, transfer_id)
    if found is None or store_id not in (found.from_store_id, found.to_store_id):
        raise NOT_FOUND()
    if found.state is TransferState.PLANNED:
        raise NOT_FOUND()
    return (await with_lines(reader, market_id, [found]))[0]


async def transfers_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    cursor: str | None = None,
    size: int = 20,
    *,
    only_open: bool = False,
) -> Page[Transfer]:
    """What a store has sent and been sent, the newest first. Refuses: invalid (cursor)."""
    about = (store_id, read_cursor(cursor), only_open)
    rows = await reader.many(Transfer, SQL.transfers_of_store, market_id, *about, size + 1)
    page = page_of(rows, size, lambda row: row.transfer_id)
    return Page(await with_lines(reader, market_id, page.items), page.next_cursor)


async def asked_of_stores(reader: Reader, market_id: int, store_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many transfers for orders each of these stores is asked for and has not sent."""
    rows = await reader.many(_Asked, SQL.count_asked, market_id, list(store_ids))
    return {row.store_id: row.asked for row in rows}


async def require_no_transfers(reader: Reader, market_id: int, store_id: UUID) -> None:
    """Before a store closes: it owes no other one anything for an order, and nothing is on its way to it.

    Refuses: transfers_still_open (n).
    """
    waiting = await reader.value(int, SQL.open_transfers_of_store, market_id, store_id) or 0
    if waiting:
        raise TRANSFERS_STILL_OPEN(n=waiting)


async def on_the_way(
    reader: Reader, market_id: int, store_id: UUID, variant_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """How much of each variant other stores have sent to this one that has not arrived."""
    rows = await reader.many(_OnTheWay, SQL.on_the_way, market_id, store_id, list(variant_ids))
    return {row.variant_id: row.units for row in rows}


async def _with_pools(reader: Reader, market_id: int, rows: Sequence[BookRow]) -> list[Level]:
    pools = await reservations.pools(reader, market_id, [row.level_id for row in rows])
    return [Level.of(row, pools[row.level_id]) for row in rows]


async def with_lines(reader: Reader, market_id: int, found: Sequence[Transfer]) -> list[Transfer]:
    """Transfers as they were read, with what is in them."""
    if not found:
        return []
    of = [one.transfer_id for one in found]
    lines = await reader.many(TransferLine, SQL.lines_of_transfers, market_id, of)
    return [
        msgspec.structs.replace(one, lines=[x for x in lines if x.transfer_id == one.transfer_id])
        for one in found
    ]
