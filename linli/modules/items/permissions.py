"""Who may write which of a merchant's articles.

The head office, and whoever leads every open store of the merchant, writes all of them. Whoever leads some
stores says what those sell, and writes what is sold in no other store; an article that no store sells is the
head office's.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import merchants
from linli.modules.items.model import Item
from linli.modules.items.queries import stores_of_items
from linli.modules.items.refusals import ITEM_SHARED
from linli.modules.merchants import StaffRole


class Keeper(msgspec.Struct, frozen=True):
    """Somebody who leads stores of a merchant: `store_ids`, which are open; `whole`: all there are."""

    merchant_id: UUID
    store_ids: frozenset[UUID]
    whole: bool

    def may_write(self, sold_in: Iterable[UUID]) -> bool:
        """Whether an article that these stores sell may be written otherwise."""
        places = set(sold_in)
        return self.whole or (bool(places) and places <= self.store_ids)


async def keeper(reader: Reader, market_id: int, person_id: UUID, merchant_id: UUID) -> Keeper:
    """What somebody may do with a merchant's articles; without a store where they lead none."""
    roles = [
        one
        for one in await merchants.staff_roles(reader, market_id, person_id)
        if one.merchant_id == merchant_id and one.role.weight >= StaffRole.MANAGER.weight
    ]
    every = await merchants.stores_of_merchant(reader, market_id, merchant_id)
    still_open = {one.store_id for one in every if not one.closed}
    led = frozenset(one.store_id for one in roles) & still_open
    return Keeper(merchant_id, led, any(one.whole for one in roles) or (bool(led) and led >= still_open))


async def require_writable(
    reader: Reader, market_id: int, who: Keeper, wanted: Sequence[Item]
) -> Mapping[UUID, tuple[UUID, ...]]:
    """In which stores each of these articles is sold, if all of them may be written.

    Refuses: item_shared (title; other stores sell it as well).
    """
    stores = await stores_of_items(reader, market_id, [one.item_id for one in wanted])
    for one in wanted:
        if not who.may_write(stores.get(one.item_id, ())):
            raise ITEM_SHARED(title=one.title)
    return stores
