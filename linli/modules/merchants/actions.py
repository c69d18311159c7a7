"""Listing stores, adding merchants and staff."""

from collections.abc import Sequence
from operator import attrgetter
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Work, plain
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.merchants.events import (
    ListingsImported,
    MerchantSuspended,
    MerchantVerified,
    StoreListed,
)
from linli.modules.merchants.listings import check_store, ready_listings
from linli.modules.merchants.model import Merchant, MerchantState, StaffMember, StaffRole, Store
from linli.modules.merchants.moves import MOVES
from linli.modules.merchants.queries import merchant as find_merchant
from linli.modules.merchants.queries import staff_member
from linli.modules.merchants.queries import store as find_store
from linli.modules.merchants.refusals import MERCHANT_MOVE_IMPOSSIBLE, STORE_NAME_TAKEN

SQL = sql.load(__file__)
# In the order of the statements `write_store` and `write_listings`; `things` and `listed_at` follow.
_TEXT = ("tagline_zh", "tagline_en", "about_zh", "about_en", "address", "address_en")
_CONTACT = ("hours", "phone", "website", "price_level", "source")
_COLUMNS = ("store_id", "slug", "merchant_id", "name", "name_en", "trade", *_TEXT, "lat", "lon", *_CONTACT)


async def add_merchant(work: Work, market_id: int, merchant: Merchant) -> Merchant:
    """Write a merchant; one that is known by its id is left as it is.

    `verified_at` is now where a verified one brings none. Refuses: invalid (name, commission_bp).
    """
    if not merchant.name.strip():
        raise INVALID(field="name")
    if not 0 <= (merchant.commission_bp or 0) <= 10_000:
        raise INVALID(field="commission_bp")
    verified_at = (merchant.verified_at or work.now) if merchant.verified else None
    what = (merchant.name, merchant.state.value, verified_at, merchant.demo, merchant.commission_bp)
    await work.run(SQL.write_merchant, market_id, merchant.merchant_id, *what)
    return await find_merchant(work, market_id, merchant.merchant_id)


async def verify_merchant(work: Work, market_id: int, merchant_id: UUID, why: str = "") -> Merchant:
    """Let a merchant sell (again); announces MerchantVerified.

    Refuses: not_found, merchant_move_impossible (verified already).
    """
    moved = await _move(work, market_id, merchant_id, MerchantState.VERIFIED, why)
    await work.announce(MerchantVerified(market_id=market_id, merchant_id=merchant_id))
    return moved


async def suspend_merchant(work: Work, market_id: int, merchant_id: UUID, why: str = "") -> Merchant:
    """Stop a merchant from selling; what was sold stays valid. Announces MerchantSuspended.

    Refuses: not_found, merchant_move_impossible (not verified).
    """
    moved = await _move(work, market_id, merchant_id, MerchantState.SUSPENDED, why)
    await work.announce(MerchantSuspended(market_id=market_id, merchant_id=merchant_id))
    return moved


async def list_store(work: Work, market_id: int, store: Store) -> Store:
    """Put a store on the map; announces StoreListed.

    Refuses: invalid (a field; a merchant nobody knows), store_name_taken (its id or its name in the URL is
    taken in this market).
    """
    check_store(store)
    if store.merchant_id is not None:
        await find_merchant(work, market_id, store.merchant_id)
    values = [getattr(store, column) for column in _COLUMNS]
    when = store.listed_at or work.now
    if not await work.run(SQL.write_store, market_id, *values, list(store.things), when):
        raise STORE_NAME_TAKEN(slug=store.slug)
    await work.announce(StoreListed(market_id=market_id, store_id=store.store_id))
    return await find_store(work, market_id, store.store_id)


async def import_listings(work: Work, market_id: int, listings: Sequence[Store]) -> int:
    """List many unclaimed stores at once, or bring them up to date; how many were written.

    A store that a merchant runs keeps its own words, and a name in the URL that another store has stays with
    that one: both are passed over. Hours that nobody can read are left out. Announces ListingsImported.
    Refuses: invalid (a field of any store).
    """
    ready = ready_listings(listings)
    if not ready:
        return 0
    columns = [plain(list(map(attrgetter(name), ready))) for name in _COLUMNS if name != "merchant_id"]
    things = [",".join(store.things) for store in ready]
    when = [store.listed_at or work.now for store in ready]
    written = await work.run(SQL.write_listings, market_id, *columns, things, when)
    await work.announce(ListingsImported(market_id=market_id))
    return written


async def add_staff(
    work: Work, market_id: int, person_id: UUID, store_id: UUID, role: StaffRole | str, name: str
) -> StaffMember:
    """Let a person work in a store, or change their role or name there; written into the audit trail.

    Refuses: invalid (name of 1 to 40 characters), not_found (no such store, or no merchant runs it).
    """
    wanted, shown = StaffRole(role), name.strip()
    if not 0 < len(shown) <= 40:
        raise INVALID(field="name")
    if not await work.run(SQL.write_staff, market_id, person_id, store_id, wanted.value, shown):
        raise NOT_FOUND()
    await work.audit(market_id, "staff_added", str(store_id), person=str(person_id), role=wanted.value)
    member = await staff_member(work, market_id, person_id, store_id)
    if member is None:
        raise NOT_FOUND()
    return member


async def _move(work: Work, market_id: int, merchant_id: UUID, wanted: MerchantState, why: str) -> Merchant:
    sources = [state.value for state in MOVES[wanted]]
    moved = await work.one(
        Merchant, SQL.move_merchant, market_id, merchant_id, wanted.value, sources, work.now
    )
    if moved is None:
        now = await find_merchant(work, market_id, merchant_id)
        raise MERCHANT_MOVE_IMPOSSIBLE(state=now.state.value)
    await work.audit(market_id, f"merchant_{wanted.value}", str(merchant_id), why)
    return moved
