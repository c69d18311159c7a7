"""Over the counter, and back again where it was a mistake."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.modules import markets
from linli.modules.pickups.actions.moving import By, Said, chosen, held, moved
from linli.modules.pickups.events import GoodsHandedOver, HandOverUndone
from linli.modules.pickups.model import Move, MoveKind, Pickup
from linli.modules.pickups.queries import moves_of_order, pickup_by_code, undone
from linli.modules.pickups.refusals import (
    GOODS_ON_THE_WAY,
    HAND_OVER_NOT_FOUND,
    HAND_OVER_RETURNED,
    HAND_OVER_UNDONE,
    PICKUP_CLOSED,
    PICKUP_NOT_YET,
    TOO_FEW_WAITING,
    UNDO_TOO_LATE,
)
from linli.modules.pickups.statements import SQL

Clerk = tuple[UUID, str]


async def hand_over(
    work: Work,
    market_id: int,
    code: str,
    store_id: UUID,
    clerk: Clerk,
    key: Key,
    units: Mapping[int, int] | None = None,
) -> Move:
    """Hand over what waits under a code (as `read_scan` returns it): so many `units` (≥ 1) of each line by
    its number, or all of it. `clerk` is (person id, name as shown). Announces GoodsHandedOver.

    Must open its transaction. Refuses in this order: idempotency_key_needed, idempotency_key_reused,
    pickup_unknown, pickup_of_another_store (store, store_en), pickup_closed (state),
    goods_on_the_way (some of it is not here yet), pickup_not_yet (day: it is for that day), too_few_waiting
    (line_no, left).
    """

    async def act() -> Move:
        seen = await pickup_by_code(work, market_id, code)
        found = await held(work, market_id, seen.order_id, store_id)
        return await _hand_over(work, market_id, found, By(*clerk), units)

    return await once(work, market_id, key, Move, act)


async def everything_taken(work: Work, market_id: int, order_id: UUID) -> Move:
    """What was paid in the aisle leaves with its buyer."""
    found = await held(work, market_id, order_id)
    return await _hand_over(work, market_id, found, By(found.person_id), None)


async def _hand_over(
    work: Work, market_id: int, found: Pickup, by: By, units: Mapping[int, int] | None
) -> Move:
    if found.on_the_way:
        raise GOODS_ON_THE_WAY()
    if found.is_open and found.for_day and found.for_day > await _today(work, market_id):
        raise PICKUP_NOT_YET(day=found.for_day.isoformat())
    lines = chosen(found.lines, units, lambda line: line.waits, TOO_FEW_WAITING) if found.is_open else []
    if not lines:
        raise PICKUP_CLOSED(state=found.state.value)
    move = await moved(work, market_id, found, MoveKind.HANDED, lines, by)
    await work.announce(GoodsHandedOver(market_id=market_id, **_told(move)))
    return move


async def _today(work: Work, market_id: int) -> date:
    return markets.day_of(work.now, (await markets.market(work, market_id)).timezone)


async def undo_hand_over(
    work: Work, market_id: int, move_id: UUID, store_id: UUID, clerk: Clerk, within: timedelta
) -> Move:
    """Take a mistaken hand-over back at the store that made it, less than `within` after it: the same units
    wait again with the same money. Announces HandOverUndone.

    Refuses in this order: hand_over_not_found, undo_too_late (minutes), hand_over_undone,
    hand_over_returned (something of the order was returned since: the rest is returned as well, or stays).
    """
    seen = await work.one(Move, SQL.find_move, market_id, move_id)
    if seen is None or seen.kind is not MoveKind.HANDED or seen.store_id != store_id:
        raise HAND_OVER_NOT_FOUND()
    if seen.at + within <= work.now:
        raise UNDO_TOO_LATE(minutes=int(within.total_seconds()) // 60)
    found = await held(work, market_id, seen.order_id, store_id)
    moves = await moves_of_order(work, market_id, seen.order_id)
    if move_id in undone(moves):
        raise HAND_OVER_UNDONE()
    if any(move.kind is MoveKind.RETURNED for move in moves):
        raise HAND_OVER_RETURNED()
    said = Said(undoes=move_id)
    move = await moved(work, market_id, found, MoveKind.UNDONE, seen.lines, By(*clerk), said)
    told = {**_told(move), "move_id": move_id}
    await work.announce(HandOverUndone(market_id=market_id, **told))
    return move


def _told(move: Move) -> dict[str, Any]:
    names = ("move_id", "order_id", "store_id", "lines", "amount_minor", "currency")
    return {name: getattr(move, name) for name in names}
