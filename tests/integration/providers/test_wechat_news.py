"""Notifications of WeChat Pay: signed, encrypted, late, twice, in any order, forged."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from linli.kernel import clock
from linli.kernel.refusals import Refusal
from linli.modules.payments.model import News, NewsKind
from linli.modules.payments.providers.trade_numbers import refund_number
from linli.modules.payments.providers.wechat_pay.gateway import WeChatPayGateway
from linli.modules.payments.refusals import SIGNATURE_WRONG
from tests.integration.providers.pay_stage import ask_for, intent_of, refund_of
from tests.integration.providers.wechat_stage import bought, gateway_of, order_of, simulated
from tests.simulators.wechat_pay import Keys, WeChatPay, signing
from tests.simulators.wechat_pay.book import RefundRow

Letter = tuple[dict[str, str], bytes]
PATH = "/api/callbacks/hangzhou/wechat_pay"


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


@pytest.fixture
def program(keys: Keys) -> Iterator[WeChatPay]:
    with simulated(keys) as running:
        running.post.hold = True
        yield running


@pytest.fixture
def gateway(program: WeChatPay) -> WeChatPayGateway:
    return gateway_of(program)


async def letter(program: WeChatPay, gateway: WeChatPayGateway) -> Letter:
    """The notification of a payment, as it would arrive."""
    checkout = await gateway.create(intent_of(880), ask_for("native"))
    await asyncio.to_thread(program.pay, order_of(program, checkout))
    headers, body = program.post.held[-1].make()
    return {name.lower(): value for name, value in headers.items()}, body


async def read(gateway: WeChatPayGateway, headers: dict[str, str], body: bytes) -> News | None:
    return await gateway.read_callback(headers, PATH, body, clock.now())


async def refused(gateway: WeChatPayGateway, headers: dict[str, str], body: bytes) -> bool:
    try:
        await read(gateway, headers, body)
    except Refusal as refusal:
        return refusal.kind is SIGNATURE_WRONG
    return False


async def test_a_payment_is_told_with_amount_and_its_number(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    headers, body = await letter(program, gateway)
    news, again = await read(gateway, headers, body), await read(gateway, headers, body)
    assert news is not None and news == again
    [order] = program.orders.values()
    assert (news.kind, news.amount_minor, news.currency) == (NewsKind.PAID, 880, "CNY")
    assert news.provider_ref == order.transaction_id
    assert order.out_trade_no not in body.decode()


async def test_what_differs_in_any_part_is_refused(program: WeChatPay, gateway: WeChatPayGateway) -> None:
    headers, body = await letter(program, gateway)
    assert await refused(gateway, headers, body + b" ")
    assert await refused(gateway, {}, body)
    for name, other in (
        ("wechatpay-nonce", "another"),
        ("wechatpay-serial", "PUB_KEY_ID_0100000000000000000000000000"),
        ("wechatpay-serial", "no number"),
        ("wechatpay-serial", ""),
        ("wechatpay-signature", "WECHATPAY/SIGNTEST/vR0UnGk"),
        ("wechatpay-signature", ""),
        ("wechatpay-signature-type", "WECHATPAY2-SM2-WITH-SM3"),
        ("wechatpay-timestamp", str(int(headers["wechatpay-timestamp"]) + 1)),
        ("wechatpay-timestamp", "-1"),
        ("wechatpay-timestamp", "9" * 40),
    ):
        assert await refused(gateway, {**headers, name: other}, body), name
    assert not await refused(gateway, headers, body)


async def test_a_strangers_signature_and_an_old_one_are_refused(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    program.forge_news = True
    assert await refused(gateway, *await letter(program, gateway))
    program.forge_news, program.news_age = False, 301
    headers, body = await letter(program, gateway)
    assert await refused(gateway, headers, body)
    # Right when it was signed: it is its age that is refused.
    then = clock.now() - timedelta(seconds=300)
    assert await gateway.read_callback(headers, PATH, body, then) is not None


async def test_another_key_for_the_resource_is_refused(program: WeChatPay) -> None:
    gateway = gateway_of(program, api_v3_key="x" * 32)
    assert await refused(gateway, *await letter(program, gateway))


async def test_news_of_another_merchant_or_of_other_business_say_nothing(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    _, genuine = await letter(program, gateway)
    [order] = program.orders.values()
    told = order.told(program.keys.app_id, program.keys.merchant_id)
    for event, changed in (
        ("TRANSACTION.SUCCESS", {**told, "mchid": "1900000999"}),
        ("TRANSACTION.SUCCESS", {**told, "appid": "wx1"}),
        ("TRANSACTION.SUCCESS", {**told, "out_trade_no": "a-till-of-theirs"}),
        ("COUPON.USE", {"coupon_id": "1"}),
    ):
        body = signing.notification(program.keys, "EV-1", event, changed)
        headers = signing.signed_headers(program.keys, body)
        assert await read(gateway, {n.lower(): v for n, v in headers.items()}, body) is None
    assert json.loads(genuine)["resource"]["algorithm"] == "AEAD_AES_256_GCM"


async def test_another_amount_is_told_as_it_was_paid(program: WeChatPay, gateway: WeChatPayGateway) -> None:
    program.pays_another = 1
    news = await read(gateway, *await letter(program, gateway))
    assert news is not None and (news.kind, news.amount_minor) == (NewsKind.PAID, 1)


async def test_news_under_a_new_certificate_are_believed_and_forgeries_do_not_make_us_ask(keys: Keys) -> None:
    with simulated(Keys(with_certificate=True)) as program:
        program.post.hold = True
        gateway = gateway_of(program)
        headers, body = await letter(program, gateway)
        assert await read(gateway, headers, body) is not None
        for number in range(20):
            assert await refused(gateway, {**headers, "wechatpay-serial": f"{number:X}"}, body)
        assert program.calls.count("GET /v3/certificates") == 1
        program.keys.renew_platform()
        gateway._client._fetched_at -= timedelta(minutes=1)
        again, _ = program.post.held[-1].make()
        assert await read(gateway, {n.lower(): v for n, v in again.items()}, body) is not None
        assert program.calls.count("GET /v3/certificates") == 2


async def test_an_account_with_a_public_key_believes_certificates_while_they_change_over(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    await letter(program, gateway)
    assert "GET /v3/certificates" not in program.calls
    program.keys.with_certificate = True
    try:
        headers, body = program.post.held[-1].make()
    finally:
        program.keys.with_certificate = False
    assert headers["Wechatpay-Serial"] != program.keys.public_key_id
    assert await read(gateway, {n.lower(): v for n, v in headers.items()}, body) is not None
    assert program.calls.count("GET /v3/certificates") == 1
    assert await read(gateway, *await letter(program, gateway)) is not None


async def test_a_refund_is_told_by_its_own_number(program: WeChatPay, gateway: WeChatPayGateway) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    [order] = program.orders.values()
    for state, kind in (
        ("SUCCESS", NewsKind.REFUNDED),
        ("ABNORMAL", NewsKind.REFUND_FAILED),
        ("CLOSED", NewsKind.REFUND_FAILED),
    ):
        refund = refund_of(intent, 400)
        row = RefundRow(refund_number(refund), order, 400, "", "", status=state)
        body = signing.notification(
            program.keys, "EV-2", f"REFUND.{state}", row.notified(program.keys.merchant_id)
        )
        headers = signing.signed_headers(program.keys, body)
        news = await read(gateway, {n.lower(): v for n, v in headers.items()}, body)
        assert news is not None and (news.kind, news.reference) == (kind, refund.refund_id)
