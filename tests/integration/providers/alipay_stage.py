"""Alipay played by its simulator, and an adapter that has an application there."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from linli.modules.payments.checkouts import Checkout
from linli.modules.payments.model import Intent
from linli.modules.payments.providers.alipay import AlipayKeys
from linli.modules.payments.providers.alipay.gateway import AlipayGateway
from tests.integration.providers.pay_stage import ask_for, paid
from tests.simulators import alipay
from tests.simulators.rsa_keys import private_pem, public_pem


@contextmanager
def simulated(keys: alipay.Keys | None = None) -> Iterator[alipay.Alipay]:
    program = alipay.started(keys)
    try:
        yield program
    finally:
        program.post.wait()
        program.stop()


def gateway_of(program: alipay.Alipay, **changed: Any) -> AlipayGateway:
    given: dict[str, Any] = {
        "app_id": program.keys.app_id,
        "private_key": private_pem(program.keys.merchant),
        "alipay_public_key": public_pem(program.keys.alipay),
        "gateway_url": program.gateway_url,
    }
    return AlipayGateway(AlipayKeys(**{**given, **changed}))


def trade_of(program: alipay.Alipay, checkout: Checkout) -> alipay.Trade:
    return program.trades[checkout.provider_ref]


async def bought(program: alipay.Alipay, gateway: AlipayGateway, intent: Intent) -> Intent:
    """Asked for, paid, and known as paid."""
    checkout = await gateway.create(intent, ask_for("precreate"))
    assert await asyncio.to_thread(program.pay, trade_of(program, checkout))
    news = await gateway.query(intent)
    assert news is not None
    return paid(intent, news.provider_ref)
