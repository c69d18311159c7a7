"""The search answers the judged queries as well as it ever did: floors just under what was reached."""

from uuid import UUID

import asyncpg
import pytest

from linli.kernel.database import SYSTEM, Work
from linli.kernel.journey import Journey
from linli.kernel.signing import Signer
from tests.relevance.asking import OPENED_BEFORE, ask, open_up
from tests.relevance.judged import MARKETS_JUDGED, judged
from tests.relevance.measures import mean, ndcg, succeeded

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
GRADES = {ONE: 3, TWO: 1}
# NDCG@10 and success@1 by market and half. To raise them run `make relevance`.
FLOORS = {
    ("hangzhou", True): (0.963, 0.935),
    ("hangzhou", False): (0.961, 0.953),
    ("helsinki", True): (0.945, 0.949),
    ("helsinki", False): (0.926, 0.900),
}


def test_a_worse_order_is_measured_as_worse() -> None:
    assert ndcg([ONE, TWO, THREE], GRADES) == 1.0
    assert ndcg([TWO, ONE], GRADES) == pytest.approx((1 + 7 / 1.585) / (7 + 1 / 1.585), abs=0.001)
    assert ndcg([], GRADES) == 0.0
    assert succeeded([ONE], GRADES) and not succeeded([TWO, ONE], GRADES) and not succeeded([], GRADES)


def test_every_query_means_some_shop_and_says_what_is_meant() -> None:
    for slug in MARKETS_JUDGED:
        market = judged(slug)
        for query in market.queries:
            assert query.means and market.grades(query), query.text
            known = {shop.key for shop in market.shops}
            named = {
                key
                for rule in query.rules
                for what, keys in rule.conditions
                if what == "key"
                for key in keys.split()
            }
            assert named <= known, query.text
    assert len(judged("hangzhou").queries) >= 160 and len(judged("helsinki").queries) >= 90


@pytest.mark.parametrize("slug", MARKETS_JUDGED)
async def test_the_judged_queries_are_answered_as_well_as_they_were(
    slug: str, pool: asyncpg.Pool, journey: Journey
) -> None:
    market = judged(slug)
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            opening = Work(connection, market.moment - OPENED_BEFORE, SYSTEM, journey)
            await open_up(opening, market.market, Signer("the secret of a test", "phones"))
            answers = await ask(Work(connection, market.moment, SYSTEM, journey), market)
        finally:
            await transaction.rollback()
    for half in (True, False):
        reached = mean(answer for answer in answers if answer.tuned == half)
        floor_ndcg, floor_success = FLOORS[slug, half]
        worst = sorted((answer.ndcg, answer.text, answer.first) for answer in answers if answer.tuned == half)
        assert reached.ndcg >= floor_ndcg and reached.success >= floor_success, (reached, worst[:20])
