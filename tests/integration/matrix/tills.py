"""What the guest pays in a shop, and the code that they hold up there."""

import secrets
from datetime import timedelta

from linli.kernel.idempotency import Key
from linli.kernel.money import Money
from linli.modules import members, orders, payments
from tests.integration.matrix import people as who
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World


async def sold(world: World, at: str = "here") -> Made:
    """An amount that was paid."""
    async with world.db.work() as work:
        order = await orders.place_sale(
            work,
            world.market_id,
            world.id_of(who.GUEST),
            world.shops[at].store_id,
            Money(3800, world.market.currency),
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=Key("matrix", secrets.token_hex(8), b""),
        )
    async with world.db.work() as work:
        told = (f"pay_{order.number}", order.total_minor, order.currency)
        await payments.record_paid(work, world.market_id, order.intent_id, *told)
    return {"slug": world.shops[at].slug, "order_id": str(order.order_id)}


async def shown(world: World, at: str = "here") -> Made:
    """A member code on their phone."""
    async with world.db.work() as work:
        code = await members.show_code(work, world.market_id, world.id_of(who.GUEST))
    return {"slug": world.shops[at].slug, "member_code": code.digits}


async def taken(world: World, at: str = "here") -> Made:
    """The same, read at the counter."""
    names = await shown(world, at)
    async with world.db.work() as work:
        await members.read_code(work, world.market_id, names["member_code"], world.shops[at].store_id)
    return names
