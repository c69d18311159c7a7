"""A town whose payments go through Stripe's simulator; its webhooks come in when a test says so."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import orders, payments
from linli.modules.payments.providers.stripe import StripeKeys, open_gateway
from tests.integration.trade_stage import MARKET, Town, open_town
from tests.simulators import stripe
from tests.simulators.listener import Listener
from tests.simulators.stripe import Account, Session

RETURN = "http://127.0.0.1:9/return"
CALLBACK = "/api/callbacks/west-lake/stripe"


def gateway_of(program: stripe.Stripe, **changed: str) -> payments.Gateway:
    account = program.account
    keys = {"secret_key": account.secret_key, "webhook_secret": account.webhook_secret, **changed}
    return open_gateway(StripeKeys(api_url=program.url, **keys))


class Till:
    """A town with Stripe: start a payment, press on its page, let its webhooks in."""

    def __init__(
        self, town: Town, program: stripe.Stripe, listener: Listener, gateways: payments.Gateways
    ) -> None:
        self.town = town
        self.program = program
        self.listener = listener
        self.gateways = gateways
        self.gateway = gateways["stripe"]

    def reset(self) -> None:
        """At the real time of day, with nothing going wrong."""
        self.town.clock.at = clock.now()
        program = self.program
        program.post.wait()
        program.switches = type(program.switches)()
        program.post.hold, program.post.copies, program.post.drop = False, 1, False
        program.disturb_only, program.refuse_refund, program.refund_ends = "", "", "succeeded"
        program.takes_another, program.forge_news, program.news_age = None, False, 0
        self.listener.heard.clear()

    async def placed(self, price: int = 1290) -> orders.Order:
        return await self.town.place(await self.town.deal(price=price))

    async def start(
        self, order: orders.Order, provider: str = "stripe", locale: str = "zh"
    ) -> payments.Checkout:
        ask = payments.Ask(
            method=self.gateways[provider].methods[0].code,
            return_url=RETURN,
            notify_url="http://127.0.0.1:9" + CALLBACK,
            locale=locale,
            at=self.town.clock(),
        )
        return await payments.start_payment(
            self.town.db, MARKET, order.intent_id, self.gateways, ask, provider
        )

    async def press(self, checkout: payments.Checkout, card: str = "4242424242424242") -> bool:
        return await asyncio.to_thread(self.program.pay, checkout.provider_ref, card)

    async def news(self, count: int, market_id: int = MARKET) -> list[int]:
        """Let in what has been sent, as soon as there are `count`; returns the status of each answer."""
        deadline = time.monotonic() + 8
        while len(self.listener.heard) < count:
            assert time.monotonic() < deadline, f"{len(self.listener.heard)} of {count} webhooks"
            await asyncio.sleep(0.02)
        calls, self.listener.heard = self.listener.heard, []
        return [await self.let_in(call.headers, call.body, market_id) for call in calls]

    async def let_in(self, headers: dict[str, str], body: bytes, market_id: int = MARKET) -> int:
        try:
            await payments.receive_callback(self.town.db, market_id, self.gateway, headers, CALLBACK, body)
        except Refusal as refusal:
            return refusal.status
        return 200

    async def paid(self, order: orders.Order) -> Session:
        """Started, paid, and the webhook taken."""
        checkout = await self.start(order)
        assert await self.press(checkout)
        assert await self.news(1) == [200]
        return self.program.sessions[checkout.provider_ref]

    async def check(self, order: orders.Order) -> payments.IntentState:
        return await payments.check_intent(self.town.db, MARKET, order.intent_id, self.gateways)

    async def close(self, order: orders.Order) -> bool:
        return await payments.close_intent(self.town.db, MARKET, order.intent_id, self.gateways)

    async def state(self, order: orders.Order) -> payments.IntentState:
        return (await self.town.intent(order)).state

    async def loose(self) -> list[payments.LooseKind]:
        async with self.town.db.read() as reader:
            _, found = await payments.loose_ends(reader, MARKET)
        return [one.kind for one in found]

    def sessions(self, order: orders.Order) -> list[Session]:
        """Stripe's own view of an order, oldest first."""
        ours = str(order.intent_id)
        return [one for one in self.program.sessions.values() if one.asked["client_reference_id"] == ours]


@asynccontextmanager
async def open_till(server: EmbeddedPostgres, **others: payments.Gateway) -> AsyncIterator[Till]:
    program, listener = stripe.started(Account(currency="cny")), Listener()
    listener.start()
    program.webhook_url = listener.url
    gateways: payments.Gateways = {"stripe": gateway_of(program), **others}
    try:
        async with open_town(server, gateways) as town:
            till = Till(town, program, listener, gateways)
            yield till
            till.reset()
    finally:
        program.post.wait()
        program.stop()
        listener.stop()
