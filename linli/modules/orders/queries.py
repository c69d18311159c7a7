"""Orders as their people and their shops see them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules import catalog, flash, reservations
from linli.modules.orders.actions import discounting
from linli.modules.orders.actions.place import at_flash_price
from linli.modules.orders.model import (
    EVERY_ORDER,
    Order,
    OrderFilter,
    OrderLine,
    Quote,
    RangeSale,
    Sale,
    SaleSum,
    StateCount,
    StoreRecord,
    StoreTotals,
)
from linli.modules.orders.refusals import ORDERS_STILL_OPEN
from linli.modules.orders.statements import SQL

# Longer than any order waits for its payment: what is older was not paid today either.
PAID_WITHIN = timedelta(days=2)
# So many of a store say how it keeps its promises.
LAST_ORDERS = 200


async def quote(
    reader: Reader,
    market_id: int,
    deal_id: UUID,
    quantity: int,
    *,
    person_id: UUID | None = None,
    store_id: UUID | None = None,
    coupon_ids: Sequence[UUID] | None = None,
    flash_sale_id: UUID | None = None,
) -> Quote:
    """What `quantity` of a deal costs a person now and how many are left; with these coupons, or with those
    of theirs that take off most. With `flash_sale_id` at that flash sale's price, and of what is left there.

    Refuses: not_found, deal_ended, flash_claim_first (a sale of another deal), coupon_not_usable,
    coupons_do_not_mix.
    """
    deal = await catalog.deal_for_sale(reader, market_id, deal_id)
    if flash_sale_id is not None:
        deal = at_flash_price(deal, await flash.sale(reader, market_id, flash_sale_id))
    left = await reservations.left(reader, market_id, flash_sale_id or deal_id)
    sold_by = store_id if store_id and deal.sold_at(store_id) else deal.store_id
    basket = discounting.deal_basket(deal, sold_by, quantity, reader.now)
    off = await discounting.taken_off(reader, market_id, person_id, basket, coupon_ids)
    return Quote(
        deal_id=deal_id,
        store_id=deal.store_id,
        quantity=quantity,
        unit_price_minor=deal.price_minor,
        total_minor=deal.price_minor * quantity - off.minor,
        currency=deal.currency,
        left=left,
        per_person=deal.per_person,
        discount=off,
    )


async def order(reader: Reader, market_id: int, order_id: UUID, person_id: UUID | None) -> Order:
    """One order; with a `person_id`, only that person's own. Refuses: not_found."""
    found = await reader.one(Order, SQL.find_order, market_id, order_id)
    if found is None or person_id not in (None, found.person_id):
        raise NOT_FOUND()
    return found


async def lines_of_order(reader: Reader, market_id: int, order_id: UUID) -> list[OrderLine]:
    """What an order is of, line by line, in their order; none for an order that is not there."""
    return await reader.many(OrderLine, SQL.find_lines, market_id, order_id)


async def order_by_number(reader: Reader, market_id: int, number: str) -> Order:
    """The order with this number. Refuses: not_found."""
    order_id = await reader.value(UUID, SQL.find_number, market_id, number)
    if order_id is None:
        raise NOT_FOUND()
    return await order(reader, market_id, order_id, None)


async def orders_of_person(
    reader: Reader,
    market_id: int,
    person_id: UUID,
    cursor: str | None = None,
    size: int = 20,
    *,
    at: Sequence[UUID] | None = None,
) -> Page[Order]:
    """A person's orders, newest first; only those `at` some stores where they are given."""
    about = (market_id, person_id, read_cursor(cursor), size + 1, at)
    rows = await reader.many(Order, SQL.orders_of_person, *about)
    return page_of(rows, size, lambda row: row.order_id)


async def orders_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    cursor: str | None = None,
    size: int = 30,
    only: OrderFilter = EVERY_ORDER,
) -> Page[Order]:
    """A store's orders, newest first; `only` may name a state and days. Refuses: invalid (cursor)."""
    wanted = (only.state, only.since, only.until)
    key = (market_id, store_id, read_cursor(cursor), size + 1)
    rows = await reader.many(Order, SQL.orders_of_store, *key, *wanted)
    return page_of(rows, size, lambda row: row.order_id)


async def orders_of_store_since(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, cursor: str | None = None, size: int = 30
) -> Page[Order]:
    """A store's orders that were placed or paid since a moment (inclusive), newest first."""
    earliest = ids.first_at(since - PAID_WITHIN)
    key = (market_id, store_id, read_cursor(cursor), earliest, since)
    rows = await reader.many(Order, SQL.orders_of_store_since, *key, size + 1)
    return page_of(rows, size, lambda row: row.order_id)


async def store_totals(reader: Reader, market_id: int, store_id: UUID, since: datetime) -> StoreTotals:
    """A store's orders that were paid since a moment (inclusive), also those that were refunded later."""
    earliest = ids.first_at(since - PAID_WITHIN)
    totals = await reader.one(StoreTotals, SQL.store_totals, market_id, store_id, since, earliest)
    return totals or StoreTotals(0, 0)


async def record_of_store(reader: Reader, market_id: int, store_id: UUID) -> StoreRecord:
    """How the store's last 200 orders ended."""
    record = await reader.one(StoreRecord, SQL.record_of_store, market_id, store_id, LAST_ORDERS)
    return record or StoreRecord(0, 0)


class _OfStore(StoreTotals, frozen=True, kw_only=True):
    store_id: UUID


async def totals_of_stores(
    reader: Reader, market_id: int, store_ids: Iterable[UUID], since: datetime
) -> dict[UUID, StoreTotals]:
    """The same for several stores; one without an order is left out."""
    key = (market_id, list(set(store_ids)), since, ids.first_at(since - PAID_WITHIN))
    rows = await reader.many(_OfStore, SQL.totals_of_stores, *key)
    return {row.store_id: row for row in rows}


async def sales_of_range(
    reader: Reader, market_id: int, owner_id: UUID, store_ids: Iterable[UUID], since: datetime
) -> list[RangeSale]:
    """What stores sold of a merchant's articles and was paid since a moment (inclusive), by who was paid;
    what was given back later is counted.
    """
    earliest = ids.first_at(since - PAID_WITHIN)
    key = (market_id, owner_id, list(set(store_ids)), earliest, since)
    return await reader.many(RangeSale, SQL.sales_of_range, *key)


async def require_none_open(reader: Reader, market_id: int, store_id: UUID) -> None:
    """Before a store closes: none of its orders waits for its payment. Refuses: orders_still_open (n)."""
    waiting = await reader.value(int, SQL.open_orders_of_store, market_id, store_id) or 0
    if waiting:
        raise ORDERS_STILL_OPEN(n=waiting)


async def counts_by_state(reader: Reader, market_id: int) -> list[StateCount]:
    """How many of the market's orders stand in each state that has any, and what they are worth."""
    return await reader.many(StateCount, SQL.counts_by_state, market_id)


async def orders_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Order]:
    """These orders by id; one that is not there is left out."""
    found = await reader.many(Order, SQL.find_orders, market_id, list(set(ids)))
    return {one.order_id: one for one in found}


async def orders_of_market(
    reader: Reader,
    market_id: int,
    wanted: OrderFilter,
    cursor: str | None = None,
    size: int = 50,
    *,
    oldest_first: bool = False,
) -> Page[Order]:
    """The market's orders, newest first or from the beginning. Refuses: invalid (cursor)."""
    statement = SQL.market_orders_oldest if oldest_first else SQL.market_orders_newest
    start = read_cursor(cursor, oldest_first=oldest_first)
    about = (wanted.state, wanted.store_id, wanted.person_id, wanted.since, wanted.until)
    rows = await reader.many(Order, statement, market_id, start, *about, size + 1)
    return page_of(rows, size, lambda row: row.order_id)


async def sale(reader: Reader, market_id: int, order_id: UUID, store_id: UUID | None = None) -> Sale:
    """An amount paid in a shop; with a `store_id`, only that store's. Refuses: not_found."""
    found = await reader.one(Sale, SQL.find_sale, market_id, order_id)
    if found is None or store_id not in (None, found.store_id):
        raise NOT_FOUND()
    return found


async def was_paid_in_shop(reader: Reader, market_id: int, order_id: UUID) -> bool:
    """Whether the order is an amount that was paid in a shop and not given back whole."""
    return bool(await reader.value(bool, SQL.sale_kept, market_id, order_id))


async def sales_of_store(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, size: int = 50
) -> list[Sale]:
    """What was paid at a till since a moment (inclusive), the newest first, so many at most."""
    return await reader.many(Sale, SQL.sales_of_store, market_id, store_id, since, size)


async def sale_sums(
    reader: Reader, market_id: int, store_id: UUID, since: datetime, until: datetime
) -> list[SaleSum]:
    """What was paid at a till from a moment until just before another, by who asked for it."""
    return await reader.many(SaleSum, SQL.sale_sums, market_id, store_id, since, until)


async def asked_of_person(reader: Reader, market_id: int, person_id: UUID) -> Order | None:
    """The newest amount that a person is asked to pay in a shop and can still pay; None: nobody asks."""
    return await reader.one(Order, SQL.asked_of_person, market_id, person_id, reader.now)


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)


async def ids_of_person(reader: Reader, market_id: int, person_id: UUID) -> list[UUID]:
    """All of somebody's orders, for what other modules keep by order."""
    return await reader.column(UUID, SQL.ids_of_person, market_id, person_id)


async def open_count(reader: Reader, market_id: int, person_id: UUID) -> int:
    """How many orders somebody has not paid yet, or not received all of."""
    return await reader.value(int, SQL.count_open, market_id, person_id) or 0
