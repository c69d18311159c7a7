"""The operator's first page: where the money is, and that the books balance."""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.money import Money
from linli.modules import orders
from linli.modules.ledger import Total
from linli.web.operator.overview import books_of
from tests.integration.web.shop_stage import MARKET, SLUG, Stage, open_stage

OVERVIEW = f"/{SLUG}/operator"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def test_an_empty_market_has_a_calm_page(stage: Stage) -> None:
    for language, words in (("en", "Nothing has been booked yet"), ("zh", "还没有任何账目")):
        answer = await (await stage.browser("operator", language)).get(OVERVIEW)
        assert answer.status_code == 200
        assert words in answer.text


async def test_the_page_says_that_the_books_balance_and_where_the_money_is(stage: Stage) -> None:
    used, _ = await stage.buy(2)
    await stage.redeem(used)
    (unused,) = await stage.buy()
    async with stage.db.work() as work:
        key = Key("test", "refund", b"refund")
        guest = stage.people["guest"].person_id
        await orders.refund(work, MARKET, unused.order_id, guest, key=key)
    operator = await stage.browser("operator")
    page = (await operator.get(OVERVIEW)).text
    assert "The books balance" in page
    assert "1 on its way back to its payer" in page
    for words in ("In escrow", "Commission earned", "Outbox waiting", "Owed to merchants", "oldest"):
        assert words in page
    before = await stage.queries(operator, OVERVIEW)
    await stage.buy(3)
    assert await stage.queries(operator, OVERVIEW) == before


async def test_only_operators_see_it(stage: Stage) -> None:
    for name in ("owner", "clerk", "guest"):
        assert (await (await stage.browser(name)).get(OVERVIEW)).status_code == 404


def test_books_that_are_off_are_called_off() -> None:
    books = books_of([Total("escrow", "CNY", 100, 40), Total("payable", "CNY", 0, 50)], "CNY")
    assert not books.balanced
    assert books.gap == Money(10, "CNY")
    assert books_of([], "CNY").balanced
