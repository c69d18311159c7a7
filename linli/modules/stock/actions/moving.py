"""Goods come in, go out, or turn out to be other than the book says."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import reservations
from linli.modules.stock.actions.watching import notice_low, track
from linli.modules.stock.model import (
    MOST_LINES,
    MOST_UNITS,
    Act,
    Moved,
    MovementKind,
    Slip,
    level_id,
)
from linli.modules.stock.queries import tracked
from linli.modules.stock.refusals import STOCK_PROMISED
from linli.modules.stock.statements import SQL

MOST_NOTE = 200


async def receive(
    work: Work,
    market_id: int,
    store_id: UUID,
    units: Mapping[UUID, int],
    key: Key,
    *,
    note: str = "",
    day: date | None = None,
) -> Slip:
    """So many units of each variant came in; a variant that was not counted is counted from now on.

    What is missing for orders is made up for first. Must be the first step of its transaction. Refuses:
    idempotency_key_needed, idempotency_key_reused, invalid (quantity, note).
    """
    check_units(units)

    async def act() -> Slip:
        await track(work, market_id, store_id, list(units), day)
        return await move(work, market_id, store_id, Act(MovementKind.RECEIVED, note, day), units)

    return await once(work, market_id, key, Slip, act)


async def write_off(
    work: Work,
    market_id: int,
    store_id: UUID,
    units: Mapping[UUID, int],
    key: Key,
    *,
    note: str,
    day: date | None = None,
) -> Slip:
    """So many units broke, spoiled or were taken; `note` says which. Only what no order was promised: where
    more is gone, a count says so. Refuses: idempotency_key_needed, idempotency_key_reused, invalid (quantity,
    note), stock_promised (left).
    """
    check_units(units)
    minus = {variant_id: -quantity for variant_id, quantity in units.items()}
    return await _corrected(work, market_id, store_id, Act(MovementKind.WRITTEN_OFF, note, day), minus, key)


async def correct(
    work: Work,
    market_id: int,
    store_id: UUID,
    deltas: Mapping[UUID, int],
    key: Key,
    *,
    note: str,
    day: date | None = None,
) -> Slip:
    """The book was wrong by so many units, more or fewer; `note` says why. Refuses as `write_off` does."""
    check_units({variant_id: abs(delta) for variant_id, delta in deltas.items()})
    return await _corrected(work, market_id, store_id, Act(MovementKind.CORRECTED, note, day), deltas, key)


async def _corrected(
    work: Work, market_id: int, store_id: UUID, about: Act, deltas: Mapping[UUID, int], key: Key
) -> Slip:
    if not about.note.strip():
        raise INVALID(field="note")

    async def act() -> Slip:
        await track(work, market_id, store_id, list(deltas), about.day)
        try:
            return await move(work, market_id, store_id, about, deltas)
        except Refusal as refusal:
            if refusal.kind is reservations.SOLD_OUT:
                raise STOCK_PROMISED(**refusal.params) from None
            raise

    return await once(work, market_id, key, Slip, act)


async def sell_at_till(
    work: Work,
    market_id: int,
    store_id: UUID,
    units: Mapping[UUID, int],
    key: Key,
    *,
    note: str = "",
    day: date | None = None,
) -> Slip:
    """The shop's own till sold so many units of each; `note` may be its receipt's number. All of it or
    nothing; what the store does not count is named as `untracked` and changes nothing.

    Must be the first step of its transaction. Refuses: idempotency_key_needed, idempotency_key_reused,
    invalid (quantity, note), sold_out (left; what orders were promised is not for sale at the till).
    """
    return await _at_till(work, market_id, store_id, Act(MovementKind.SOLD_AT_TILL, note, day), units, key)


async def return_at_till(
    work: Work,
    market_id: int,
    store_id: UUID,
    units: Mapping[UUID, int],
    key: Key,
    *,
    note: str = "",
    day: date | None = None,
) -> Slip:
    """The shop's own till took so many units back that can be sold again. Refuses as `sell_at_till` does, but
    never sold_out.
    """
    return await _at_till(
        work, market_id, store_id, Act(MovementKind.RETURNED_AT_TILL, note, day), units, key
    )


async def _at_till(
    work: Work, market_id: int, store_id: UUID, about: Act, units: Mapping[UUID, int], key: Key
) -> Slip:
    check_units(units)
    sign = -1 if about.kind is MovementKind.SOLD_AT_TILL else 1

    async def act() -> Slip:
        counted = await tracked(work, market_id, store_id, list(units), about.day)
        deltas = {one: sign * quantity for one, quantity in units.items() if one in counted}
        slip = await move(work, market_id, store_id, about, deltas)
        untracked = [one for one in units if one not in counted]
        return Slip(slip.slip_id, slip.kind, slip.lines, untracked)

    return await once(work, market_id, key, Slip, act)


async def move(
    work: Work,
    market_id: int,
    store_id: UUID,
    act: Act,
    deltas: Mapping[UUID, int],
    *,
    counted: bool = False,
) -> Slip:
    """What is on hand changes, and what can be sold with it. Refuses: invalid (note), sold_out (left,
    variant_id).
    """
    of = {level_id(market_id, store_id, one, act.day): one for one in deltas}
    changes = {pool_id: deltas[one] for pool_id, one in of.items()}
    try:
        await reservations.add_to_pools(work, market_id, changes, counted=counted)
    except Refusal as refusal:
        if refusal.kind is not reservations.SOLD_OUT:
            raise
        short = of[UUID(refusal.params["pool_id"])]
        raise reservations.SOLD_OUT(left=refusal.params["left"], variant_id=str(short)) from None
    return await write(work, market_id, store_id, act, deltas)


async def write(
    work: Work,
    market_id: int,
    store_id: UUID,
    act: Act,
    deltas: Mapping[UUID, int],
    handed: Mapping[UUID, int] | None = None,
) -> Slip:
    """The slip and its movements; the levels' pools are locked, and changed where they have to be.
    `handed` says of each line how many units more are out by orders (none given: none).
    """
    if len(act.note) > MOST_NOTE:
        raise INVALID(field="note")
    slip_id = ids.uuid7(work.now)
    await work.run(SQL.write_slip, market_id, slip_id, store_id, act.kind.value, work.now)
    lines = await work.many(
        Moved,
        SQL.write_movements,
        market_id,
        slip_id,
        [ids.uuid7(work.now) for _ in deltas],
        [level_id(market_id, store_id, one, act.day) for one in deltas],
        list(deltas.values()),
        [handed[one] if handed else 0 for one in deltas],
        act.kind.value,
        work.actor.person_id,
        act.order_id,
        act.transfer_id,
        act.note.strip(),
        work.now,
    )
    await notice_low(work, market_id, store_id, list(deltas), act.day)
    return Slip(slip_id, act.kind, lines)


def check_units(units: Mapping[UUID, int]) -> None:
    """A slip has some lines, and each is for so many units as a shop may have. Refuses: invalid."""
    if not 0 < len(units) <= MOST_LINES:
        raise INVALID(field="lines")
    if any(not 0 < quantity <= MOST_UNITS for quantity in units.values()):
        raise INVALID(field="quantity")
