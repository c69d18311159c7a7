"""Notifications of Alipay: signed forms, late, twice, in any order, forged."""

import asyncio
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

import pytest

from linli.kernel import clock
from linli.kernel.refusals import Refusal
from linli.modules.payments.model import News, NewsKind
from linli.modules.payments.providers.alipay.gateway import AlipayGateway
from linli.modules.payments.refusals import SIGNATURE_WRONG
from tests.integration.providers.alipay_stage import bought, gateway_of, simulated, trade_of
from tests.integration.providers.pay_stage import ask_for, intent_of, refund_of
from tests.simulators.alipay import Alipay, Keys, signing

PATH = "/api/callbacks/hangzhou/alipay"


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


@pytest.fixture
def program(keys: Keys) -> Iterator[Alipay]:
    with simulated(keys) as running:
        running.post.hold = True
        yield running


@pytest.fixture
def gateway(program: Alipay) -> AlipayGateway:
    return gateway_of(program)


async def letter(program: Alipay, gateway: AlipayGateway) -> bytes:
    """The notification of a payment, as it would arrive."""
    trade = trade_of(program, await gateway.create(intent_of(880), ask_for("precreate")))
    await asyncio.to_thread(program.pay, trade)
    return program.post.held[-1].make()[1]


async def read(gateway: AlipayGateway, body: bytes) -> News | None:
    return await gateway.read_callback({}, PATH, body, clock.now())


async def refused(gateway: AlipayGateway, body: bytes) -> bool:
    try:
        await read(gateway, body)
    except Refusal as refusal:
        return refusal.kind is SIGNATURE_WRONG
    return False


async def test_a_payment_is_told_with_amount_and_its_number(program: Alipay, gateway: AlipayGateway) -> None:
    body = await letter(program, gateway)
    news, again = await read(gateway, body), await read(gateway, body)
    assert news is not None and news == again
    [trade] = program.trades.values()
    told = (news.kind, news.amount_minor, news.currency, news.provider_ref)
    assert told == (NewsKind.PAID, 880, "CNY", trade.trade_no)


async def test_alipay_wants_to_hear_success(gateway: AlipayGateway) -> None:
    assert (gateway.accepted.status, gateway.accepted.body) == (200, b"success")


async def test_what_differs_in_any_part_is_refused(program: Alipay, gateway: AlipayGateway) -> None:
    body = await letter(program, gateway)
    fields = dict(parse_qsl(body.decode()))
    for name in fields:
        assert name in ("sign_type",) or await refused(gateway, urlencode({**fields, name: "1"}).encode()), (
            name
        )
    for other in (
        body + b"&more=1",
        body + b"&total_amount=8.80",
        body.replace(b"&sign=", b"&sing="),
        urlencode({**fields, "sign_type": "RSA"}).encode(),
        urlencode({**fields, "sign": "no base 64"}).encode(),
        b"",
        b"\xff\xfe",
        b"sign=1",
        b'{"sign":"1"}',
    ):
        assert await refused(gateway, other), other[:40]
    assert not await refused(gateway, body)


async def test_a_strangers_signature_is_refused(program: Alipay, gateway: AlipayGateway) -> None:
    program.forge_news = True
    assert await refused(gateway, await letter(program, gateway))


async def test_news_of_another_application_or_of_other_business_say_nothing(
    program: Alipay, gateway: AlipayGateway
) -> None:
    fields = dict(parse_qsl((await letter(program, gateway)).decode()))
    for changed in ({"app_id": "2021000000000002"}, {"out_trade_no": "a_till_of_theirs"}):
        told = {name: value for name, value in fields.items() if name not in ("sign", "sign_type")}
        body = urlencode(signing.notification({**told, **changed}, program.keys.alipay)).encode()
        assert await read(gateway, body) is None


async def test_a_genuine_payment_without_a_readable_amount_is_refused(
    program: Alipay, gateway: AlipayGateway
) -> None:
    fields = dict(parse_qsl((await letter(program, gateway)).decode()))
    for changed in ({"total_amount": "8.805"}, {"total_amount": "-8.80"}, {"trade_no": "\u0000"}):
        told = {name: value for name, value in fields.items() if name not in ("sign", "sign_type")}
        body = urlencode(signing.notification({**told, **changed}, program.keys.alipay)).encode()
        assert await refused(gateway, body)


async def test_another_amount_is_told_as_it_was_paid(program: Alipay, gateway: AlipayGateway) -> None:
    program.pays_another = 1
    news = await read(gateway, await letter(program, gateway))
    assert news is not None and (news.kind, news.amount_minor) == (NewsKind.PAID, 1)


async def test_a_trade_closed_after_all_of_it_went_back_is_not_a_payment_given_up(
    program: Alipay, gateway: AlipayGateway
) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    part, rest = refund_of(intent, 400), refund_of(intent, 600)
    await gateway.refund(intent, part)
    after_part = await read(gateway, program.post.held[-1].make()[1])
    assert after_part is not None and (after_part.kind, after_part.amount_minor) == (NewsKind.PAID, 1000)
    await gateway.refund(intent, rest)
    [trade] = program.trades.values()
    assert trade.status == "TRADE_CLOSED"
    assert await read(gateway, program.post.held[-1].make()[1]) is None
