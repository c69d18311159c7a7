"""Announce a flash sale, claim some of it, order what one holds."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Database, Work
from linli.kernel.groups import Groups
from linli.kernel.refusals import BUSY, INVALID, NOT_FOUND, Refusal
from linli.modules import catalog, reservations
from linli.modules.flash.model import Claim, NewSale, Sale, SaleState, Standing, Wish
from linli.modules.flash.refusals import FLASH_BEGUN, FLASH_CLAIM_FIRST, FLASH_NOT_STARTED, FLASH_OVER
from linli.modules.flash.serving import Room, Served, Told, serve
from linli.modules.flash.statements import SQL

MOST_UNITS, LONGEST = 100_000, timedelta(days=7)
SHORTEST_HOLD, LONGEST_HOLD = 30, 3600
# So many of those in line are served by one group at most.
MOST_SERVED = 500
TRIES = 5
Key = tuple[int, UUID]


async def announce_sale(work: Work, market_id: int, new: NewSale) -> Sale:
    """Set `units` of a deal's stock aside, to be sold for `price_minor` from `starts_at` until `ends_at`;
    what somebody claims is kept for them for `hold_seconds`, to be ordered.

    Who may do this, the caller asks. Refuses in this order: not_found (no such deal of this store),
    deal_ended, invalid (units, per_person, price, starts_at, ends_at, hold_seconds), sold_out (left).
    """
    deal = await catalog.deal_for_sale(work, market_id, new.deal_id)
    if deal.store_id != new.store_id:
        raise NOT_FOUND()
    faults = {
        "units": not 0 < new.units <= MOST_UNITS,
        "per_person": not 0 < new.per_person <= new.units,
        "price": not 0 < new.price_minor <= deal.price_minor,
        "starts_at": not work.now - LONGEST < new.starts_at < work.now + 30 * LONGEST,
        "ends_at": not max(work.now, new.starts_at) < new.ends_at <= new.starts_at + LONGEST,
        "hold_seconds": not SHORTEST_HOLD <= new.hold_seconds <= LONGEST_HOLD,
    }
    for field, wrong in faults.items():
        if wrong:
            raise INVALID(field=field)
    sale = Sale(
        sale_id=ids.uuid7(work.now),
        currency=deal.currency,
        **{name: getattr(new, name) for name in NewSale.__struct_fields__},
    )
    await reservations.hold(work, market_id, sale.sale_id, [reservations.Claim(sale.deal_id, sale.units)])
    await reservations.confirm(work, market_id, sale.sale_id)
    await reservations.create_pool(work, market_id, sale.sale_id, reservations.PoolKind.STOCK, sale.units)
    columns = ("store_id", "deal_id", "units", "per_person", "price_minor", "currency", "hold_seconds")
    moments = (sale.starts_at, sale.ends_at)
    row = (sale.sale_id, *(getattr(sale, name) for name in columns), *moments)
    await work.run(SQL.insert_sale, market_id, *row)
    await work.audit(market_id, "flash_sale.announced", str(sale.sale_id), units=sale.units)
    return sale


async def call_off(work: Work, market_id: int, store_id: UUID, sale_id: UUID) -> None:
    """Take an announced sale back before it starts; its units are the deal's again. One that was called off
    already stays so. What somebody got because it began in this very moment stays theirs.

    Who may do this, the caller asks. Refuses in this order: not_found (no such sale of this store),
    flash_begun.
    """
    done = await work.run(SQL.call_off_sale, market_id, sale_id, store_id, work.now)
    sale = await work.one(Sale, SQL.find_sale, market_id, sale_id)
    if sale is None or sale.store_id != store_id:
        raise NOT_FOUND()
    if not done:
        if sale.called_off_at is None:
            raise FLASH_BEGUN()
        return
    await return_left(work, market_id, sale)
    await work.audit(market_id, "flash_sale.called_off", str(sale_id))


async def return_left(work: Work, market_id: int, sale: Sale) -> int:
    """What nobody has of a sale is its deal's again; how many units. Refuses nothing."""
    pools = await reservations.lock_pools(work, market_id, [sale.sale_id, sale.deal_id])
    left = pools[sale.sale_id].left
    if left:
        await reservations.add_to_pool(work, market_id, sale.sale_id, -left)
        await reservations.return_units(work, market_id, sale.sale_id, left, [sale.deal_id])
    return left


class Desk:
    """Where one process takes claims: those of one sale that come together are one transaction."""

    def __init__(self, db: Database, draw: Callable[[list[Wish]], None] | None = None) -> None:
        self._db = db
        self._draw = draw or secrets.SystemRandom().shuffle
        self.groups: Groups[Key, Wish | None, Standing | None] = Groups(self._answer)

    async def claim(self, market_id: int, sale_id: UUID, person_id: UUID, quantity: int = 1) -> Standing:
        """So many units for somebody: held for them, or a place in line as long as units may come back. Who
        waits or holds already has that, whatever they ask for. Who is before them in line is not counted: ask
        `standing`.

        Refuses in this order: invalid (quantity), not_found, flash_not_started, flash_over, limit_reached
        (limit), sold_out (left: 0).
        """
        if not 0 < quantity <= MOST_UNITS:
            raise INVALID(field="quantity")
        standing = await self.groups.ask((market_id, sale_id), Wish(person_id, quantity))
        if standing is None:
            raise BUSY()
        return standing

    async def serve_line(self, market_id: int, sale_id: UUID) -> None:
        """Give those in line what has come back. Refuses: not_found, flash_not_started, flash_over."""
        await self.groups.ask((market_id, sale_id), None)

    async def _answer(self, key: Key, asked: Sequence[Wish | None]) -> list[Standing | Refusal | None]:
        market_id, sale_id = key
        wishes = list({one.person_id: one for one in asked if one is not None}.values())
        # Who of those that came together was a millisecond earlier is their machines' doing: it is drawn.
        self._draw(wishes)
        for _ in range(TRIES):
            try:
                async with self._db.work() as work:
                    sale = await work.one(Sale, SQL.lock_sale, market_id, sale_id)
                    if sale is None or (refusal := _closed(sale, work.now)):
                        return [NOT_FOUND() if sale is None else refusal for _ in asked]
                    served = await _serve(work, market_id, sale, wishes)
            except _ChangedError:
                continue
            return [_told(sale, served, one) for one in asked]
        return [BUSY() for _ in asked]


class _ChangedError(Exception):
    """Something was written under our hands: the group is worked out again."""


def _closed(sale: Sale, now: datetime) -> Refusal | None:
    state = sale.state(now)
    if state is SaleState.ANNOUNCED:
        return FLASH_NOT_STARTED(starts=sale.starts_at.isoformat())
    return None if state is SaleState.ON else FLASH_OVER()


def _told(sale: Sale, served: Served, wish: Wish | None) -> Standing | Refusal | None:
    if wish is None:
        return None
    answer = served.answers[wish.person_id]
    if answer is Told.LIMIT:
        return reservations.LIMIT_REACHED(limit=sale.per_person)
    if answer is Told.SOLD_OUT:
        return reservations.SOLD_OUT(left=0)
    return Standing(answer, 0, served.free, served.unpaid) if isinstance(answer, Claim) else None


async def _serve(work: Work, market_id: int, sale: Sale, wishes: Sequence[Wish]) -> Served:
    """One group. Locked are first the sale, then the claims, then the pools, each in the order that everybody
    keeps.
    """
    pool_id, people = sale.sale_id, sorted(wish.person_id for wish in wishes)
    seen = await reservations.pool(work, market_id, pool_id)
    first = max(1, min(MOST_SERVED, seen.left if seen else 0))
    rows = await work.many(Claim, SQL.lock_claims, market_id, sale.sale_id, people, first)
    known = {one.person_id: one for one in rows}
    personal = {one: personal_pool(sale.sale_id, one) for one in {*known, *people}}
    pools = await reservations.lock_pools(work, market_id, [*personal.values(), pool_id])
    had = {one: pools[pool].promised for one, pool in personal.items() if pool in pools}
    room = Room(pools[pool_id].left, pools[pool_id].held, had, first)
    served = serve(sale, room, known, wishes, work.now)
    if served.held:
        kept = [reservations.Wish(one.claim_id, personal[one.person_id], one.quantity) for one in served.held]
        until = work.now + timedelta(seconds=sale.hold_seconds)
        if not await reservations.hold_each(work, market_id, pool_id, kept, sale.per_person, until):
            raise _ChangedError
    new = [*served.held, *served.waiting]
    if new and await _write(work, market_id, sale, known, new) < len(new):
        raise _ChangedError
    return served


async def _write(
    work: Work, market_id: int, sale: Sale, known: Mapping[UUID, Claim], new: Sequence[Claim]
) -> int:
    """How many were written."""
    first = [one for one in new if one.person_id not in known]
    again = [one for one in new if one.person_id in known]
    written = 0
    if first:
        written += await work.run(SQL.write_claims, market_id, sale.sale_id, *_columns(first))
    if again:
        was = [known[one.person_id].claim_id for one in again]
        written += await work.run(SQL.change_claims, market_id, sale.sale_id, *_columns(again), was)
    return written


def _columns(claims: Sequence[Claim]) -> list[list[object]]:
    names = ("person_id", "claim_id", "quantity", "state", "claimed_at", "held_until")
    return [[getattr(one, name) for one in claims] for name in names]


def personal_pool(sale_id: UUID, person_id: UUID) -> UUID:
    """What one person may have of a sale."""
    return ids.derived("flash", sale_id, person_id)


async def order_claim(
    work: Work, market_id: int, sale_id: UUID, person_id: UUID, quantity: int, order_id: UUID
) -> Sale:
    """What somebody holds of a sale is held for their order from now on, however long that waits to be paid.

    Refuses in this order: not_found, flash_claim_first (nothing is held, not that many, or not any more).
    """
    sale = await work.one(Sale, SQL.find_sale, market_id, sale_id)
    if sale is None:
        raise NOT_FOUND()
    mine = (sale_id, person_id, work.now, quantity)
    claim_id = await work.value(UUID, SQL.use_claim, market_id, *mine)
    if claim_id is None or not await reservations.hand_on(work, market_id, claim_id, order_id):
        raise FLASH_CLAIM_FIRST()
    return sale


async def leave(work: Work, market_id: int, sale_id: UUID, person_id: UUID) -> None:
    """Somebody no longer wants it: they wait no longer, and what is held for them is free for the next in
    line. Nothing happens where they have nothing, or have ordered it. Refuses nothing.
    """
    claim_id = await work.value(UUID, SQL.leave, market_id, sale_id, person_id)
    if claim_id is not None:
        await reservations.give_back(work, market_id, claim_id)
