"""What a shop sells beside deals, and what that costs."""

import secrets
from uuid import UUID

from linli.modules import items, prices
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World


async def article(world: World, at: str = "here") -> Made:
    """An article with one variant, sold in the shop."""
    shop = world.shops[at]
    new = items.NewItem(
        kind=items.ItemKind.GOODS,
        title="热干面酱",
        variants=[items.NewVariant(price_minor=1000, sku=f"SKU-{secrets.token_hex(4)}")],
    )
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        (made,) = await items.create_items(work, world.market_id, shop.merchant_id, [new], [shop.store_id])
    return {"slug": shop.slug, "item_id": str(made.item_id), "variant_id": str(made.variants[0].variant_id)}


async def book(world: World, at: str = "here") -> Made:
    """A price book for the shop alone, not yet changed, and an article that is in none."""
    shop = world.shops[at]
    new = prices.NewBook(name="门店价", store_ids=[shop.store_id])
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        made = await prices.write_book(work, world.market_id, shop.merchant_id, new)
    return {**await article(world, at), "book_id": str(made.book_id)}


async def changed_book(world: World, at: str = "here") -> Made:
    """The same, once it was changed."""
    names = await book(world, at)
    shop = world.shops[at]
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        (was, *_) = await prices.books(work, world.market_id, shop.merchant_id)
        key = (world.market_id, shop.merchant_id, was.book_id)
        await prices.change_book(work, *key, was.written(), was.revision)
    return {**names, "book_id": str(was.book_id)}


async def reported(world: World, at: str = "here") -> Made:
    """The shop promises one price, and its till asks another."""
    names, shop = await article(world, at), world.shops[at]
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        key = (world.market_id, shop.merchant_id, shop.store_id)
        await prices.declare_parity(work, *key)
        line = prices.TillLine(UUID(names["variant_id"]), 900, 1000)
        await prices.report_till_prices(work, *key, [line])
    return names
