"""A seller whose verification runs out sells nothing new; what it sold is used and given back as ever."""

from datetime import timedelta

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import merchants
from linli.modules.merchants import CheckDone, CheckKind
from linli.modules.orders import OrderState
from tests.integration.trade_stage import MARKET, MERCHANT, STORE, Town, answer, open_town

LICENSE = "Y1000000000000001"


async def verify(town: Town, days: int) -> None:
    """Verified today, by a license that ends in so many days."""
    async with town.db.work() as work:
        until = (work.now + timedelta(days=days)).date()
        checks = [CheckDone(CheckKind.LICENSE, work.now)]
        what = (MERCHANT, ids.uuid7(), "老王餐饮", LICENSE, until, checks)
        await merchants.record_verification(work, MARKET, *what)


async def test_after_the_end_nothing_new_is_sold_and_nothing_sold_is_lost(postgres: EmbeddedPostgres) -> None:
    async with open_town(postgres) as town:
        await verify(town, 10)
        deal = await town.deal()
        _, (used,) = await town.bought(deal)
        unused, _ = await town.bought(deal)
        waiting = await town.place(deal, pay_within=timedelta(days=20))
        town.clock.move_on(timedelta(days=12))
        # Refused by the moment itself, before the timetable has said so, and afterwards.
        assert await answer(town.place(deal)) == "verification_over"
        assert await answer(town.deal()) == "verification_over"
        assert await merchants.watch_verifications(town.db, MARKET) == 1
        assert await answer(town.place(deal)) == "verification_over"
        await town.redeem(used)
        receipt = await town.refund(unused)
        assert receipt.amount == unused.total
        assert (await town.pay(waiting)).state is OrderState.PAID
        await verify(town, 400)
        assert await answer(town.place(deal)) == "done"
        async with town.db.read() as reader:
            store = await merchants.store(reader, MARKET, STORE)
            mark = await merchants.trust_mark(reader, MARKET, store)
        assert mark.state is merchants.TrustState.VERIFIED
