"""The operator's first page: where the money is, and that the books balance."""

import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.ids import uuid7
from linli.kernel.money import Money
from linli.modules import orders, payments
from linli.modules.ledger import Total
from linli.web.operator.books import books_of
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
    for words in ("In escrow", "Commission", "Outbox waiting", "Owed to merchants", "oldest"):
        assert words in page
    before = await stage.queries(operator, OVERVIEW)
    await stage.buy(3)
    assert await stage.queries(operator, OVERVIEW) == before


async def awaiting(stage: Stage) -> orders.Order:
    """An order of the guest's that nobody has paid yet."""
    async with stage.db.work() as work:
        return await orders.place(
            work,
            MARKET,
            stage.people["guest"].person_id,
            stage.deal.deal_id,
            1,
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=Key("test", secrets.token_hex(8), b"order"),
        )


async def told(stage: Stage, order: orders.Order, ref: str, minor: int, currency: str = "CNY") -> None:
    async with stage.db.work() as work:
        await payments.record_paid(work, MARKET, order.intent_id, ref, minor, currency)


async def test_what_waits_for_a_person_is_counted_and_listed_until_somebody_has_looked(stage: Stage) -> None:
    operator = await stage.browser("operator")
    calm = (await operator.get(OVERVIEW)).text
    assert "Nothing waits for you" in calm
    assert 'id="loose-ends"' not in calm
    held, twice, strange = [await awaiting(stage) for _ in range(3)]
    for _ in range(2):
        await told(stage, held, "pay_held", held.total_minor + 1)
    await told(stage, twice, "pay_one", twice.total_minor)
    await told(stage, twice, "pay_two", twice.total_minor)
    await told(stage, strange, "pay_strange", 5, "???")
    page = (await operator.get(OVERVIEW)).text
    for words in ("Another amount than we asked for; held", "pay_held", "5 ???"):
        assert words in page
    # What was paid twice goes back by itself.
    assert held.number_grouped in page and "pay_two" not in page
    settle = [f"{href}/settlement" for href in re.findall(r'href="([^"]+/loose-ends/[^"]+)"', page)]
    assert len(settle) == 2
    listed = (await operator.get(f"{OVERVIEW}/loose-ends")).text
    for words in ("pay_held", "Taken for two attempts", "pay_two", "Sent back", "5 ???"):
        assert words in listed
    assert listed.count("pay_two") == 1
    assert "pay_held" not in (await operator.get(f"{OVERVIEW}/loose-ends?open=no")).text
    before = await stage.queries(operator, OVERVIEW)
    await told(stage, await awaiting(stage), "pay_more", 1)
    assert await stage.queries(operator, OVERVIEW) == before
    assert (await operator.post(settle[0], why=" ")).status_code == 422
    for _ in range(2):
        assert (await operator.post(settle[0], why="paid back by hand")).status_code == 303
    page = (await operator.get(OVERVIEW)).text
    left = re.findall(r'href="([^"]+/loose-ends/[^"]+)"', page)
    assert settle[0].removesuffix("/settlement") not in left and len(left) == 2
    trail = await stage.db.pool.fetch(
        "SELECT why FROM kernel.audit_trail WHERE action = 'payment.looked_after'"
    )
    assert [row["why"] for row in trail] == ["paid back by hand"]


async def test_a_held_payment_that_the_provider_confirms_after_all_no_longer_waits(stage: Stage) -> None:
    order = await awaiting(stage)
    await told(stage, order, "pay_1", order.total_minor - 1)
    operator = await stage.browser("operator")
    assert "pay_1" in (await operator.get(OVERVIEW)).text
    await told(stage, order, "pay_1", order.total_minor)
    assert "pay_1" not in (await operator.get(OVERVIEW)).text


async def test_only_operators_settle_what_waits(stage: Stage) -> None:
    order = await awaiting(stage)
    await told(stage, order, "pay_1", 1)
    page = (await (await stage.browser("operator")).get(OVERVIEW)).text
    (href,) = re.findall(r'href="([^"]+/loose-ends/[^"]+)"', page)
    settle = f"{href}/settlement"
    for name in ("owner", "clerk", "guest"):
        assert (await (await stage.browser(name)).post(settle, why="looked")).status_code == 404
    other = settle.replace(settle.split("/")[-2], str(uuid7()))
    assert (await (await stage.browser("operator")).post(other, why="looked")).status_code == 404


async def test_only_operators_see_it(stage: Stage) -> None:
    for name in ("owner", "clerk", "guest"):
        assert (await (await stage.browser(name)).get(OVERVIEW)).status_code == 404


def test_books_that_are_off_are_called_off() -> None:
    books = books_of([Total("escrow", "CNY", 100, 40), Total("payable", "CNY", 0, 50)], "CNY")
    assert not books.balanced
    assert books.gap == Money(10, "CNY")
    assert books_of([], "CNY").balanced


async def test_what_waits_is_decided_on_its_own_page_with_a_reason(stage: Stage) -> None:
    operator = await stage.browser("operator")
    order = await awaiting(stage)
    await told(stage, order, "pay_strange", order.total_minor - 3)
    (href,) = re.findall(r'href="([^"]+/loose-ends/[^"]+)"', (await operator.get(OVERVIEW)).text)
    page = await operator.get(href)
    assert page.status_code == 200
    for words in ("Send it all back", "Ask the provider", "pay_strange", order.number_grouped):
        assert words in page.text
    assert "pay_strange" in (await operator.get(f"{OVERVIEW}/loose-ends.csv")).text
    assert (await operator.post(f"{href}/return", why="x")).status_code == 422
    # The provider is away: nothing is decided behind its back.
    away = await operator.post(f"{href}/return", why="wrong amount")
    assert away.status_code == 503 and "Send it all back" in away.text
    async with stage.db.work() as work:
        await payments.send_back(work, MARKET, UUID(href.rsplit("/", 1)[1]), "wrong amount")
        (refund,) = await payments.refunds_of_order(work, MARKET, order.order_id)
        refused = payments.NewsKind.REFUND_FAILED
        news = payments.News("no", refused, refund.refund_id, "no", refund.amount_minor, refund.currency)
        await payments.record_news(work, MARKET, news, "sandbox")
    assert "Sent back" in (await operator.get(href)).text
    address = f"{OVERVIEW}/refunds/{refund.refund_id}"
    assert "Paid back another way" in (await operator.get(address)).text
    assert (await operator.post(f"{address}/other-way", why="by transfer", way="pigeon")).status_code == 422
    done = await operator.post(f"{address}/other-way", why="by transfer", way="bank")
    assert "Recorded as paid back another way" in (await operator.get(done.headers["location"])).text


async def test_money_goes_back_after_redemption_by_decision(stage: Stage) -> None:
    operator = await stage.browser("operator")
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    address = f"{OVERVIEW}/orders/{voucher.order_id}"
    assert "Give back after redemption" in (await operator.get(address)).text
    form = {"line": "1", "amount": "12.50", "bearer": "market", "key": "once", "why": "cold noodles"}
    for _ in range(2):
        done = await operator.post(f"{address}/decided-refund", **form)
        assert done.headers["location"].endswith("?done=decided")
    assert (
        await operator.post(f"{address}/decided-refund", **{**form, "amount": "1.234"})
    ).status_code == 422
    much = await operator.post(f"{address}/decided-refund", **{**form, "amount": "99999", "key": "much"})
    assert much.status_code == 409
    guest = await stage.browser("guest")
    page = (await guest.get(f"/{SLUG}/orders/{voucher.order_id}")).text
    assert page.count("¥12.5") == 1 and "Decided by our support" in page


async def test_the_shop_sees_what_went_back_and_what_was_taken_from_it(stage: Stage) -> None:
    operator, owner = await stage.browser("operator"), await stage.browser("owner")
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    form = {"line": "1", "amount": "12.50", "bearer": "merchant", "key": "shop", "why": "cold noodles"}
    address = f"{OVERVIEW}/orders/{voucher.order_id}/decided-refund"
    assert (await operator.post(address, **form)).status_code == 303
    page = (await owner.get(f"/{SLUG}/desk/noodles/orders/{voucher.order_id}")).text
    assert "Refunded to the buyer" in page and "Decided after redemption" in page
    assert "Taken back from you by our decision" in page and "cold noodles" in page
    # 12.50 less the commission of 6 %, which goes back as well.
    assert "−¥11.75" in re.sub(r"<[^>]+>", "", page)
    (href,) = set(re.findall(r'href="([^"]+/money/entries/[^"]+)"', page))
    assert "cold noodles" in (await owner.get(href)).text
