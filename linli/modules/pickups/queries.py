"""What waits where, and what happened to it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.pickups.model import USUAL, Move, MoveKind, Pickup, PickupState, Rules, Waiting
from linli.modules.pickups.refusals import PICKUP_UNKNOWN, PICKUPS_STILL_WAIT
from linli.modules.pickups.statements import SQL

MOST_OF_A_PERSON = 50


async def pickups_of_orders(reader: Reader, market_id: int, order_ids: Iterable[UUID]) -> dict[UUID, Pickup]:
    """The pickups of these orders; one that has none is left out."""
    wanted = list(set(order_ids))
    rows = await reader.many(Pickup, SQL.find_pickups, market_id, wanted) if wanted else []
    return {row.order_id: row for row in rows}


async def pickup(reader: Reader, market_id: int, order_id: UUID) -> Pickup:
    """The pickup of one order. Refuses: not_found."""
    found = await pickups_of_orders(reader, market_id, [order_id])
    if order_id not in found:
        raise NOT_FOUND()
    return found[order_id]


async def pickup_by_code(reader: Reader, market_id: int, code: str) -> Pickup:
    """What a code (as `read_scan` returns it) stands for, whatever became of it. Refuses: pickup_unknown."""
    order_id = await reader.value(UUID, SQL.find_code, market_id, code)
    if order_id is None:
        raise PICKUP_UNKNOWN()
    return await pickup(reader, market_id, order_id)


async def moves_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[Move]:
    """All that happened to a pickup, oldest first."""
    return await reader.many(Move, SQL.moves_of_order, market_id, order_id)


def undone(moves: Sequence[Move]) -> set[UUID]:
    """Those hand-overs that were taken back."""
    return {move.undoes for move in moves if move.kind is MoveKind.UNDONE and move.undoes}


async def pickups_waiting(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    state: PickupState | None = None,
    overdue_at: datetime | None = None,
    cursor: str | None = None,
    size: int = 30,
) -> Page[Pickup]:
    """What waits at a store, the oldest first; of one state, or what was to be collected by a moment.
    Refuses: invalid (cursor).
    """
    start = read_cursor(cursor, oldest_first=True)
    row = (market_id, store_id, start, state and state.value, overdue_at, size + 1)
    return await _page(reader, market_id, await reader.column(UUID, SQL.open_of_store, *row), size)


async def pickups_of_store(
    reader: Reader, market_id: int, store_id: UUID, cursor: str | None = None, size: int = 30
) -> Page[Pickup]:
    """Everything that was ever to be handed over at a store, the newest first. Refuses: invalid (cursor)."""
    row = (market_id, store_id, read_cursor(cursor), size + 1)
    return await _page(reader, market_id, await reader.column(UUID, SQL.all_of_store, *row), size)


async def pickups_of_person(reader: Reader, market_id: int, person_id: UUID) -> list[Pickup]:
    """What waits for a person in the market, the newest first; at most 50."""
    order_ids = await reader.column(UUID, SQL.open_of_person, market_id, person_id, MOST_OF_A_PERSON)
    return await _in_order(reader, market_id, order_ids)


async def count_waiting(reader: Reader, market_id: int, store_id: UUID) -> Waiting:
    """How much waits at a store."""
    found = await reader.one(Waiting, SQL.count_open, market_id, store_id, reader.now)
    return found or Waiting(0, 0, 0)


async def due(reader: Reader, market_id: int) -> list[UUID]:
    """Orders of which something was not collected in time, the longest first; at most 200."""
    return await reader.column(UUID, SQL.due_pickups, market_id, reader.now)


async def require_nothing_waiting(reader: Reader, market_id: int, store_id: UUID) -> None:
    """Before a store closes. Refuses: pickups_still_wait (n)."""
    waiting = (await count_waiting(reader, market_id, store_id)).waiting
    if waiting:
        raise PICKUPS_STILL_WAIT(n=waiting)


class _RulesOf(Rules, frozen=True, kw_only=True):
    store_id: UUID


async def rules_of_stores(reader: Reader, market_id: int, store_ids: Iterable[UUID]) -> dict[UUID, Rules]:
    """How each of these stores hands over."""
    wanted = list(set(store_ids))
    rows = await reader.many(_RulesOf, SQL.find_rules, market_id, wanted)
    names = Rules.__struct_fields__
    found = {one.store_id: Rules(*(getattr(one, name) for name in names)) for one in rows}
    return {store_id: found.get(store_id, USUAL) for store_id in wanted}


async def rules(reader: Reader, market_id: int, store_id: UUID) -> Rules:
    """How a store hands over."""
    return (await rules_of_stores(reader, market_id, [store_id]))[store_id]


async def _page(reader: Reader, market_id: int, order_ids: Sequence[UUID], size: int) -> Page[Pickup]:
    page = page_of(list(order_ids), size, lambda order_id: order_id)
    return Page(await _in_order(reader, market_id, page.items), page.next_cursor)


async def _in_order(reader: Reader, market_id: int, order_ids: Sequence[UUID]) -> list[Pickup]:
    found = await pickups_of_orders(reader, market_id, order_ids)
    return [found[order_id] for order_id in order_ids if order_id in found]


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)
