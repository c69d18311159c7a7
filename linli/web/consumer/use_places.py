"""Where a deal or a voucher can be used: its stores, nearest first once the reader shared a position."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.refusals import Refusal
from linli.modules import catalog, merchants
from linli.web.consumer.spot import meters_between, spot_of
from linli.web.consumer.tongue import tongue_of
from linli.web.shared.http import Here


class UsePlace(msgspec.Struct, frozen=True):
    """One store; `distance_m` only where the reader said from where."""

    slug: str
    name: str
    address: str
    distance_m: float | None


async def use_places(
    here: Here, reader: Reader, store_ids: Iterable[UUID], first: merchants.Store
) -> list[UsePlace]:
    """All of them, nearest first; without a position the store at hand first and then by name."""
    tongue, spot = tongue_of(here), spot_of(here)
    found = {**await merchants.stores(reader, here.market_id, store_ids), first.store_id: first}
    here_from = spot.at if spot.text else None
    places = [
        (
            meters_between(here_from, (store.lat, store.lon)) if here_from else None,
            store.store_id != first.store_id,
            UsePlace(
                slug=store.slug,
                name=tongue.pick(store.name, store.name_en),
                address=tongue.pick(store.address, store.address_en),
                distance_m=meters_between(here_from, (store.lat, store.lon)) if here_from else None,
            ),
        )
        for store in found.values()
    ]
    return [place for *_, place in sorted(places, key=lambda one: (one[0] or 0, one[1], one[2].name))]


async def store_at_hand(here: Here, reader: Reader, deal: catalog.Deal, slug: str) -> merchants.Store:
    """The store from whose page a deal was reached, where it is sold there; else the one that keeps it."""
    if slug:
        try:
            store = await merchants.store_by_slug(reader, here.market_id, slug)
        except Refusal:
            store = None
        if store is not None and deal.sold_at(store.store_id):
            return store
    return await merchants.store(reader, here.market_id, deal.store_id)
