"""Paying with WeChat Pay: its SDK, as our adapter drives it, against a simulator that checks signatures."""

import asyncio
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from linli.kernel import clock
from linli.kernel.refusals import Refusal
from linli.modules.payments.checkouts import CheckoutKind
from linli.modules.payments.model import NewsKind
from linli.modules.payments.providers.wechat_pay.gateway import WeChatPayGateway
from linli.modules.payments.refusals import ALREADY_PAID, PAYMENT_CLOSED, PROVIDER_UNREACHABLE
from tests.integration.providers.pay_stage import ask_for, intent_of
from tests.integration.providers.wechat_stage import gateway_of, order_of, simulated
from tests.simulators.rsa_keys import new_key, private_pem
from tests.simulators.wechat_pay import Keys, WeChatPay
from tests.simulators.wechat_pay.book import OPENID


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


@pytest.fixture
def program(keys: Keys) -> Iterator[WeChatPay]:
    with simulated(keys) as running:
        yield running


@pytest.fixture
def gateway(program: WeChatPay) -> WeChatPayGateway:
    return gateway_of(program)


async def test_native_gives_a_code_and_a_repeat_the_same(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    intent, ask = intent_of(1290), ask_for("native")
    first, again = await gateway.create(intent, ask), await gateway.create(intent, ask)
    assert first == again
    assert first.kind is CheckoutKind.QR and first.qr.startswith("weixin://")
    asked = order_of(program, first).asked
    assert asked["amount"] == {"total": 1290, "currency": "CNY"}
    assert asked["description"] == intent.subject
    assert asked["time_expire"].endswith("+08:00")
    assert len(program.orders) == 1


async def test_h5_goes_to_a_page_that_leads_back(program: WeChatPay, gateway: WeChatPayGateway) -> None:
    ask = ask_for("h5", payer_ip="203.0.113.7")
    checkout = await gateway.create(intent_of(), ask)
    assert checkout.kind is CheckoutKind.REDIRECT
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(checkout.pay_url)).status_code == 403
        page = await browser.get(checkout.pay_url, headers={"Referer": "https://linli.example/"})
        form = {"prepay_id": order_of(program, checkout).prepay_id, "back": ask.return_url}
        assert all(f"value='{value}'" in page.text for value in form.values())
        answer = await browser.post(f"{program.url}/paying", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, ask.return_url)
    assert order_of(program, checkout).asked["scene_info"]["payer_client_ip"] == "203.0.113.7"


async def test_jsapi_is_signed_as_wechats_window_wants(program: WeChatPay, keys: Keys) -> None:
    gateway = gateway_of(program, app_secret="secret of the official account")
    intent = intent_of()
    checkout = await gateway.create(intent, ask_for("jsapi", payer="oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"))
    assert checkout.kind is CheckoutKind.BRIDGE
    async with httpx.AsyncClient(trust_env=False) as window:
        spoiled = await window.post(f"{program.url}/bridge", json={**checkout.bridge, "nonceStr": "other"})
        answer = await window.post(f"{program.url}/bridge", json=checkout.bridge)
    assert (spoiled.status_code, answer.text) == (400, "get_brand_wcpay_request:ok")
    news = await gateway.query(intent)
    assert news is not None and news.kind is NewsKind.PAID


async def test_whoever_pays_inside_wechat_is_recognized_once(program: WeChatPay, keys: Keys) -> None:
    where = {"open_url": program.url, "name_url": program.url}
    gateway = gateway_of(program, app_secret=keys.app_secret, **where)
    address = gateway.recognition_url("https://linli.example/hangzhou/orders/7/payer", "state&7")
    assert address.endswith("#wechat_redirect")
    async with httpx.AsyncClient(trust_env=False) as window:
        answer = await window.get(address)
    back = urlsplit(answer.headers["location"])
    query = {name: values[0] for name, values in parse_qs(back.query).items()}
    assert (back.hostname, back.path, query["state"]) == (
        "linli.example",
        "/hangzhou/orders/7/payer",
        "state&7",
    )
    assert await gateway.recognize(query) == OPENID
    stranger = gateway_of(program, app_secret="another", **where)
    for who, asked in ((gateway, query), (gateway, {}), (gateway, {"code": "x" * 200}), (stranger, query)):
        with pytest.raises(Refusal) as refused:
            await who.recognize(asked)
        assert refused.value.kind is PROVIDER_UNREACHABLE


async def test_without_the_official_accounts_secret_nothing_is_offered_inside_wechat(
    gateway: WeChatPayGateway,
) -> None:
    assert [method.code for method in gateway.methods] == ["native", "h5"]


async def test_query_tells_unknown_unpaid_and_paid(program: WeChatPay, gateway: WeChatPayGateway) -> None:
    intent = intent_of(500)
    assert await gateway.query(intent) is None
    checkout = await gateway.create(intent, ask_for("native"))
    waiting = await gateway.query(intent)
    assert waiting is not None and waiting.kind is NewsKind.PENDING
    await asyncio.to_thread(program.pay, order_of(program, checkout))
    news = await gateway.query(intent)
    assert news is not None
    told = (news.kind, news.reference, news.amount_minor, news.currency, news.provider_ref)
    assert told == (NewsKind.PAID, intent.intent_id, 500, "CNY", order_of(program, checkout).transaction_id)


async def test_a_lost_answer_is_found_by_asking_and_never_charged_twice(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    intent, ask = intent_of(), ask_for("native")
    program.switches.lose_answer = 1
    with pytest.raises(Refusal) as lost:
        await gateway.create(intent, ask)
    assert lost.value.kind is PROVIDER_UNREACHABLE
    waiting = await gateway.query(intent)
    assert waiting is not None and waiting.kind is NewsKind.PENDING
    checkout = await gateway.create(intent, ask)
    assert checkout.qr and len(program.orders) == 1


async def test_what_is_closed_cannot_be_paid_and_what_is_paid_cannot_be_closed(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    first, second, ask = intent_of(), intent_of(), ask_for("native")
    await gateway.close(first)  # Never heard of: nothing to close.
    checkout = await gateway.create(first, ask)
    await gateway.close(first)
    await gateway.close(first)
    assert not await asyncio.to_thread(program.pay, order_of(program, checkout))
    closed = await gateway.query(first)
    assert closed is not None and (closed.kind, closed.provider_ref) == (
        NewsKind.CLOSED,
        checkout.provider_ref,
    )
    with pytest.raises(Refusal) as refused:
        await gateway.create(first, ask)
    assert refused.value.kind is PAYMENT_CLOSED
    await asyncio.to_thread(program.pay, order_of(program, await gateway.create(second, ask)))
    for call in (gateway.close(second), gateway.create(second, ask)):
        with pytest.raises(Refusal) as refused:
            await call
        assert refused.value.kind is ALREADY_PAID


async def test_a_payment_whose_time_is_over_reads_as_closed(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    intent = intent_of()
    order = order_of(program, await gateway.create(intent, ask_for("native")))
    asked = datetime.fromisoformat(order.asked["time_expire"])
    assert asked == intent.expires_at.replace(microsecond=0)
    order.asked["time_expire"] = clock.now().isoformat()
    news = await gateway.query(intent)
    assert news is not None and news.kind is NewsKind.CLOSED


@pytest.mark.parametrize("fault", ["fail", "lose_answer", "forge_answers"])
async def test_no_answer_no_sense_or_no_signature_tell_nothing(
    program: WeChatPay, gateway: WeChatPayGateway, fault: str
) -> None:
    intent = intent_of()
    await gateway.create(intent, ask_for("native"))
    setattr(program.switches, fault, 1)
    with pytest.raises(Refusal) as refused:
        await gateway.query(intent)
    assert refused.value.kind is PROVIDER_UNREACHABLE
    assert await gateway.query(intent) is not None


async def test_a_wrong_merchant_key_is_refused_by_them(program: WeChatPay) -> None:
    gateway = gateway_of(program, private_key=private_pem(new_key()))
    with pytest.raises(Refusal) as refused:
        await gateway.create(intent_of(), ask_for("native"))
    assert refused.value.kind is PROVIDER_UNREACHABLE
    assert program.orders == {}


async def test_a_slow_provider_does_not_hold_the_event_loop(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    program.switches.slow_seconds = 0.6
    beats, began = 0, time.monotonic()
    asking = [asyncio.create_task(gateway.query(intent_of())) for _ in range(3)]
    while not all(task.done() for task in asking):
        await asyncio.sleep(0.02)
        beats += 1
    assert beats > 20 and time.monotonic() - began < 10
    assert [task.result() for task in asking] == [None] * 3


async def test_the_two_platform_modes_verify_alike(keys: Keys) -> None:
    """With platform certificates: fetched before the first call, and again once a serial number is new."""
    with simulated(Keys(with_certificate=True)) as program:
        gateway = gateway_of(program)
        assert program.calls == []
        assert await gateway.query(intent_of()) is None
        await gateway.create(intent_of(), ask_for("native"))
        assert program.calls.count("GET /v3/certificates") == 1
        program.keys.renew_platform()
        intent = intent_of()
        with pytest.raises(Refusal):
            await gateway.create(intent, ask_for("native"))
        gateway._client._fetched_at -= timedelta(minutes=1)
        assert await gateway.query(intent) is not None
        assert program.calls.count("GET /v3/certificates") == 2
        assert clock.now() - gateway._client._fetched_at < timedelta(minutes=1)
