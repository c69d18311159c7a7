"""A town that is paid by wallet: WeChat Pay or Alipay, as their simulators play them.

Their notifications come in when a test says so.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import orders, payments
from tests.integration.providers import alipay_stage, wechat_stage
from tests.integration.providers.pay_stage import NOTIFY
from tests.integration.providers.players import alipay_keys, wechat_keys
from tests.integration.trade_stage import MARKET, Town, open_town
from tests.simulators import alipay, wechat_pay
from tests.simulators.post import Letter
from tests.simulators.server import Switches

METHOD = {"wechat_pay": "native", "alipay": "precreate"}
Program = wechat_pay.WeChatPay | alipay.Alipay


class Till:
    """One provider in a town: start a payment, pay, let in what it tells."""

    def __init__(self, town: Town, name: str, program: Program, gateways: payments.Gateways) -> None:
        self.town = town
        self.name = name
        self.program = program
        self.gateways = gateways

    def reset(self) -> None:
        """At the real time of day, with nothing going wrong."""
        self.town.clock.at = clock.now()
        self.program.post.held.clear()
        self.program.post.hold = True
        self.program.switches = Switches()
        self.program.pays_another, self.program.forge_news, self.program.refuse_refund = None, False, ""
        self.refunds_end(well=True)

    def refunds_end(self, *, well: bool) -> None:
        """Or are under way for the time being."""
        if isinstance(self.program, alipay.Alipay):
            self.program.refund_done = well
        else:
            self.program.refund_ends = "SUCCESS" if well else "PROCESSING"

    def end_refunds(self) -> None:
        """What was under way has arrived."""
        if isinstance(self.program, alipay.Alipay):
            for trade in self.program.trades.values():
                for row in trade.refunds.values():
                    row.done = True
        else:
            for order in self.program.orders.values():
                for refund in order.refunds.values():
                    refund.status = "SUCCESS"

    async def start(self, order: orders.Order) -> payments.Checkout:
        ask = payments.Ask(
            method=METHOD[self.name],
            return_url="http://127.0.0.1:9/return",
            notify_url=NOTIFY,
            locale="zh",
            at=self.town.clock(),
        )
        return await payments.start_payment(
            self.town.db, MARKET, order.intent_id, self.gateways, ask, self.name
        )

    async def placed(self, price: int = 1290) -> tuple[orders.Order, payments.Checkout]:
        order = await self.town.place(await self.town.deal(price=price, stock=1))
        return order, await self.start(order)

    async def press(self, checkout: payments.Checkout) -> bool:
        """The payer pays, if the provider lets them; its notification waits in the post."""
        if isinstance(self.program, alipay.Alipay):
            return await asyncio.to_thread(self.program.pay, alipay_stage.trade_of(self.program, checkout))
        return await asyncio.to_thread(self.program.pay, wechat_stage.order_of(self.program, checkout))

    async def bought(self, price: int = 1290) -> orders.Order:
        """Paid, and told."""
        order, checkout = await self.placed(price)
        assert await self.press(checkout)
        assert await self.let_in(self.letters()) == [200]
        return await self.town.order(order.order_id)

    def letters(self) -> list[Letter]:
        """Takes what waits in the post."""
        letters, self.program.post.held = self.program.post.held, []
        return letters

    async def let_in(self, letters: Sequence[Letter]) -> list[int]:
        return [await self._let_in(letter) for letter in letters]

    async def _let_in(self, letter: Letter) -> int:
        headers, body = letter.make()
        lower = {name.lower(): value for name, value in headers.items()}
        path, gateway = "/api/callbacks/hangzhou/wallet", self.gateways[self.name]
        try:
            await payments.receive_callback(self.town.db, MARKET, gateway, lower, path, body)
        except Refusal as refusal:
            return refusal.status
        return 200

    async def check(self, order: orders.Order) -> payments.IntentState:
        return await payments.check_intent(self.town.db, MARKET, order.intent_id, self.gateways)

    async def loose(self, order_id: UUID) -> list[payments.LooseKind]:
        async with self.town.db.read() as reader:
            _, found = await payments.loose_ends(reader, MARKET)
        return [one.kind for one in found if one.order_id == order_id]

    def returned(self, checkout_ref: str) -> int:
        """What the provider has sent back, in fen."""
        if isinstance(self.program, alipay.Alipay):
            return self.program.trades[checkout_ref].returned
        return self.program.orders[checkout_ref].returned


@asynccontextmanager
async def open_till(server: EmbeddedPostgres, name: str) -> AsyncIterator[Till]:
    if name == "alipay":
        with alipay_stage.simulated(alipay_keys()) as ali:
            gateways: payments.Gateways = {name: alipay_stage.gateway_of(ali)}
            async with open_town(server, gateways) as town:
                yield Till(town, name, ali, gateways)
    else:
        with wechat_stage.simulated(wechat_keys()) as wechat:
            gateways = {name: wechat_stage.gateway_of(wechat)}
            async with open_town(server, gateways) as town:
                yield Till(town, name, wechat, gateways)
