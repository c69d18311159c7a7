"""From a form to a place on the map: a new store, or a listing that has found its merchant."""

from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import markets
from linli.modules.merchants import forms
from linli.modules.merchants.actions.listing import list_store
from linli.modules.merchants.applications import Form
from linli.modules.merchants.events import StoreListed
from linli.modules.merchants.listings import check_store
from linli.modules.merchants.model import Store
from linli.modules.merchants.queries import store
from linli.modules.merchants.refusals import LISTING_CLAIMED, STORE_NAME_TAKEN
from linli.modules.merchants.slugs import slug_of
from linli.modules.merchants.statements import SQL

# Behind a name that another store has.
CODE_LENGTH = 5


def store_of(form: Form, market: markets.Market, merchant_id: UUID, store_id: UUID) -> Store:
    """The store that a form describes, complete as it was sent in."""
    lat, lon = forms.position(form, market) or (market.lat, market.lon)
    return Store(
        store_id=store_id,
        slug=slug_of(form.name, form.name_en),
        name=form.name,
        name_en=form.name_en,
        trade=form.trade,
        lat=lat,
        lon=lon,
        merchant_id=merchant_id,
        address=form.address,
        address_en=form.address_en,
        hours=forms.opening_hours(form) or "",
        phone=form.phone,
    )


async def list_under_a_name(work: Work, market_id: int, wanted: Store) -> Store:
    """Under its own name in the URL, or that name with a few characters where another store has it."""
    try:
        return await list_store(work, market_id, wanted)
    except Refusal as refusal:
        if refusal.kind is not STORE_NAME_TAKEN:
            raise
        other = f"{wanted.slug}-{ids.new_code(CODE_LENGTH).lower()}"
        return await list_store(work, market_id, msgspec.structs.replace(wanted, slug=other))


async def claim_listing(work: Work, market_id: int, store_id: UUID, wanted: Store) -> None:
    """A listing gets its merchant and the words of its owner. Refuses: not_found, listing_claimed."""
    names = (
        "merchant_id",
        "name",
        "name_en",
        "trade",
        "address",
        "lat",
        "lon",
        "hours",
        "phone",
        "address_en",
    )
    ready = check_store(wanted)
    values = [getattr(ready, name) for name in names]
    if not await work.run(SQL.claim_store, market_id, store_id, *values):
        await store(work, market_id, store_id)
        raise LISTING_CLAIMED()
    await work.announce(StoreListed(market_id=market_id, store_id=store_id))
