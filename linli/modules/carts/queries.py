"""What lies in carts."""

from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.modules import chains
from linli.modules.carts.model import CartCount, CartLine, CartMode
from linli.modules.carts.statements import SQL


async def cart(
    reader: Reader, market_id: int, person_id: UUID, store_id: UUID, mode: CartMode = CartMode.PICKUP
) -> list[CartLine]:
    """What a person has in the cart of a store, in the order in which it was put there."""
    return await reader.many(CartLine, SQL.find_cart, market_id, person_id, store_id, mode.value)


async def carts_of_person(
    reader: Reader, market_id: int, person_id: UUID, mode: CartMode = CartMode.PICKUP
) -> list[CartCount]:
    """A person's carts that are not empty, the last used first; at most 50."""
    return await reader.many(CartCount, SQL.count_units, market_id, person_id, mode.value)


async def place_of(reader: Reader, market_id: int, person_id: UUID) -> chains.PlaceOfUse | None:
    """Where a person has said that things will be used, the last time they were asked."""
    return await reader.one(chains.PlaceOfUse, SQL.find_place, market_id, person_id)


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)
