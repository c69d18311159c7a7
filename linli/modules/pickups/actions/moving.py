"""What every move has in common: the pickup is held, units change their pots, the move is written."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND, RefusalKind
from linli.modules import merchants
from linli.modules.pickups.model import Line, Move, MovedLine, MoveKind, Pickup
from linli.modules.pickups.moves import state_of
from linli.modules.pickups.pots import Pot
from linli.modules.pickups.queries import pickup
from linli.modules.pickups.refusals import PICKUP_OF_ANOTHER_STORE
from linli.modules.pickups.statements import SQL

# The pots of a line, as its columns are called.
POTS = ("waiting", "handed", "refunded", "returned")
FLOWS = {
    MoveKind.HANDED: ("waiting", "handed"),
    MoveKind.UNDONE: ("handed", "waiting"),
    MoveKind.GIVEN_BACK: ("waiting", "refunded"),
    MoveKind.LAPSED: ("waiting", "refunded"),
    MoveKind.RETURNED: ("handed", "returned"),
}


class By(msgspec.Struct, frozen=True):
    """Who moves something: their id (None: the timetable) and their name as shown."""

    person_id: UUID | None = None
    name: str = ""


class Said(msgspec.Struct, frozen=True):
    """What stands beside a move."""

    undoes: UUID | None = None
    reason: str = ""
    restocked: bool | None = None


NOTHING_SAID = Said()


async def held(work: Work, market_id: int, order_id: UUID, store_id: UUID | None = None) -> Pickup:
    """The pickup as it stands, and stays until this transaction ends unless this one changes it.

    Refuses in this order: not_found, pickup_of_another_store (store, store_en).
    """
    if await work.value(UUID, SQL.hold_pickup, market_id, order_id) is None:
        raise NOT_FOUND()
    found = await pickup(work, market_id, order_id)
    if store_id not in (None, found.store_id):
        where = await merchants.store(work, market_id, found.store_id)
        raise PICKUP_OF_ANOTHER_STORE(store=where.name, store_en=where.name_en or where.name)
    return found


def chosen(
    lines: Sequence[Line], units: Mapping[int, int] | None, pot: Callable[[Line], Pot], few: RefusalKind
) -> list[MovedLine]:
    """So many `units` (≥ 1) of each line by its number, or all that lies in the pot; each with its share.

    Refuses `few` (line_no, left) where a pot has less; the list may be empty.
    """
    pots = {line.line_no: pot(line) for line in lines}
    wanted = units if units is not None else {number: found.units for number, found in pots.items()}
    for number, count in sorted(wanted.items()):
        left = pots.get(number, Pot()).units
        if not 0 <= count <= left or (units is not None and count < 1):
            raise few(line_no=number, left=left)
    return [
        MovedLine(line.line_no, line.variant_id, wanted[line.line_no], pot(line).share(wanted[line.line_no]))
        for line in lines
        if wanted.get(line.line_no)
    ]


async def moved(
    work: Work,
    market_id: int,
    found: Pickup,
    kind: MoveKind,
    lines: Sequence[MovedLine],
    by: By,
    said: Said = NOTHING_SAID,
) -> Move:
    """Carry a move out; the pickup must be `held`."""
    move = Move(
        move_id=ids.uuid7(work.now),
        order_id=found.order_id,
        store_id=found.store_id,
        kind=kind,
        lines=tuple(lines),
        amount_minor=sum(line.amount_minor for line in lines),
        currency=found.currency,
        actor_id=by.person_id,
        actor_name=by.name,
        at=work.now,
        undoes=said.undoes,
        reason=said.reason,
        restocked=said.restocked,
    )
    await work.run(SQL.move_units, market_id, found.order_id, *_columns(kind, lines))
    after = await pickup(work, market_id, found.order_id)
    state = state_of(after.lines, found.state)
    closed_at = None if any(line.waiting for line in after.lines) else found.closed_at or work.now
    await work.run(SQL.write_state, market_id, found.order_id, state.value, closed_at)
    await work.run(
        SQL.insert_move,
        market_id,
        *(getattr(move, name) for name in ("move_id", "order_id", "store_id", "kind")),
        *(getattr(move, name) for name in ("lines", "amount_minor", "currency", "actor_id", "actor_name")),
        *(getattr(move, name) for name in ("at", "undoes", "reason", "restocked")),
    )
    return move


def _columns(kind: MoveKind, lines: Sequence[MovedLine]) -> list[list[int]]:
    source, target = FLOWS[kind]
    signs = {source: -1, target: 1}
    columns = [[line.line_no for line in lines]]
    for pot in POTS:
        columns.append([signs.get(pot, 0) * line.units for line in lines])
        columns.append([signs.get(pot, 0) * line.amount_minor for line in lines])
    return columns
