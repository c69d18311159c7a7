"""The articles of a shop's merchant, and what the person at its desk may do with them."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules import items, merchants
from linli.modules.items import Category, Item, Keeper
from linli.modules.merchants import StaffRole, Store
from linli.web.merchant.shop import Shop, pick, shop_of
from linli.web.shared.http import Here


class Shelf(msgspec.Struct, frozen=True):
    """A shop, who keeps its merchant's articles, and the merchant's stores that are open."""

    shop: Shop
    keeper: Keeper
    stores: Sequence[Store]
    root: str

    @property
    def merchant_id(self) -> UUID:
        return self.keeper.merchant_id

    @property
    def led(self) -> list[Store]:
        """The stores whose range the reader may set: this one first, then by name."""
        mine = [one for one in self.stores if one.store_id in self.keeper.store_ids]
        return sorted(mine, key=lambda one: one.store_id != self.shop.store.store_id)


class StoreChoice(msgspec.Struct, frozen=True):
    """A store in which the reader may put articles."""

    store_id: UUID
    name: str
    chosen: bool


async def shelf_of(here: Here, reader: Reader, slug: str) -> Shelf:
    """For managers and owners of the store. Refuses: not_found, not_allowed."""
    shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    merchant_id = shop.member.merchant_id
    keeper = await items.keeper(reader, here.market_id, here.person.person_id, merchant_id)
    every = await merchants.stores_of_merchant(reader, here.market_id, merchant_id)
    still_open = [one for one in every if not one.closed]
    return Shelf(shop, keeper, still_open, f"{shop.desk}/items")


async def item_of(here: Here, reader: Reader, shelf: Shelf, item_id: UUID) -> Item:
    """One article of the merchant. Refuses: not_found."""
    found = await items.item(reader, here.market_id, item_id)
    if found.merchant_id != shelf.merchant_id:
        raise NOT_FOUND()
    return found


def store_choices(here: Here, shelf: Shelf, chosen: Sequence[UUID]) -> list[StoreChoice]:
    return [
        StoreChoice(one.store_id, pick(here, one.name, one.name_en), one.store_id in chosen)
        for one in shelf.led
    ]


def places_to_change(
    shelf: Shelf, item_id: UUID, wanted: Sequence[UUID], before: Sequence[UUID]
) -> tuple[list[tuple[UUID, UUID]], list[tuple[UUID, UUID]]]:
    """Where an article comes in and where it goes out; nothing of stores that the reader does not lead."""
    led = shelf.keeper.store_ids
    come = sorted(led.intersection(wanted).difference(before))
    go = sorted(led.intersection(before).difference(wanted))
    return [(one, item_id) for one in come], [(one, item_id) for one in go]


def category_choices(here: Here, known: Sequence[Category]) -> list[tuple[str, str]]:
    """For a choice: none first, then in the merchant's own order."""
    return [(str(one.category_id), pick(here, one.name, one.name_en)) for one in known]
