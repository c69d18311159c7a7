"""What is chosen at a screen goes onto a phone, once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import carts
from linli.modules.carts import CartMode
from linli.modules.kiosks.model import (
    MOST_LINES,
    SELECTION_LIFE,
    Chosen,
    Kiosk,
    Selection,
    SelectionState,
)
from linli.modules.kiosks.queries import selection, sellers
from linli.modules.kiosks.refusals import (
    SELECTION_EMPTY,
    SELECTION_OVER,
    SELECTION_PUT_BACK,
    SELECTION_TAKEN,
)
from linli.modules.kiosks.statements import SQL

_WHY_NOT = {
    SelectionState.TAKEN: SELECTION_TAKEN,
    SelectionState.PUT_BACK: SELECTION_PUT_BACK,
    SelectionState.OVER: SELECTION_OVER,
}


async def choose(
    work: Work, market_id: int, kiosk: Kiosk, lines: Sequence[Chosen], seller_id: UUID | None = None
) -> Selection:
    """What was chosen at a kiosk, to be taken within a quarter of an hour; credited to the seller's link, or
    to the kiosk's own.

    Refuses: selection_empty, invalid (lines: more than 20; seller: nobody who serves there).
    """
    if not lines:
        raise SELECTION_EMPTY()
    if len(lines) > MOST_LINES:
        raise INVALID(field="lines")
    code = kiosk.link_code
    if seller_id is not None:
        known = {one.person_id: one.link_code for one in await sellers(work, market_id, kiosk.kiosk_id)}
        if seller_id not in known:
            raise INVALID(field="seller")
        code = known[seller_id]
    about = (ids.uuid7(work.now), kiosk.kiosk_id, kiosk.store_id, code, msgspec.to_builtins(lines))
    made = await work.one(
        Selection, SQL.write_selection, market_id, *about, work.now, work.now + SELECTION_LIFE
    )
    if made is None:
        raise RuntimeError("a selection was not written")
    return made


def selection_text(selection_id: UUID) -> str:
    """What the code of a selection says before it is signed."""
    return f"s:{selection_id.hex}"


def read_selection(text: str | None) -> UUID:
    """The selection of a code whose signature is ours. Refuses: not_found (it is not)."""
    kind, _, selection_hex = (text or "").partition(":")
    if kind != "s":
        raise NOT_FOUND()
    return UUID(selection_hex)


async def put_back(work: Work, market_id: int, kiosk_id: UUID, selection_id: UUID) -> None:
    """The guest goes on choosing, and the code leads nowhere; what was taken stays taken. Refuses nothing."""
    await work.run(SQL.put_back, market_id, kiosk_id, selection_id, work.now)


async def take(work: Work, market_id: int, selection_id: UUID, person_id: UUID) -> Selection:
    """All of it lies in this person's carts, each thing in that of the store where it is collected; once.

    Refuses in this order: not_found, selection_taken, selection_put_back, selection_over, cart_full (most).
    """
    taken = await work.one(Selection, SQL.take_selection, market_id, selection_id, work.now)
    if taken is None:
        found = await selection(work, market_id, selection_id)
        raise _WHY_NOT.get(found.state_at(work.now), SELECTION_TAKEN)()
    for line in taken.lines:
        where = (market_id, person_id, line.store_id, CartMode.PICKUP)
        await carts.add(work, *where, line.variant_id, line.quantity, line.picks)
    return taken


async def forget_old(work: Work, market_id: int, before: datetime, size: int) -> int:
    """Throws away what was chosen before then, at most so many; how many went."""
    return await work.run(SQL.forget_selections, market_id, ids.first_at(before), size)
