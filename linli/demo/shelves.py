"""How much of its goods a demo shop has on its shelves: the same each time the demo is filled."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.idempotency import Key
from linli.modules import items, stock

# So many of a shop's goods are nearly gone, one in each of these many.
ONE_IN = 7
TOLD_FROM, NEARLY_GONE = 4, 3


async def fill_shelves(work: Work, market_id: int, store_id: UUID) -> None:
    """One delivery of all goods that the shop sells; what comes after is the shop's own trade."""
    wanted = items.ItemFilter(kind=items.ItemKind.GOODS)
    page = await items.items_of_store(work, market_id, store_id, wanted, size=stock.MOST_LINES)
    variants = [one.variant_id for item in page.items for one in item.variants]
    if not variants:
        return
    units = {one: _units(place) for place, one in enumerate(variants)}
    # Said first: nobody is told of what is low from the beginning.
    await stock.track(work, market_id, store_id, variants)
    await stock.watch(work, market_id, store_id, dict.fromkeys(variants, TOLD_FROM))
    await stock.receive(work, market_id, store_id, units, Key("demo", f"shelves {store_id}", b""))


def _units(place: int) -> int:
    return NEARLY_GONE if place % ONE_IN == ONE_IN - 1 else 8 + place * 5 % 33
