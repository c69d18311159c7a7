"""Who the customers are, whether they come again, and how many will come."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.paging import LAST_ID, Page, read_word_cursor, word_page_of
from linli.kernel.refusals import INVALID
from linli.modules.insight.model import (
    CohortCell,
    Customer,
    CustomerKind,
    Day,
    ForeseenDay,
    HourVisits,
    KindSum,
    Outlook,
    Returns,
    StoreVisits,
)
from linli.modules.insight.statements import SQL

# Somebody who came once is new for so long; who was not here for longer is drifting, and then gone.
NEW_FOR = timedelta(days=30)
HERE_FOR = timedelta(days=45)
GONE_AFTER = timedelta(days=90)
# Who came on so many days is a regular.
REGULAR_FROM = 4


async def customers_of_store(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    kind: CustomerKind | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Customer]:
    """A store's customers, all or of one kind, who came last first. Refuses: invalid (cursor)."""
    about = (store_id, kind.value if kind else "", *_borders(reader), *_before(cursor), size + 1)
    rows = await reader.many(Customer, SQL.customers_of_store, market_id, *about)
    return word_page_of(rows, size, lambda row: (row.last_at.isoformat(), row.person_id))


async def kinds_of_customers(
    reader: Reader, market_id: int, store_ids: Iterable[UUID] | None = None
) -> dict[CustomerKind, KindSum]:
    """How many of each kind; of these stores, or of the whole market (who goes to two stores counts
    twice).
    """
    found = await reader.many(
        KindSum, SQL.kinds_of_customers, market_id, _listed(store_ids), *_borders(reader)
    )
    return {kind: KindSum(kind, 0, 0, 0) for kind in CustomerKind} | {one.kind: one for one in found}


async def returns(
    reader: Reader, market_id: int, store_ids: Iterable[UUID] | None, since: date, until: date
) -> Returns:
    """Of the people who came from `since` until before `until`, how many came again."""
    found = await reader.one(Returns, SQL.returns, market_id, _listed(store_ids), since, until)
    return found or Returns(0, 0, 0)


async def cohorts(
    reader: Reader, market_id: int, store_ids: Iterable[UUID] | None, since: date
) -> list[CohortCell]:
    """Month by month from the month of `since`: who came first, and how many of them came again when."""
    return await reader.many(CohortCell, SQL.cohorts, market_id, _listed(store_ids), since.replace(day=1))


async def days_of_stores(
    reader: Reader, market_id: int, store_ids: Iterable[UUID] | None, since: date, until: date
) -> list[Day]:
    """What the days from `since` until before `until` were; a day without anybody is left out."""
    return await reader.many(Day, SQL.days_of_stores, market_id, _listed(store_ids), since, until)


async def hours_of_stores(
    reader: Reader, market_id: int, store_ids: Iterable[UUID] | None, since: date, until: date
) -> list[HourVisits]:
    """When people came, by weekday and hour."""
    return await reader.many(HourVisits, SQL.hours_of_stores, market_id, _listed(store_ids), since, until)


async def forecast_of_stores(
    reader: Reader, market_id: int, store_ids: Iterable[UUID] | None, since: date
) -> list[ForeseenDay]:
    """What is foreseen from a day on, of these stores together."""
    return await reader.many(ForeseenDay, SQL.forecast_of_stores, market_id, _listed(store_ids), since)


async def outlooks_of_stores(
    reader: Reader, market_id: int, store_ids: Iterable[UUID]
) -> dict[UUID, Outlook]:
    """What the forecasts of these stores were made from, of those that have one."""
    found = await reader.many(Outlook, SQL.outlooks_of_stores, market_id, list(store_ids))
    return {one.store_id: one for one in found}


async def stores_by_visits(
    reader: Reader, market_id: int, since: date, until: date, most: int = 1_000
) -> list[StoreVisits]:
    """A market's stores by how many came, the most first."""
    return await reader.many(StoreVisits, SQL.stores_by_visits, market_id, since, until, most)


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here; for their own eyes."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)


def _listed(store_ids: Iterable[UUID] | None) -> list[UUID] | None:
    """These stores; None is the whole market."""
    return None if store_ids is None else list(store_ids)


def _borders(reader: Reader) -> tuple[datetime, datetime, datetime, int]:
    return reader.now - NEW_FOR, reader.now - HERE_FOR, reader.now - GONE_AFTER, REGULAR_FROM


def _before(cursor: str | None) -> tuple[datetime, UUID]:
    if not cursor:
        return datetime.max.replace(tzinfo=UTC), LAST_ID
    word, last_id = read_word_cursor(cursor)
    try:
        return datetime.fromisoformat(word), last_id
    except ValueError:
        raise INVALID(field="cursor") from None
