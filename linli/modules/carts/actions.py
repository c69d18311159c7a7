"""Into the cart and out of it; nothing is held for anybody until it is ordered."""

from datetime import timedelta
from uuid import UUID

from linli.kernel.database import Database, Work
from linli.kernel.refusals import INVALID
from linli.modules import chains
from linli.modules.carts.model import CartMode, read_picks
from linli.modules.carts.refusals import CART_FULL
from linli.modules.carts.statements import SQL

MOST_LINES = 50
MOST_UNITS = 99
FORGOTTEN_AFTER = timedelta(days=60)


async def add(
    work: Work,
    market_id: int,
    person_id: UUID,
    store_id: UUID,
    mode: CartMode,
    variant_id: UUID,
    quantity: int = 1,
    picks: str = "",
) -> None:
    """So many more of a variant, up to 99 of it; `picks` as `write_picks` writes them.

    Refuses in this order: invalid (quantity, picks), cart_full (most).
    """
    _check(quantity, picks)
    row = (market_id, person_id, store_id, mode.value, variant_id, picks, quantity, work.now)
    if not await work.run(SQL.add_line, *row, MOST_LINES):
        raise CART_FULL(most=MOST_LINES)


async def put(
    work: Work,
    market_id: int,
    person_id: UUID,
    store_id: UUID,
    mode: CartMode,
    variant_id: UUID,
    quantity: int,
    picks: str = "",
) -> None:
    """So many of what lies there, none takes it out. What is not there is left alone.

    Refuses: invalid (quantity, picks).
    """
    key = (market_id, person_id, store_id, mode.value, variant_id, picks)
    if quantity == 0:
        await work.run(SQL.drop_line, *key)
        return
    _check(quantity, picks)
    await work.run(SQL.set_quantity, *key, quantity)


async def empty(work: Work, market_id: int, person_id: UUID, store_id: UUID, mode: CartMode) -> None:
    """Nothing lies there any more."""
    await work.run(SQL.empty_cart, market_id, person_id, store_id, mode.value)


async def keep_place(work: Work, market_id: int, person_id: UUID, place: chains.PlaceOfUse) -> None:
    """Where this person will use what is sold by area, from now on. Refuses nothing."""
    row = (place.address, place.lat, place.lon, work.now)
    await work.run(SQL.keep_place, market_id, person_id, *row)


async def forget_old(db: Database, market_id: int) -> int:
    """A job of the timetable: what was put into a cart 60 days ago is thrown away, and a place of use that
    nobody asked about since then. Returns how many lines.
    """
    async with db.work() as work:
        await work.run(SQL.forget_places, market_id, work.now - FORGOTTEN_AFTER)
        return await work.run(SQL.forget_carts, market_id, work.now - FORGOTTEN_AFTER)


def _check(quantity: int, picks: str) -> None:
    if not 0 < quantity <= MOST_UNITS:
        raise INVALID(field="quantity")
    try:
        read_picks(picks)
    except ValueError:
        raise INVALID(field="picks") from None


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """Somebody is erased: their carts are empty, and where they would use things is forgotten."""
    await work.run(SQL.drop_carts, market_id, person_id)
    await work.run(SQL.drop_places, market_id, person_id)
