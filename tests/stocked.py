"""A store with more articles than most: a menu of dishes, a shelf of goods, in twenty categories."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules import items
from linli.modules.items import ItemKind, NewItem, NewVariant

CATEGORIES = 20
AT_ONCE = 1000


async def stock_up(
    work: Work, market_id: int, merchant_id: UUID, store_id: UUID, *, goods: int, dishes: int
) -> None:
    """So many more articles in the store."""
    names = [f"分类 {number:02}" for number in range(CATEGORIES)]
    kept = {one.name: one.category_id for one in await items.categories(work, market_id, merchant_id)}
    for place, name in enumerate(names):
        if name not in kept:
            made = await items.set_category(work, market_id, merchant_id, name, position=place)
            kept[name] = made.category_id
    new = [
        NewItem(
            kind=kind,
            title=f"{kind.value[0].upper()} {number:04} {'x' * 20}",
            description="好吃不贵，当天新做。",
            category_id=kept[names[number % CATEGORIES]],
            variants=[NewVariant(price_minor=100 + number)],
        )
        for kind, count in ((ItemKind.GOODS, goods), (ItemKind.DISH, dishes))
        for number in range(count)
    ]
    for start in range(0, len(new), AT_ONCE):
        await items.create_items(work, market_id, merchant_id, new[start : start + AT_ONCE], [store_id])
