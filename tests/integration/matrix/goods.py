"""Goods of a shop: an article on its shelf, and parcels to and from another store of its merchant."""

import secrets
from datetime import date
from uuid import UUID

from linli.kernel import ids
from linli.kernel.idempotency import Key
from linli.modules import items, merchants, reservations, stock
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World


async def stocked(world: World, at: str = "here") -> Made:
    """An article of which the shop has received twenty."""
    store = world.shops[at]
    assert store.merchant_id
    new = items.NewItem(
        kind=items.ItemKind.GOODS, title="Matrix", variants=[items.NewVariant(price_minor=100)]
    )
    async with world.db.work() as work:
        where = (work, world.market_id)
        (made,) = await items.create_items(*where, store.merchant_id, [new], [store.store_id])
        variant_id = made.variants[0].variant_id
        slip = await stock.receive(*where, store.store_id, {variant_id: 20}, _key())
    return {"slug": store.slug, "variant_id": str(variant_id), "slip_id": str(slip.slip_id)}


async def dated(world: World, at: str = "here") -> Made:
    """A ticket of which the shop has three on a day far away."""
    store, day = world.shops[at], date(2099, 12, 5)
    assert store.merchant_id
    new = items.NewItem(
        kind=items.ItemKind.TICKET, title="Matrix", variants=[items.NewVariant(price_minor=100)]
    )
    async with world.db.work() as work:
        where = (work, world.market_id)
        (made,) = await items.create_items(*where, store.merchant_id, [new], [store.store_id])
        variant_id = made.variants[0].variant_id
        await stock.set_days(*where, store.store_id, variant_id, [day], 3)
    return {
        "slug": store.slug,
        "item_id": str(made.item_id),
        "variant_id": str(variant_id),
        "day": day.isoformat(),
    }


async def sent(world: World, at: str = "here") -> Made:
    """Of which one is on its way to another store of the merchant."""
    names, other = await stocked(world, at), await _other(world, at)
    variant_id = UUID(names["variant_id"])
    async with world.db.work() as work:
        between = (world.shops[at].store_id, other.store_id)
        made = await stock.send_transfer(work, world.market_id, *between, {variant_id: 1}, _key())
    return {**names, "other": other.slug, "transfer_id": str(made.transfer_id)}


async def coming(world: World, at: str = "here") -> Made:
    """One of an article is on its way to the shop."""
    names, other = await stocked(world, at), await _other(world, at)
    variant_id = UUID(names["variant_id"])
    async with world.db.work() as work:
        await stock.receive(work, world.market_id, other.store_id, {variant_id: 2}, _key())
        between = (other.store_id, world.shops[at].store_id)
        made = await stock.send_transfer(work, world.market_id, *between, {variant_id: 1}, _key())
    return {**names, "transfer_id": str(made.transfer_id)}


async def asked(world: World, at: str = "here") -> Made:
    """One of it is held for an order and asked for by another store of the merchant."""
    names, other = await stocked(world, at), await _other(world, at)
    store_id, units, order_id = world.shops[at].store_id, {UUID(names["variant_id"]): 1}, ids.uuid7()
    async with world.db.work() as work:
        claims = await stock.claims(work, world.market_id, store_id, units)
        await reservations.hold(work, world.market_id, order_id, claims)
        await reservations.confirm(work, world.market_id, order_id)
        between = (store_id, other.store_id, units, order_id, work.now.date())
        await stock.plan_transfer(work, world.market_id, *between)
        made = await stock.ask_transfer(work, world.market_id, order_id)
        assert made is not None
    return {**names, "transfer_id": str(made.transfer_id)}


async def _other(world: World, at: str) -> merchants.Store:
    """Another store of the shop's merchant, opened where there is none."""
    store = world.shops[at]
    assert store.merchant_id
    async with world.db.work() as work:
        known = await merchants.stores_of_merchant(work, world.market_id, store.merchant_id)
        for one in known:
            if one.store_id != store.store_id:
                return one
        place = {"trade": store.trade, "lat": store.lat, "lon": store.lon, "merchant_id": store.merchant_id}
        other = merchants.Store(store_id=ids.uuid7(), slug=f"{store.slug}-2", name="Second", **place)
        await merchants.list_store(work, world.market_id, other)
    return other


def _key() -> Key:
    return Key("matrix", secrets.token_hex(8), b"")
