"""Which channels bring people who buy: the desk's pages, and what they are about."""

from datetime import date
from uuid import UUID

from linli.modules import attribution, marketing
from tests.integration.matrix import objects
from tests.integration.matrix import people as who
from tests.integration.matrix.objects import Made
from tests.integration.matrix.rows import Case
from tests.integration.matrix.world import OWNERS, World

CHANNELS = "/{market:str}/desk/{slug:str}/channels"
COSTS = f"{CHANNELS}/costs"
COST = {"channel": "poster", "label": "Door", "amount": "12", "from": "2026-11-01", "to": "2026-11-30"}


async def credited(world: World, at: str = "here") -> Made:
    """A paid order that is credited to whoever brought it."""
    names = await objects.paid(world, at)
    shop, order_id, buyer = world.shops[at], UUID(names["order_id"]), world.id_of(OWNERS[at])
    assert shop.merchant_id is not None
    async with world.db.work() as work:
        where = (work, world.market_id, order_id, shop.store_id)
        await attribution.begin(*where, buyer, None)
        await attribution.reach(*where, shop.merchant_id, buyer, 1000)
    return names


async def cost(world: World, at: str = "here") -> Made:
    """What a channel cost."""
    names = await objects.shop(world, at)
    shop, ever = world.shops[at], attribution.Span(date(2000, 1, 1), date(2100, 1, 1))
    assert shop.merchant_id is not None
    new = attribution.NewCost("poster", "Matrix", 1200, date(2026, 11, 1), date(2026, 11, 30))
    async with world.db.work() as work:
        who_says = (shop.merchant_id, shop.store_id, world.id_of(OWNERS[at]))
        await attribution.enter_costs(work, world.market_id, *who_says, [new], marketing.CHANNELS)
        about = (work, world.market_id, shop.merchant_id, shop.store_id, ever)
        [entered, *_] = await attribution.costs_of(*about)
    return {**names, "cost_id": str(entered.cost_id)}


CHANNEL_CASES: dict[str, Case] = {
    f"GET {CHANNELS}": Case(who.MANAGERS, credited),
    f"GET {CHANNELS}.csv": Case(who.MANAGERS, credited),
    f"GET {CHANNELS}/orders": Case(who.MANAGERS, credited, query="?channel=direct"),
    f"GET {CHANNELS}/orders/{{order_id:uuid}}": Case(who.MANAGERS, credited),
    f"GET {COSTS}": Case(who.OWNERS, cost),
    f"POST {COSTS}": Case(who.OWNERS, send=COST),
    f"POST {COSTS}/file": Case(who.OWNERS, send={}, fine=frozenset((303, 422))),
    f"POST {COSTS}/{{cost_id:uuid}}/removal": Case(who.OWNERS, cost),
    f"POST {COSTS}/windows": Case(who.OWNERS, send={"window_channel": "poster", "days": "30"}),
}
