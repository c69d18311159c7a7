"""Things of the catalog that the matrix asks for."""

import secrets
from uuid import UUID

from msgspec.structs import replace

from linli.modules import items
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import OWNERS, World

CUP = items.NewItem(kind=items.ItemKind.GOODS, title="茶杯", variants=[items.NewVariant(price_minor=3900)])


async def article(world: World, at: str = "here") -> Made:
    """An article with one variant, sold in the store."""
    shop = world.shops[at]
    assert shop.merchant_id is not None
    where = (world.market_id, shop.merchant_id)
    async with world.db.work() as work:
        (made,) = await items.create_items(work, *where, [CUP], [shop.store_id])
        # Once the merchant's other stores are branches of its chain, they sell whatever it has.
        sold = (await items.stores_of_items(work, world.market_id, [made.item_id]))[made.item_id]
        others = [store for store in sold if store != shop.store_id]
        if others:
            await items.set_range(work, *where, others, drop=[made.item_id])
    return {
        "slug": shop.slug,
        "store_id": str(shop.store_id),
        "item_id": str(made.item_id),
        "variant_id": str(made.variants[0].variant_id),
    }


async def changed(world: World, at: str = "here") -> Made:
    """An article that the shop's owner has put out of sight, and that change."""
    names, shop = await article(world, at), world.shops[at]
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        was = await items.item(work, world.market_id, UUID(names["item_id"]))
        hidden = replace(was.written(), state=items.ItemState.HIDDEN)
        about = (work, world.market_id, shop.merchant_id, world.id_of(OWNERS[at]))
        change = await items.change_together(*about, [(hidden, was.revision)])
    return {**names, "change_id": str(change.change_id)}


async def imported(world: World, at: str = "here") -> Made:
    """A file that the shop's owner has sent and not yet imported, with a row to mend."""
    shop = world.shops[at]
    assert shop.merchant_id is not None
    rows = f"货号,名称,售价\n{secrets.token_hex(4)},茶杯,39\n,茶壶,x\n"
    ready = await items.prepare_import(rows.encode(), shop.trade, world.market)
    async with world.db.work() as work:
        keeper = await items.keeper(work, world.market_id, world.id_of(OWNERS[at]), shop.merchant_id)
        about = (work, world.market_id, keeper, ready, "tea.csv", [shop.store_id], None)
        one = await items.show_import(*about)
    return {"slug": shop.slug, "import_id": str(one.import_id)}


async def category(world: World, at: str = "here") -> Made:
    """A category of the shop's merchant."""
    shop = world.shops[at]
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        made = await items.set_category(work, world.market_id, shop.merchant_id, "茶")
    return {"slug": shop.slug, "category_id": str(made.category_id)}
