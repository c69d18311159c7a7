"""Paying with Alipay: its SDK, as our adapter drives it, against a simulator that checks signatures."""

import asyncio
import os
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from linli.kernel.refusals import Refusal
from linli.modules.payments.checkouts import CheckoutKind
from linli.modules.payments.model import NewsKind
from linli.modules.payments.providers.alipay.gateway import AlipayGateway
from linli.modules.payments.refusals import ALREADY_PAID, PAYMENT_CLOSED, PROVIDER_UNREACHABLE
from tests.integration.providers.alipay_stage import gateway_of, simulated, trade_of
from tests.integration.providers.pay_stage import ask_for, intent_of
from tests.simulators.alipay import Alipay, Keys
from tests.simulators.alipay.book import BEIJING, moment, now
from tests.simulators.rsa_keys import new_key, private_pem


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


@pytest.fixture
def program(keys: Keys) -> Iterator[Alipay]:
    with simulated(keys) as running:
        running.post.drop = True
        yield running


@pytest.fixture
def gateway(program: Alipay) -> AlipayGateway:
    return gateway_of(program)


async def test_precreate_gives_a_code_and_a_repeat_the_same(program: Alipay, gateway: AlipayGateway) -> None:
    intent, ask = intent_of(1290), ask_for("precreate")
    first, again = await gateway.create(intent, ask), await gateway.create(intent, ask)
    assert first == again
    assert first.kind is CheckoutKind.QR and first.qr.startswith("https://qr.alipay.com/")
    trade = trade_of(program, first)
    assert (trade.asked["total_amount"], trade.notify_url) == ("12.90", ask.notify_url)
    assert len(program.trades) == 1


@pytest.mark.parametrize("method", ["page", "wap"])
async def test_a_page_is_paid_and_leads_back(program: Alipay, gateway: AlipayGateway, method: str) -> None:
    intent, ask = intent_of(), ask_for(method)
    checkout = await gateway.create(intent, ask)
    assert checkout.kind is CheckoutKind.REDIRECT
    # Alipay hears of it only when the payer opens the page.
    assert program.calls == [] and await gateway.query(intent) is None
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(checkout.pay_url)
        trade = trade_of(program, checkout)
        assert page.status_code == 200 and trade.trade_no in page.text
        forged = await browser.get(checkout.pay_url.replace("12.90", "0.01"))
        answer = await browser.post(f"{program.url}/paying", data={"trade_no": trade.trade_no})
    assert forged.status_code == 403
    back = urlsplit(answer.headers["location"])
    assert answer.headers["location"].startswith(ask.return_url)
    assert parse_qs(back.query)["out_trade_no"] == [checkout.provider_ref]
    news = await gateway.query(intent)
    assert news is not None and news.kind is NewsKind.PAID


async def test_words_that_alipay_or_its_sdk_cannot_bear_are_left_out(
    program: Alipay, gateway: AlipayGateway
) -> None:
    """A brace in the subject, which a query tells again, would make the SDK look for a signature amiss."""
    intent = intent_of(subject='半价 {两份}, a/b=c&d "}" \\' + "长" * 300)
    await asyncio.to_thread(
        program.pay, trade_of(program, await gateway.create(intent, ask_for("precreate")))
    )
    news = await gateway.query(intent)
    assert news is not None and news.kind is NewsKind.PAID
    [trade] = program.trades.values()
    assert trade.asked["subject"].startswith("半价  两份 ")


async def test_the_hour_is_beijings_whatever_the_machine_says(
    program: Alipay, gateway: AlipayGateway
) -> None:
    zone = os.environ.get("TZ")
    try:
        os.environ["TZ"] = "America/New_York"
        time.tzset()
        assert await gateway.query(intent_of()) is None
    finally:
        os.environ.pop("TZ")
        if zone is not None:
            os.environ["TZ"] = zone
        time.tzset()


async def test_query_tells_unknown_unpaid_and_paid(program: Alipay, gateway: AlipayGateway) -> None:
    intent = intent_of(500)
    trade = trade_of(program, await gateway.create(intent, ask_for("precreate")))
    assert await gateway.query(intent) is None
    trade.begun = True
    waiting = await gateway.query(intent)
    assert waiting is not None and waiting.kind is NewsKind.PENDING
    await asyncio.to_thread(program.pay, trade)
    news = await gateway.query(intent)
    assert news is not None
    told = (news.kind, news.reference, news.amount_minor, news.currency, news.provider_ref)
    assert told == (NewsKind.PAID, intent.intent_id, 500, "CNY", trade.trade_no)


async def test_a_lost_answer_is_found_by_asking_again_and_never_charged_twice(
    program: Alipay, gateway: AlipayGateway
) -> None:
    intent, ask = intent_of(), ask_for("precreate")
    program.switches.lose_answer = 1
    with pytest.raises(Refusal) as lost:
        await gateway.create(intent, ask)
    assert lost.value.kind is PROVIDER_UNREACHABLE
    assert (await gateway.create(intent, ask)).qr and len(program.trades) == 1


async def test_what_is_closed_cannot_be_paid_and_what_is_paid_cannot_be_closed(
    program: Alipay, gateway: AlipayGateway
) -> None:
    first, second, ask = intent_of(), intent_of(), ask_for("precreate")
    await gateway.close(first)  # Never heard of: nothing to close.
    trade = trade_of(program, await gateway.create(first, ask))
    trade.begun = True
    await gateway.close(first)
    await gateway.close(first)
    assert not await asyncio.to_thread(program.pay, trade)
    closed = await gateway.query(first)
    assert closed is not None and (closed.kind, closed.provider_ref) == (NewsKind.CLOSED, trade.out_trade_no)
    with pytest.raises(Refusal) as refused:
        await gateway.create(first, ask)
    assert refused.value.kind is PAYMENT_CLOSED
    await asyncio.to_thread(program.pay, trade_of(program, await gateway.create(second, ask)))
    for call in (gateway.close(second), gateway.create(second, ask)):
        with pytest.raises(Refusal) as refused:
            await call
        assert refused.value.kind is ALREADY_PAID
    assert trade.returned == 0


async def test_a_code_that_nobody_scanned_ends_with_the_intents_time(
    program: Alipay, gateway: AlipayGateway
) -> None:
    intent = intent_of()
    trade = trade_of(program, await gateway.create(intent, ask_for("precreate")))
    assert trade.asked["time_expire"] == moment(intent.expires_at.astimezone(BEIJING))
    trade.asked["time_expire"] = moment(now())
    assert not await asyncio.to_thread(program.pay, trade)
    news = await gateway.query(intent)
    assert news is not None and news.kind is NewsKind.CLOSED


@pytest.mark.parametrize("fault", ["fail", "lose_answer", "forge_answers"])
async def test_no_answer_no_sense_or_no_signature_tell_nothing(
    program: Alipay, gateway: AlipayGateway, fault: str
) -> None:
    intent = intent_of()
    trade_of(program, await gateway.create(intent, ask_for("precreate"))).begun = True
    setattr(program.switches, fault, 1)
    with pytest.raises(Refusal) as refused:
        await gateway.query(intent)
    assert refused.value.kind is PROVIDER_UNREACHABLE
    assert await gateway.query(intent) is not None


async def test_a_wrong_merchant_key_is_refused_by_them(program: Alipay) -> None:
    gateway = gateway_of(program, private_key=private_pem(new_key()))
    with pytest.raises(Refusal) as refused:
        await gateway.create(intent_of(), ask_for("precreate"))
    assert refused.value.kind is PROVIDER_UNREACHABLE
    assert program.trades == {}


async def test_keys_that_are_none_are_named_and_not_quoted(program: Alipay) -> None:
    with pytest.raises(ValueError, match="a key is not a PEM text") as told:
        gateway_of(program, private_key="not really a key")
    assert "not really" not in str(told.value)
    with pytest.raises(ValueError, match="products"):
        gateway_of(program, products=("face",))


async def test_only_contracted_products_are_offered_and_none_inside_wechat(program: Alipay) -> None:
    gateway = gateway_of(program, products=("page", "wap"))
    assert [method.code for method in gateway.methods] == ["page", "wap"]
    assert not any("wechat" in method.situations for method in gateway.methods)
