"""Goods that the guest has bought and the shop has not handed over yet, and what came of them."""

import secrets
from datetime import timedelta
from uuid import UUID

from linli.kernel.idempotency import Key
from linli.modules import orders, payments, pickups
from tests.integration.matrix import articles
from tests.integration.matrix import people as who
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import STAFF, World


async def waiting(world: World, at: str = "here", kind: orders.OrderKind = orders.OrderKind.PICKUP) -> Made:
    """A paid order of goods, and its code."""
    names = await articles.article(world, at)
    shop = world.shops[at]
    async with world.db.work() as work:
        await pickups.set_rules(work, world.market_id, shop.store_id, pickups.Rules(self_checkout=True))
    async with world.db.work() as work:
        order = await orders.place_goods(
            work,
            world.market_id,
            world.id_of(who.GUEST),
            shop.store_id,
            [orders.Wanted(UUID(names["variant_id"]), 2)],
            kind,
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=Key("matrix", secrets.token_hex(8), b""),
        )
    async with world.db.work() as work:
        told = (f"pay_{order.number}", order.total_minor, order.currency)
        await payments.record_paid(work, world.market_id, order.intent_id, *told)
    async with world.db.read() as reader:
        pickup = await pickups.pickup(reader, world.market_id, order.order_id)
    code = world.keep_secret("pickup code", pickup.code)
    return {**names, "order_id": str(order.order_id), "code": code}


async def handed(world: World, at: str = "here") -> Made:
    """The same, handed over by a clerk."""
    names = await waiting(world, at)
    clerk = world.person(next(iter(STAFF[at])))
    async with world.db.work() as work:
        about = (names["code"], world.shops[at].store_id, (clerk.person_id, clerk.nickname))
        key = Key("matrix", secrets.token_hex(8), b"")
        move = await pickups.hand_over(work, world.market_id, *about, key)
    return {**names, "move_id": str(move.move_id)}


async def taken_along(world: World, at: str = "here") -> Made:
    """Paid in the aisle."""
    return await waiting(world, at, orders.OrderKind.AISLE)


async def aisle(world: World, at: str = "here") -> Made:
    """A store in which people scan and pay."""
    shop = world.shops[at]
    async with world.db.work() as work:
        await pickups.set_rules(work, world.market_id, shop.store_id, pickups.Rules(self_checkout=True))
    return {"slug": shop.slug}
