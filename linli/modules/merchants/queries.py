"""Reading merchants, stores and staff."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.paging import Page, read_word_cursor, word_page_of
from linli.kernel.refusals import NOT_FOUND
from linli.modules.merchants.model import (
    Invitation,
    Merchant,
    MerchantFilter,
    StaffMember,
    StaffPlace,
    StaffRole,
    Store,
    StoreFilter,
)
from linli.modules.merchants.statements import SQL

FIRST_ID = UUID(int=0)


async def store_by_slug(reader: Reader, market_id: int, slug: str) -> Store:
    """The store that a URL names. Refuses: not_found."""
    return _there(await reader.one(Store, SQL.find_store_by_slug, market_id, slug))


async def store(reader: Reader, market_id: int, store_id: UUID) -> Store:
    """One store. Refuses: not_found."""
    return _there(await reader.one(Store, SQL.find_store, market_id, store_id))


async def stores(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Store]:
    """These stores by id; one that is not there is left out."""
    found = await reader.many(Store, SQL.find_stores, market_id, list(set(ids)))
    return {one.store_id: one for one in found}


async def all_stores(
    reader: Reader, market_id: int, after: UUID | None = None, size: int = 1000
) -> list[Store]:
    """Every store of the market, a batch at a time in the order of ids: go on `after` the last one."""
    return await reader.many(Store, SQL.all_stores, market_id, after or FIRST_ID, size)


async def merchant(reader: Reader, market_id: int, merchant_id: UUID) -> Merchant:
    """One merchant. Refuses: not_found."""
    return _there_merchant(await reader.one(Merchant, SQL.find_merchant, market_id, merchant_id))


async def merchants_of_ids(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, Merchant]:
    """These merchants by id; one that is not there is left out."""
    found = await reader.many(Merchant, SQL.find_merchants, market_id, list(set(ids)))
    return {one.merchant_id: one for one in found}


async def staff_roles(reader: Reader, market_id: int, person_id: UUID) -> list[StaffMember]:
    """Every store in which this person works, by store name; for the head office all of the merchant's."""
    return await reader.many(StaffMember, SQL.find_staff_roles, market_id, person_id)


async def staff_member(reader: Reader, market_id: int, person_id: UUID, store_id: UUID) -> StaffMember | None:
    """What this person is in this store; None: nothing."""
    return await reader.one(StaffMember, SQL.find_staff_member, market_id, person_id, store_id)


async def highest_role(reader: Reader, market_id: int, person_id: UUID) -> StaffRole | None:
    """The highest role this person has in any store of the market; None: none."""
    return await reader.value(StaffRole, SQL.find_highest_role, market_id, person_id)


async def staff_of_merchant(reader: Reader, market_id: int, merchant_id: UUID) -> list[StaffPlace]:
    """Everybody who works for a merchant, each place of theirs one line: the head office first."""
    return await reader.many(StaffPlace, SQL.find_places, market_id, merchant_id)


async def open_invitations(reader: Reader, market_id: int, merchant_id: UUID) -> list[Invitation]:
    """Invitations that can still be accepted, newest first."""
    return await reader.many(Invitation, SQL.open_invitations, market_id, merchant_id, reader.now)


async def invitation(reader: Reader, market_id: int, invitation_id: UUID) -> Invitation:
    """One invitation, whatever became of it. Refuses: not_found."""
    found = await reader.one(Invitation, SQL.find_invitation, market_id, invitation_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def stores_of_merchant(reader: Reader, market_id: int, merchant_id: UUID) -> list[Store]:
    """All stores that a merchant runs, by name."""
    return await reader.many(Store, SQL.stores_of_merchant, market_id, merchant_id)


async def works_for(reader: Reader, market_id: int, person_id: UUID, merchant_id: UUID) -> bool:
    """Whether this person works for this merchant, in its head office or in any store."""
    return bool(await reader.value(bool, SQL.works_for_merchant, market_id, person_id, merchant_id))


def _there(found: Store | None) -> Store:
    if found is None:
        raise NOT_FOUND()
    return found


def _there_merchant(found: Merchant | None) -> Merchant:
    if found is None:
        raise NOT_FOUND()
    return found


async def merchants_of_market(
    reader: Reader, market_id: int, wanted: MerchantFilter, cursor: str | None = None, size: int = 50
) -> Page[Merchant]:
    """The market's merchants by name. Refuses: invalid (cursor)."""
    start = read_word_cursor(cursor)
    about = (wanted.state, wanted.text.lower() or None)
    rows = await reader.many(Merchant, SQL.market_merchants, market_id, *start, *about, size + 1)
    return word_page_of(rows, size, lambda row: (row.name, row.merchant_id))


async def stores_of_market(
    reader: Reader, market_id: int, wanted: StoreFilter, cursor: str | None = None, size: int = 50
) -> Page[Store]:
    """The market's stores by name. Refuses: invalid (cursor)."""
    start = read_word_cursor(cursor)
    about = (wanted.trade, wanted.claimed, wanted.merchant_id, wanted.text.lower() or None)
    rows = await reader.many(Store, SQL.market_stores, market_id, *start, *about, size + 1)
    return word_page_of(rows, size, lambda row: (row.name, row.store_id))


class _Count(msgspec.Struct, frozen=True):
    merchant_id: UUID
    stores: int


async def store_counts(reader: Reader, market_id: int, merchant_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many stores each of these merchants runs; one that runs none is left out."""
    rows = await reader.many(_Count, SQL.count_stores_of, market_id, list(set(merchant_ids)))
    return {row.merchant_id: row.stores for row in rows}
