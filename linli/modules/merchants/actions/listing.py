"""Putting stores on the map, one or many."""

from collections.abc import Sequence
from operator import attrgetter

from linli.kernel.database import Work, plain
from linli.modules.merchants.events import ListingsImported, StoreListed
from linli.modules.merchants.listings import check_store, ready_listings
from linli.modules.merchants.model import Store
from linli.modules.merchants.queries import merchant as find_merchant
from linli.modules.merchants.queries import store as find_store
from linli.modules.merchants.refusals import STORE_NAME_TAKEN
from linli.modules.merchants.statements import SQL

# In the order of the statements `write_store` and `write_listings`; `things` and `listed_at` follow.
_TEXT = ("tagline_zh", "tagline_en", "about_zh", "about_en", "address", "address_en")
_CONTACT = ("hours", "phone", "website", "price_level", "source")
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
