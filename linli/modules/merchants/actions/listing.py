"""Putting stores on the map, one or many."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from linli.kernel.database import Work, plain
from linli.modules.merchants.events import ListingsImported, StoreListed
from linli.modules.merchants.listings import check_listed, check_store, ready_listings
from linli.modules.merchants.model import Listed, ListingChange, Store
from linli.modules.merchants.queries import merchant as find_merchant
from linli.modules.merchants.queries import store as find_store
from linli.modules.merchants.refusals import STORE_NAME_TAKEN
from linli.modules.merchants.statements import SQL

# In the order of the statements `write_store` and `write_listings`; `things`, `listed_at`, `attributes`,
# `names` and `kinds` follow.
_TEXT = ("tagline_zh", "tagline_en", "about_zh", "about_en", "address", "address_en")
_CONTACT = ("hours", "phone", "website", "price_level", "source", "brand", "branch")
# So many stores are named in an announcement; of more the whole market is looked at.
MOST_NAMED = 1_000
_COLUMNS = ("store_id", "slug", "merchant_id", "name", "name_en", "trade", *_TEXT, "lat", "lon", *_CONTACT)


async def list_store(work: Work, market_id: int, store: Store) -> Store:
    """Put a store on the map; announces StoreListed.

    Refuses: invalid (a field; a merchant nobody knows), store_name_taken (its id or its name in the URL is
    taken in this market).
    """
    store = check_store(store)
    if store.merchant_id is not None:
        await find_merchant(work, market_id, store.merchant_id)
    values = [getattr(store, column) for column in _COLUMNS]
    when = store.listed_at or work.now
    if not await work.run(SQL.write_store, market_id, *values, *_lists(store, when)):
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
    # An array of arrays would have to be rectangular: they travel as one text each.
    things = [",".join(store.things) for store in ready]
    when = [store.listed_at or work.now for store in ready]
    attributes = [",".join(store.attributes) for store in ready]
    names = ["\n".join(store.names) for store in ready]
    kinds = [",".join(store.kinds) for store in ready]
    row = (market_id, *columns, things, when, attributes, names, kinds)
    written = await work.column(UUID, SQL.write_listings, *row)
    await _announce(work, market_id, [store.store_id for store in ready])
    return len(written)


async def update_listings(work: Work, market_id: int, changes: Sequence[ListingChange]) -> list[Store]:
    """Let a source say other things of stores; the stores as they are now.

    Field by field, and only where the store still has what the source said before: what its people have
    changed since stays. Announces ListingsImported. Refuses: invalid (a field of any).
    """
    if not changes:
        return []
    rows = [_change(one) for one in changes]
    written = await work.many(Store, SQL.take_listings, market_id, rows)
    await _announce(work, market_id, [store.store_id for store in written])
    return written


async def close_listings(work: Work, market_id: int, store_ids: Sequence[UUID]) -> list[UUID]:
    """Close for good those of these stores that nobody runs; which they are. Announces ListingsImported."""
    closed = await work.column(UUID, SQL.close_listings, market_id, list(store_ids), work.now)
    await _announce(work, market_id, closed)
    return closed


async def reopen_listings(work: Work, market_id: int, store_ids: Sequence[UUID]) -> list[UUID]:
    """Put those back on the map that were closed and that nobody runs. Announces ListingsImported."""
    opened = await work.column(UUID, SQL.reopen_listings, market_id, list(store_ids))
    await _announce(work, market_id, opened)
    return opened


async def _announce(work: Work, market_id: int, store_ids: Sequence[UUID]) -> None:
    if store_ids:
        named = tuple(store_ids) if len(store_ids) <= MOST_NAMED else ()
        await work.announce(ListingsImported(market_id=market_id, store_ids=named))


def _lists(store: Store, when: datetime) -> tuple[object, ...]:
    return list(store.things), when, list(store.attributes), list(store.names), list(store.kinds)


def _change(one: ListingChange) -> dict[str, object]:
    after = check_listed(one.after)
    said = {name: getattr(after, name) for name in Listed.__struct_fields__}
    before = {f"was_{name}": words for name, words in one.before.items()}
    return {"store_id": str(one.store_id)} | said | before
