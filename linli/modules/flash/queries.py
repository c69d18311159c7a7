"""Reading flash sales."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules import catalog, merchants, reservations
from linli.modules.flash.actions import personal_pool
from linli.modules.flash.model import Claim, ClaimState, Figures, Sale, SaleState, Shown, Standing
from linli.modules.flash.statements import SQL

MOST_LISTED = 50
# So long a process keeps what pages point to.
KEPT = timedelta(minutes=1)
# What pages point to begins within so long; so many of a market at most.
AHEAD, MOST_AHEAD = timedelta(days=7), 200


class _Sums(msgspec.Struct, frozen=True):
    sale_id: UUID
    held: int
    waiting: int
    wanted: int
    served: int


async def sale(reader: Reader, market_id: int, sale_id: UUID) -> Sale:
    """One flash sale. Refuses: not_found."""
    found = await reader.one(Sale, SQL.find_sale, market_id, sale_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def sales_of_store(reader: Reader, market_id: int, store_id: UUID) -> Sequence[Sale]:
    """A store's flash sales, the last announced first; at most 50."""
    return await reader.many(Sale, SQL.sales_of_store, market_id, store_id, MOST_LISTED)


async def sales_of_market(
    reader: Reader, market_id: int, cursor: str | None = None, size: int = MOST_LISTED
) -> Page[Sale]:
    """The market's flash sales, the last announced first. Refuses: invalid (cursor)."""
    rows = await reader.many(Sale, SQL.sales_of_market, market_id, read_cursor(cursor), size + 1)
    return page_of(rows, size, lambda row: row.sale_id)


async def shown(reader: Reader, market_id: int) -> list[Shown]:
    """What is on, and what begins within a week; the next first. What is of a deal that has ended or of a
    store that has closed is left out.
    """
    ahead = (reader.now, reader.now + AHEAD, MOST_AHEAD)
    found = await reader.many(Sale, SQL.sales_ahead, market_id, *ahead)
    if not found:
        return []
    deals = await catalog.deals_of_ids(reader, market_id, {one.deal_id for one in found})
    stores = await merchants.stores(reader, market_id, {one.store_id for one in found})
    return [
        Shown(one, deals[one.deal_id], stores[one.store_id])
        for one in found
        if one.deal_id in deals
        and deals[one.deal_id].on_sale
        and one.store_id in stores
        and not stores[one.store_id].closed
    ]


class Board:
    """What pages point to, kept by each process for a minute: a front page is asked for far more often than
    anybody announces a sale. What was announced elsewhere is seen here within that minute; what has ended is
    shown no more at once.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[int, tuple[datetime, list[Shown]]] = {}

    async def shown(self, reader: Reader, market_id: int) -> Sequence[Shown]:
        """What is on or begins within a week, the next first."""
        now = self._clock()
        read_at, found = self._kept.get(market_id, (None, []))
        if read_at is None or not read_at <= now < read_at + KEPT:
            found = await shown(reader, market_id)
            self._kept[market_id] = (now, found)
        states = (SaleState.ANNOUNCED, SaleState.ON)
        return [one for one in found if one.sale.state(now) in states]

    def forget(self, market_id: int) -> None:
        """Something was announced or called off here: it is read again."""
        self._kept.pop(market_id, None)


async def figures(reader: Reader, market_id: int, sale_ids: Sequence[UUID]) -> dict[UUID, Figures]:
    """How these sales stand, by id."""
    ids = list(sale_ids)
    sums = {one.sale_id: one for one in await reader.many(_Sums, SQL.sum_claims, market_id, ids, reader.now)}
    pools = await reservations.pools(reader, market_id, ids)
    return {
        sale_id: _figures(pools[sale_id], sums.get(sale_id, _Sums(sale_id, 0, 0, 0, 0)))
        for sale_id in ids
        if sale_id in pools
    }


def _figures(pool: reservations.Pool, sums: _Sums) -> Figures:
    """What is held of the pool and by no claim is ordered, or has just lapsed."""
    held = min(sums.held, pool.held)
    return Figures(
        free=pool.left,
        held=held,
        ordered=pool.held - held,
        paid=pool.taken,
        waiting=sums.waiting,
        wanted=sums.wanted,
        back=max(0, sums.served - pool.promised),
    )


async def standing(reader: Reader, market_id: int, sale_id: UUID, person_id: UUID) -> Standing:
    """How somebody stands in a sale: their claim, unless it has lapsed, and how many are before them."""
    claim = await reader.one(Claim, SQL.find_claim, market_id, sale_id, person_id)
    mine = personal_pool(sale_id, person_id)
    pools = await reservations.pools(reader, market_id, [sale_id, mine])
    pool = pools.get(sale_id)
    before = 0
    if claim is not None and claim.state is ClaimState.WAITING:
        place = (claim.claimed_at, claim.claim_id)
        before = await reader.value(int, SQL.count_before, market_id, sale_id, *place) or 0
    lapsed = claim is not None and claim.state is ClaimState.HELD and not claim.open_at(reader.now)
    if claim is not None and (lapsed or claim.state is ClaimState.LEFT):
        claim = None
    had = pools[mine].promised if mine in pools else 0
    return Standing(claim, before, pool.left if pool else 0, pool.held if pool else 0, had)


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)
