"""What other platforms were publicly found to do wrong in parallel, replayed here over HTTP."""

import asyncio
from collections import Counter

import pytest

from linli.kernel.database import Database
from linli.modules.orders import cancel
from tests.product import Product, until
from tests.races import checker
from tests.races.conftest import SEED
from tests.races.stage import MARKET_ID, Stage, all_at_once


@pytest.mark.slow
async def test_paid_and_no_stock_sends_all_the_money_back_and_sells_nothing_twice(
    product: Product, db: Database, owner_db: Database
) -> None:
    """Ten let their time to pay run out and the provider does not hear of it; ten others buy the goods; then
    the ten pay after all.
    """
    stage = Stage(product, db, owner_db, SEED, "paid and no stock")
    deal_id = await stage.deal(stock=10)
    late, quick = await stage.people(10), await stage.people(10)
    orders = [(who, await stage.place(who, deal_id)) for who in late]
    pages = [await stage.pay_page(*one) for one in orders]
    # As the timetable leaves them when the provider does not answer: canceled, and its page still open.
    for who, order_id in orders:
        async with db.work() as work:
            await cancel(work, MARKET_ID, order_id, who.person_id)
    body = {"deal_id": str(deal_id), "quantity": 1}
    bought = await asyncio.gather(*(stage.call(who, "POST", "/orders", body) for who in quick))
    assert Counter(answer.status_code for answer in bought) == {201: 10}
    await asyncio.gather(*(product.pay(stage.http, page) for page in pages))

    async def all_sent_back() -> bool:
        done = await stage.count(
            "SELECT count(*) FROM payments.refunds AS r JOIN orders.orders AS o USING (market_id, order_id)"
            " WHERE o.deal_id = $1 AND o.state = 'refunded' AND r.state = 'done'"
            " AND r.reason = 'paid_too_late' AND r.amount_minor = o.total_minor",
            deal_id,
        )
        return done == 10

    await until(all_sent_back, 60)
    assert await checker.sold(db, MARKET_ID, deal_id) == 0
    await stage.close()
    async with db.snapshot() as reader:
        assert await checker.faults(reader, MARKET_ID) == []


@pytest.mark.slow
async def test_what_a_canceled_order_held_is_on_sale_again_at_once_and_once(
    product: Product, db: Database, owner_db: Database
) -> None:
    """Five hold all of it; all cancel, three times each; five others find exactly all of it."""
    stage = Stage(product, db, owner_db, SEED, "returned stock")
    deal_id = await stage.deal(stock=5)
    first, second = await stage.people(5), await stage.people(8)
    orders = [(who, await stage.place(who, deal_id)) for who in first]
    await all_at_once(
        stage.call(who, "POST", f"/orders/{order_id}/cancellation") for who, order_id in orders * 3
    )
    body = {"deal_id": str(deal_id), "quantity": 1}
    outcomes = await all_at_once(stage.call(who, "POST", "/orders", body) for who in second)
    await stage.close()
    assert outcomes == {"done": 5, "sold_out": 3}


@pytest.mark.slow
async def test_the_right_to_buy_cheaply_is_used_once_by_one_person_however_many_tabs_are_open(
    product: Product, db: Database, owner_db: Database
) -> None:
    """The coupon used twice in parallel: there are no coupons yet; a person's right to one unit of a deal is
    of the same make, a pool with holds.
    """
    stage = Stage(product, db, owner_db, SEED, "coupon twice")
    deal_id, who = await stage.deal(stock=50, per_person=1), await stage.one()
    body = {"deal_id": str(deal_id), "quantity": 1}
    outcomes = await all_at_once(stage.call(who, "POST", "/orders", body) for _ in range(40))
    await stage.close()
    assert outcomes == {"done": 1, "limit_reached": 39}
