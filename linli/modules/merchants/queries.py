"""Reading merchants, stores and staff."""

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.paging import FIRST_ID, Listed, Page, page_of, read_cursor, read_word_cursor, word_page_of
from linli.kernel.refusals import NOT_FOUND
from linli.modules import media
from linli.modules.merchants.applications import (
    Application,
    ApplicationKind,
    ApplicationState,
    Check,
    Question,
    QueueCount,
    Recheck,
    TrustMark,
    TrustState,
    Verification,
)
from linli.modules.merchants.model import (
    Invitation,
    Merchant,
    MerchantFilter,
    MerchantState,
    StaffedStore,
    StaffMember,
    StaffPlace,
    StaffRole,
    Store,
    StoreAsRun,
    StoreFilter,
    StorePhoto,
)
from linli.modules.merchants.statements import SQL

T = TypeVar("T")
MOST_OF_ONE = 50
METERS_PER_DEGREE = 111_195
# From when on a merchant stands in the operator's list of those to look at again.
RECHECK_BEFORE = timedelta(days=30)


async def store_by_slug(reader: Reader, market_id: int, slug: str) -> Store:
    """The store that a URL names. Refuses: not_found."""
    return _there(await reader.one(Store, SQL.find_store_by_slug, market_id, slug))


async def store_as_run(reader: Reader, market_id: int, slug: str) -> StoreAsRun:
    """The store that a URL names, with whoever runs it, in one statement. Refuses: not_found."""
    return _there(await reader.one(StoreAsRun, SQL.find_store_as_run, market_id, slug))


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


async def photos_of_store(reader: Reader, market_id: int, store_id: UUID) -> list[StorePhoto]:
    """What a store shows of itself, the cover first."""
    return await reader.many(StorePhoto, SQL.photos_of_store, market_id, store_id)


async def covers(reader: Reader, market_id: int, ids: Iterable[UUID]) -> dict[UUID, StorePhoto]:
    """The first photo of each of these stores; one without photos is left out."""
    found = await reader.many(StorePhoto, SQL.covers, market_id, list(set(ids)))
    return {one.store_id: one for one in found}


async def merchant(reader: Reader, market_id: int, merchant_id: UUID) -> Merchant:
    """One merchant. Refuses: not_found."""
    return _there(await reader.one(Merchant, SQL.find_merchant, market_id, merchant_id))


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


async def staffed_store(reader: Reader, market_id: int, slug: str, person_id: UUID) -> StaffedStore | None:
    """The store that a URL names and what this person is there, in one statement; None: no such store."""
    return await reader.one(StaffedStore, SQL.find_staffed_store, market_id, slug, person_id)


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


async def application(reader: Reader, market_id: int, application_id: UUID) -> Application:
    """One application, for the market's operators. Refuses: not_found."""
    found = await reader.one(Application, SQL.find_application, market_id, application_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def application_of(
    reader: Reader, market_id: int, person_id: UUID, application_id: UUID
) -> Application:
    """A person's own application. Refuses: not_found (also where it is another's)."""
    found = await application(reader, market_id, application_id)
    if found.person_id != person_id:
        raise NOT_FOUND()
    return found


async def applications_of(reader: Reader, market_id: int, person_id: UUID) -> list[Application]:
    """A person's own applications, newest first, at most fifty."""
    return await reader.many(Application, SQL.applications_of_person, market_id, person_id, MOST_OF_ONE)


async def applications_of_merchant(reader: Reader, market_id: int, merchant_id: UUID) -> list[Application]:
    """What is being looked at of a merchant's branches, newest first, at most fifty."""
    return await reader.many(Application, SQL.branches_in_sight, market_id, merchant_id, MOST_OF_ONE)


async def questions(reader: Reader, market_id: int, application_id: UUID) -> list[Question]:
    """What was asked about an application, oldest first."""
    return await reader.many(Question, SQL.questions_of_application, market_id, application_id)


async def checks(reader: Reader, market_id: int, application_id: UUID) -> list[Check]:
    """What is ticked on an application's checklist."""
    return await reader.many(Check, SQL.checks_of_application, market_id, application_id)


async def application_file(reader: Reader, market_id: int, about: Application, name: str) -> media.File:
    """The bytes of an application's `license` or `proof`, for who may see the application.

    Refuses: not_found.
    """
    files = {"license": about.license_file_id, "proof": about.proof_file_id}
    document_id = files.get(name)
    if document_id is None:
        raise NOT_FOUND()
    return await media.document_file(reader, market_id, about.application_id, document_id)


async def application_queue(
    reader: Reader,
    market_id: int,
    state: ApplicationState,
    kind: ApplicationKind | None = None,
    words: str = "",
    cursor: str | None = None,
    size: int = 50,
) -> Page[Application]:
    """Applications in one state, who waits longest first; `words` look in title and license number."""
    pattern = f"%{_literal(words)}%" if words else None
    what = (state.value, kind.value if kind else None, pattern, _after(cursor))
    rows = await reader.many(Application, SQL.queue, market_id, *what, size + 1)
    return page_of(rows, size, lambda row: row.application_id)


async def queue_counts(reader: Reader, market_id: int) -> dict[ApplicationState, int]:
    """How many applications stand in each state but draft."""
    rows = await reader.many(QueueCount, SQL.queue_counts, market_id)
    return {row.state: row.count for row in rows}


async def rechecks_due(
    reader: Reader, market_id: int, cursor: str | None = None, size: int = 50
) -> Page[Recheck]:
    """Merchants whose verification ends within thirty days or has ended, the most urgent first."""
    by = reader.now + RECHECK_BEFORE
    rows = await reader.many(Recheck, SQL.rechecks_due, market_id, by, _after(cursor), size + 1)
    return page_of(rows, size, lambda row: row.merchant_id)


async def count_rechecks_due(reader: Reader, market_id: int) -> int:
    """How many there are of them."""
    by = reader.now + RECHECK_BEFORE
    return await reader.value(int, SQL.count_rechecks_due, market_id, by) or 0


async def latest_verification(reader: Reader, market_id: int, merchant_id: UUID) -> Verification | None:
    """What stands behind a merchant's badge; None where nothing was written down."""
    return await reader.one(Verification, SQL.latest_verification, market_id, merchant_id)


async def trust_mark(reader: Reader, market_id: int, of_store: Store) -> TrustMark:
    """What stands behind a store's badge at this moment, and why there is none."""
    if of_store.merchant_id is None:
        return TrustMark(state=TrustState.UNCLAIMED)
    runs = await merchant(reader, market_id, of_store.merchant_id)
    behind = await latest_verification(reader, market_id, of_store.merchant_id)
    if runs.ran_out(reader.now):
        state = TrustState.OVER
    elif runs.verified:
        state = TrustState.VERIFIED
    else:
        suspended = runs.state is MerchantState.SUSPENDED
        state = TrustState.SUSPENDED if suspended else TrustState.UNVERIFIED
    return TrustMark(state=state, demo=runs.demo, verification=behind)


def _after(cursor: str | None) -> UUID | None:
    """Behind which row a page begins; None for the first page. Refuses: invalid."""
    return read_cursor(cursor) if cursor else None


def _literal(words: str) -> str:
    """Words as they are, for LIKE."""
    return words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _there(found: T | None) -> T:
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


async def stores_near(
    reader: Reader, market_id: int, points: Sequence[tuple[float, float]], within_m: int
) -> list[Store]:
    """The open stores in a square around any of these points (latitude, longitude); each once."""
    if not points:
        return []
    north = within_m / METERS_PER_DEGREE
    east = north / max(math.cos(math.radians(max(abs(lat) for lat, _ in points))), 0.01)
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return await reader.many(Store, SQL.stores_near, market_id, lats, lons, north, east)


async def listing(reader: Reader, market_id: int, after: UUID | None, size: int) -> list[Listed]:
    """Stores that are not closed for good in the order of ids, at most `size` after one of them."""
    return await reader.many(Listed, SQL.listing, market_id, after or FIRST_ID, size)


async def listing_starts(reader: Reader, market_id: int, size: int) -> list[UUID | None]:
    """After which ids the parts of such a list begin, each of `size` but the last; the first after none."""
    return [None, *await reader.column(UUID, SQL.listing_starts, market_id, size)]


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)
