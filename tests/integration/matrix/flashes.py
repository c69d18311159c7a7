"""A flash sale of the shop."""

from datetime import timedelta
from uuid import UUID

from linli.modules import flash
from tests.integration.matrix import objects
from tests.integration.matrix.objects import Made
from tests.integration.matrix.world import World

# What a manager announces.
ANNOUNCED = {
    "deal_id": "{deal_id}",
    "units": 1,
    "price": {"amount": 100, "currency": "CNY"},
    "starts_at": "{starts_at}",
    "ends_at": "{ends_at}",
}

# The same as a manager types it.
TYPED = {
    "deal": "{deal_id}",
    "units": "1",
    "price": "1",
    "starts": "{starts}",
    "ends": "{ends}",
    "per_person": "1",
    "minutes": "3",
    "key": "{random}",
}


async def coming(world: World, at: str = "here") -> Made:
    """A deal of which a manager announces a sale."""
    names = await objects.deal(world, at)
    now = world.db.clock()
    moments = {"starts_at": now, "ends_at": now + timedelta(hours=1)}
    days = {"starts": now + timedelta(days=2), "ends": now + timedelta(days=4)}
    return {
        **names,
        **{name: moment.isoformat() for name, moment in moments.items()},
        **{name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in days.items()},
    }


async def announced(world: World, at: str = "here") -> Made:
    """One that can still be called off."""
    return await on(world, at, timedelta(hours=1))


async def on(world: World, at: str = "here", begins_in: timedelta = timedelta()) -> Made:
    """One that has begun, with something for everybody."""
    names = await objects.deal(world, at)
    async with world.db.work() as work:
        new = flash.NewSale(
            store_id=world.shops[at].store_id,
            deal_id=UUID(names["deal_id"]),
            units=5,
            per_person=1,
            price_minor=100,
            starts_at=work.now + begins_in,
            ends_at=work.now + timedelta(days=1),
        )
        sale = await flash.announce_sale(work, world.market_id, new)
    return {**names, "sale_id": str(sale.sale_id)}
