"""However many ask for the same payment back at once, never more than was paid is due."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import payments
from tests.integration.own_database import own_database
from tests.integration.trade_stage import MARKET, answer


async def _paid(db: Database, minor: int) -> UUID:
    """An order that was paid, and nothing else of it."""
    order_id, amount = ids.uuid7(), Money(minor, "CNY")
    async with db.work() as work:
        until = work.now + timedelta(minutes=15)
        intent_id = await payments.open_intent(work, MARKET, order_id, amount, "x", "sandbox", until)
        await payments.record_paid(work, MARKET, intent_id, "pay_1", minor, "CNY")
    return order_id


@pytest.mark.parametrize(("part", "times"), [(300, 3), (1000, 1), (1, 8), (1001, 0)])
async def test_refunds_that_race_stop_at_what_was_paid(
    postgres: EmbeddedPostgres, part: int, times: int
) -> None:
    async with own_database(postgres) as (db, _):
        order_id = await _paid(db, 1000)

        async def some() -> str:
            async with db.work() as work:
                return await answer(payments.refund(work, MARKET, order_id, Money(part, "CNY"), "race"))

        ended = Counter(await asyncio.gather(*(some() for _ in range(8))))
        assert ended == Counter({"done": times, "refund_too_large": 8 - times})
        async with db.read() as reader:
            refunds = await payments.refunds_of_order(reader, MARKET, order_id)
            intent = await payments.intent_of_order(reader, MARKET, order_id)
        assert intent is not None
        assert sum(one.amount_minor for one in refunds) == intent.refunded_minor == part * times


async def test_another_currency_or_an_unpaid_order_is_not_there(postgres: EmbeddedPostgres) -> None:
    async with own_database(postgres) as (db, _):
        order_id = await _paid(db, 1000)
        for where, currency in ((order_id, "EUR"), (ids.uuid7(), "CNY")):
            async with db.work() as work:
                wish = payments.refund(work, MARKET, where, Money(1, currency), "x")
                assert await answer(wish) == "not_found"
