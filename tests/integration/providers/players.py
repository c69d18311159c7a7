"""Every provider as the contract's tests play it: its gateway, a payer, its callbacks, what can go wrong."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import httpx
import msgspec

from linli.modules.payments.checkouts import Ask, Checkout
from linli.modules.payments.model import Gateway, Intent
from linli.modules.payments.providers.sandbox import SandboxGateway
from linli.modules.payments.providers.stripe import StripeKeys, open_gateway
from tests.integration.providers import alipay_stage, wechat_stage
from tests.integration.providers.pay_stage import ask_for
from tests.integration.sandbox_pay.world import SECRET, Provider, signature
from tests.simulators import alipay, stripe, wechat_pay
from tests.simulators.listener import Listener
from tests.simulators.rsa_keys import new_key, public_pem
from tests.simulators.server import Switches


@dataclass(frozen=True)
class Heard:
    """One callback, as it came in."""

    headers: dict[str, str]
    path: str
    body: bytes


class Player(Protocol):
    """One provider in play. `currency` is what it is asked for; `signs_the_head`: a callback's signature
    stands in its head.
    """

    gateway: Gateway
    currency: str
    signs_the_head: bool

    def ask(self) -> Ask: ...

    async def pay(self, intent: Intent, checkout: Checkout) -> bool:
        """The payer presses; False where the provider does not take it any more."""
        ...

    async def heard(self, count: int) -> list[Heard]:
        """The callbacks so far, as soon as there are `count`."""
        ...

    async def lose_answer(self, what: str) -> None:
        """The next `create` or `refund` is carried out, and its answer lost."""
        ...

    async def fail(self, what: str) -> None:
        """The next `create` or `refund` ends in an error, with nothing done."""
        ...

    def stranger(self) -> Gateway:
        """A gateway that knows another secret than the provider signs with."""
        ...


async def _within(listener: Listener, count: int, seconds: float = 8) -> list[Heard]:
    deadline = time.monotonic() + seconds
    while len(listener.heard) < count:
        assert time.monotonic() < deadline, f"{len(listener.heard)} of {count} callbacks"
        await asyncio.sleep(0.02)
    return [Heard(call.headers, call.target, call.body) for call in listener.heard]


class SandboxPlayer:
    """The sandbox's own program, in a process of its own."""

    currency = "CNY"
    signs_the_head = True

    def __init__(self, provider: Provider, listener: Listener) -> None:
        self._provider = provider
        self._listener = listener
        self.gateway: Gateway = SandboxGateway(provider.url, SECRET)

    def ask(self) -> Ask:
        return msgspec.structs.replace(ask_for("page"), notify_url=self._listener.url)

    async def pay(self, intent: Intent, checkout: Checkout) -> bool:
        target = f"/v1/test/payments/{checkout.provider_ref}/pay"
        answer = await self._call("POST", target, b'{"method": "card"}')
        return bool(answer.json().get("status") == "paid")

    async def heard(self, count: int) -> list[Heard]:
        return await _within(self._listener, count)

    async def lose_answer(self, what: str) -> None:
        await self._plan(f'{{"next_{what}": "timeout_after", "seconds": 0.05}}')

    async def fail(self, what: str) -> None:
        await self._plan(f'{{"next_{what}": "error500"}}')

    def stranger(self) -> Gateway:
        return SandboxGateway(self._provider.url, "another secret")

    async def known(self, intent_id: UUID) -> list[dict[str, Any]]:
        """The provider's own view: every payment of an intent, newest first."""
        answer = await self._call("GET", f"/v1/payments?reference={intent_id}", b"")
        return list(answer.json()["data"])

    async def _plan(self, faults: str) -> None:
        assert (await self._call("POST", "/v1/test/faults", faults.encode())).is_success

    async def _call(self, method: str, target: str, body: bytes) -> httpx.Response:
        headers = {"sandbox-merchant": "linli", "sandbox-signature": signature(method, target, body)}
        async with httpx.AsyncClient(base_url=self._provider.url, trust_env=False) as http:
            return await http.request(method, target, content=body, headers=headers)


@asynccontextmanager
async def sandbox_program(folder: Path) -> AsyncIterator[Provider]:
    """The sandbox with an empty book. It takes a second to start."""
    provider = Provider(folder / f"{secrets.token_hex(4)}.db")
    await provider.start()
    try:
        yield provider
    finally:
        await provider.kill()


@asynccontextmanager
async def sandbox_player(provider: Provider) -> AsyncIterator[SandboxPlayer]:
    listener = Listener()
    listener.start()
    try:
        yield SandboxPlayer(provider, listener)
    finally:
        listener.stop()


class StripePlayer:
    """Stripe's simulator, through Stripe's own library."""

    currency = "EUR"
    signs_the_head = True

    def __init__(self, program: stripe.Stripe, listener: Listener) -> None:
        self.program = program
        self._listener = listener
        self.gateway: Gateway = open_gateway(self._keys())

    def _keys(self, **changed: Any) -> StripeKeys:
        account = self.program.account
        given = {"webhook_secret": account.webhook_secret, **changed}
        return StripeKeys(secret_key=account.secret_key, api_url=self.program.url, **given)

    def ask(self) -> Ask:
        return ask_for("card")

    async def pay(self, intent: Intent, checkout: Checkout) -> bool:
        return await asyncio.to_thread(self.program.pay, checkout.provider_ref)

    async def heard(self, count: int) -> list[Heard]:
        return await _within(self._listener, count)

    async def lose_answer(self, what: str) -> None:
        self.program.lose(what)

    async def fail(self, what: str) -> None:
        self.program.break_at(what)

    def stranger(self) -> Gateway:
        return open_gateway(self._keys(webhook_secret=f"whsec_{secrets.token_hex(8)}"))


@asynccontextmanager
async def stripe_player(_sandbox: Provider) -> AsyncIterator[StripePlayer]:
    program, listener = stripe.started(), Listener()
    listener.start()
    program.webhook_url = listener.url
    try:
        yield StripePlayer(program, listener)
    finally:
        program.post.wait()
        program.stop()
        listener.stop()


class _ChinaPlayer:
    """What the two that are asked for yuan have in common: the simulators' switches and how they are told."""

    currency = "CNY"

    def __init__(self, switches: Switches, method: str, listener: Listener) -> None:
        self._switches = switches
        self._method = method
        self._listener = listener

    def ask(self) -> Ask:
        return msgspec.structs.replace(ask_for(self._method), notify_url=self._listener.url)

    async def heard(self, count: int) -> list[Heard]:
        return await _within(self._listener, count)

    async def lose_answer(self, what: str) -> None:
        self._switches.lose_answer = 1

    async def fail(self, what: str) -> None:
        self._switches.fail = 1


class WeChatPayPlayer(_ChinaPlayer):
    """WeChat Pay's simulator, through the SDK."""

    signs_the_head = True

    def __init__(self, program: wechat_pay.WeChatPay, listener: Listener) -> None:
        super().__init__(program.switches, "native", listener)
        self.program = program
        self.gateway: Gateway = wechat_stage.gateway_of(program)

    async def pay(self, intent: Intent, checkout: Checkout) -> bool:
        return await asyncio.to_thread(self.program.pay, wechat_stage.order_of(self.program, checkout))

    def stranger(self) -> Gateway:
        return wechat_stage.gateway_of(self.program, public_key=public_pem(new_key()))


class AlipayPlayer(_ChinaPlayer):
    """Alipay's simulator, through the SDK; somebody scans each code as soon as it is shown."""

    # Its notifications are forms, signed among their fields.
    signs_the_head = False

    def __init__(self, program: alipay.Alipay, listener: Listener) -> None:
        super().__init__(program.switches, "precreate", listener)
        self.program = program
        self.program.scanned_at_once = True
        self.gateway: Gateway = alipay_stage.gateway_of(program)

    async def pay(self, intent: Intent, checkout: Checkout) -> bool:
        return await asyncio.to_thread(self.program.pay, alipay_stage.trade_of(self.program, checkout))

    def stranger(self) -> Gateway:
        return alipay_stage.gateway_of(self.program, alipay_public_key=public_pem(new_key()))


@asynccontextmanager
async def wechat_player(_sandbox: Provider) -> AsyncIterator[WeChatPayPlayer]:
    listener = Listener()
    listener.start()
    with wechat_stage.simulated(wechat_keys()) as program:
        yield WeChatPayPlayer(program, listener)
    listener.stop()


@asynccontextmanager
async def alipay_player(_sandbox: Provider) -> AsyncIterator[AlipayPlayer]:
    listener = Listener()
    listener.start()
    with alipay_stage.simulated(alipay_keys()) as program:
        yield AlipayPlayer(program, listener)
    listener.stop()


# Making keys takes a while, and they may be the same for every test of a run.
wechat_keys = cache(wechat_pay.Keys)
alipay_keys = cache(alipay.Keys)

# Who must keep the contract; a new provider adds itself here. They are given the sandbox's running program.
PLAYERS: dict[str, Callable[[Provider], AbstractAsyncContextManager[Player]]] = {
    "sandbox": sandbox_player,
    "stripe": stripe_player,
    "wechat_pay": wechat_player,
    "alipay": alipay_player,
}
