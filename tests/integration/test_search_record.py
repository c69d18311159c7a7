"""How a store keeps its promises is told to search when an order has ended, and said there."""

from datetime import timedelta

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.modules import discovery, orders, vouchers
from tests import cast
from tests.integration.web.shop_stage import MARKET, NOODLES, Stage, open_stage

HERE = (cast.WEST_LAKE.lat, cast.WEST_LAKE.lon)


async def record(stage: Stage) -> discovery.Record:
    await stage.settle()
    async with stage.db.read() as reader:
        (one,) = await discovery.compare(reader, cast.WEST_LAKE, [NOODLES], at=HERE)
    return one.record


async def points(stage: Stage) -> float | None:
    """What the record gives the store in a search, None where nothing is said of it."""
    async with stage.db.read() as reader:
        hits = (await discovery.search(reader, cast.WEST_LAKE, discovery.Query(at=HERE))).hits
    [why] = [hit.why for hit in hits if hit.found.place.store_id == NOODLES]
    return next((reason.points for reason in why if reason.code == "record"), None)


async def test_used_and_refunded_orders_are_counted_and_weigh_in_the_search(
    postgres: EmbeddedPostgres,
) -> None:
    async with open_stage(postgres) as stage:
        assert await record(stage) == discovery.Record() and await points(stage) is None
        (used,), (unused,) = await stage.buy(), await stage.buy()
        assert await record(stage) == discovery.Record(kept=0, refunded=0)
        redeemed = await stage.redeem(used)
        assert await record(stage) == discovery.Record(kept=1, refunded=0)
        before = await points(stage)
        assert before is not None and before > 0
        guest = stage.people["guest"].person_id
        async with stage.db.work() as work:
            await orders.refund(work, MARKET, unused.order_id, guest, Key("person", "back", b"refund"))
        assert await record(stage) == discovery.Record(kept=1, refunded=1)
        after = await points(stage)
        assert after is not None and after < 0

        clerk = (stage.people["clerk"].person_id, "Clerk")
        async with stage.db.work() as work:
            key = redeemed.redemption.redemption_id
            await vouchers.undo_redemption(work, MARKET, key, NOODLES, clerk, timedelta(hours=1))
        assert await record(stage) == discovery.Record(kept=0, refunded=1)
