"""WeChat Pay played by its simulator, and an adapter that has an account there."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from linli.modules.payments.checkouts import Checkout
from linli.modules.payments.model import Intent
from linli.modules.payments.providers.wechat_pay import WeChatPayKeys
from linli.modules.payments.providers.wechat_pay.gateway import WeChatPayGateway
from tests.integration.providers.pay_stage import ask_for, paid
from tests.simulators import wechat_pay
from tests.simulators.rsa_keys import private_pem, public_pem


def keys_for(program: wechat_pay.WeChatPay, **changed: Any) -> WeChatPayKeys:
    """The merchant's account at the simulator; with its certificates where that signs with them."""
    keys = program.keys
    given: dict[str, Any] = {
        "app_id": keys.app_id,
        "merchant_id": keys.merchant_id,
        "serial_no": keys.serial_no,
        "private_key": private_pem(keys.merchant),
        "api_v3_key": keys.api_v3_key,
        "api_url": program.url,
    }
    if not keys.with_certificate:
        given |= {"public_key_id": keys.public_key_id, "public_key": public_pem(keys.platform)}
    return WeChatPayKeys(**{**given, **changed})


@contextmanager
def simulated(keys: wechat_pay.Keys | None = None) -> Iterator[wechat_pay.WeChatPay]:
    program = wechat_pay.started(keys)
    try:
        yield program
    finally:
        program.post.wait()
        program.stop()


def gateway_of(program: wechat_pay.WeChatPay, **changed: Any) -> WeChatPayGateway:
    return WeChatPayGateway(keys_for(program, **changed))


def order_of(program: wechat_pay.WeChatPay, checkout: Checkout) -> wechat_pay.Order:
    return program.orders[checkout.provider_ref]


async def bought(program: wechat_pay.WeChatPay, gateway: WeChatPayGateway, intent: Intent) -> Intent:
    """Asked for, paid, and known as paid."""
    checkout = await gateway.create(intent, ask_for("native"))
    assert await asyncio.to_thread(program.pay, order_of(program, checkout))
    news = await gateway.query(intent)
    assert news is not None
    return paid(intent, news.provider_ref)
