"""Things of the catalog that the matrix asks for."""

from linli.modules import items
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World

CUP = items.NewItem(kind=items.ItemKind.GOODS, title="茶杯", variants=[items.NewVariant(price_minor=3900)])


async def article(world: World, at: str = "here") -> Made:
    """An article with one variant, sold in the store."""
    shop = world.shops[at]
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        new = [
            items.NewItem(
                kind=items.ItemKind.GOODS, title="茶杯", variants=[items.NewVariant(price_minor=3900)]
            )
        ]
        (made,) = await items.create_items(work, world.market_id, shop.merchant_id, new, [shop.store_id])
    return {
        "slug": shop.slug,
        "item_id": str(made.item_id),
        "variant_id": str(made.variants[0].variant_id),
    }
