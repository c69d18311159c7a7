"""In which stores of the merchant a deal is good, as far as whoever edits it may decide that."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import merchants
from linli.modules.merchants import StaffRole
from linli.web.merchant.shop import Shop, pick
from linli.web.shared.http import Here


class StoreChoice(msgspec.Struct, frozen=True):
    """Another store of the merchant in which the reader may put deals on sale."""

    store_id: UUID
    name: str
    chosen: bool


async def store_choices(here: Here, reader: Reader, shop: Shop, chosen: Sequence[UUID]) -> list[StoreChoice]:
    """By name; the store at hand is not among them, for its deals are always good there."""
    roles = await merchants.staff_roles(reader, here.market_id, here.person.person_id)
    return [
        StoreChoice(one.store_id, pick(here, one.store_name, one.store_name_en), one.store_id in chosen)
        for one in roles
        if one.merchant_id == shop.member.merchant_id
        and one.store_id != shop.store.store_id
        and one.role.weight >= StaffRole.MANAGER.weight
    ]


async def stores_wanted(
    here: Here, reader: Reader, shop: Shop, chosen: Sequence[UUID], before: Sequence[UUID] = ()
) -> tuple[UUID, ...]:
    """The deal's stores as they will be: of those that the reader does not manage, none comes and none
    goes.
    """
    theirs = {choice.store_id for choice in await store_choices(here, reader, shop, ())}
    return tuple(sorted({*theirs.intersection(chosen), *set(before).difference(theirs)}))
