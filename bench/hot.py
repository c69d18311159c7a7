"""The requests that write most: how each is asked for, and what it needs."""

import os
import random
from collections.abc import Callable, Generator, Iterator
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from bench import provider, trade
from bench.courses import Course
from bench.fill import HERE
from bench.load import post, request
from linli.modules.payments.providers.sandbox.signing import HEADER
from linli.web.shared.security import SESSION_COOKIE

API, CALLBACKS = f"/api/v1/markets/{HERE.slug}", f"/api/callbacks/{HERE.slug}/sandbox"
KEYS = count()


class Ask(NamedTuple):
    """One POST."""

    path: str
    body: bytes
    headers: dict[str, str]


# Asks that follow from each other: each is sent the body of the answer to the one before it.
Steps = Generator[Ask, bytes, None]


class Hot(NamedTuple):
    """A row: what it is called, how its request is made of a thing, and of which things, if any."""

    name: str
    ask: Callable[[Any], Ask]
    things: str


class Asks:
    """Requests of this market's people; `stock` is what can be paid and used, each once."""

    def __init__(self, market: trade.Trade) -> None:
        self.market = market
        self.dice = random.Random("bench")
        self.stock: dict[str, list[Any]] = {"waiting": [], "unused": []}

    async def replenish(self, url: str) -> None:
        self.stock |= {"waiting": await trade.waiting(url), "unused": await trade.unused(url)}

    async def open_sales(self, url: str) -> Hot:
        """One person after the other claims in the same flash sale, until everybody has; then in the next."""
        sales = await trade.flash_sales(url, self.market)
        self.stock["claims"] = [(sale, token) for sale in sales for token in self.market.buyers.values()]
        return Hot("flash-sale claim", self.claim, "claims")

    def claim(self, of: tuple[UUID, str]) -> Ask:
        sale, token = of
        return _by(token, f"{API}/flash-sales/{sale}/claims", b'{"quantity":1}')

    def hot(self) -> list[Hot]:
        """Each leaves what the next one needs."""
        return [
            Hot("checkout", self.checkout, ""),
            Hot("capture", self.capture, "waiting"),
            Hot("redemption", self.redemption, "unused"),
            Hot("refund", self.refund, "unused"),
        ]

    def of(self, hot: Hot, most: int) -> Iterator[Ask]:
        """So many requests at most: each takes a thing out of the stock, as long as there is one."""
        for _ in range(most):
            if not hot.things:
                yield hot.ask(None)
            elif self.stock[hot.things]:
                yield hot.ask(self.stock[hot.things].pop())

    def checkout(self, _: object) -> Ask:
        body = msgspec.json.encode({"deal_id": self.dice.choice(self.market.deals), "quantity": 1})
        return _by(self.market.somebody(self.dice), f"{API}/orders", body)

    def capture(self, order: trade.Waiting) -> Ask:
        body, signature = provider.news(CALLBACKS, order.intent_id, order.total_minor, HERE.currency)
        return Ask(CALLBACKS, body, {HEADER: signature, "Content-Type": "application/json"})

    def redemption(self, voucher: trade.Unused) -> Ask:
        clerk, slug = self.market.clerks[voucher.store_id], self.market.slugs[voucher.store_id]
        body = msgspec.json.encode({"code": voucher.code})
        return _by(clerk, f"{API}/stores/{slug}/redemptions", body)

    def refund(self, voucher: trade.Unused) -> Ask:
        payer = self.market.buyers[voucher.person_id]
        return _by(payer, f"{API}/orders/{voucher.order_id}/refund", b"")

    def purchase(self) -> Steps:
        """Order, start the payment, and hear of the provider that the money is there."""
        ask = self.checkout(None)
        order = msgspec.json.decode((yield ask))
        start = Ask(f"{API}/orders/{order['order_id']}/payment", b"", ask.headers)
        intent_id = msgspec.json.decode((yield start))["pay_url"].rpartition("/")[2]
        yield self.capture(trade.Waiting(order["order_id"], intent_id, trade.PRICE, order))

    def dashboard(self, host: str) -> Course:
        """The first page of a merchant's desk."""
        slug = next(iter(self.market.slugs.values()))
        yield request(f"/{HERE.slug}/desk/{slug}", host, Cookie=f"{SESSION_COOKIE}={self.market.session}")


def alone(ask: Ask) -> Steps:
    """One request and nothing more."""
    yield ask


def course(steps: Steps, host: str) -> Course:
    """The same over the network."""
    try:
        ask = next(steps)
        while True:
            ask = steps.send((yield sent(ask, host)))
    except StopIteration:
        return


def sent(ask: Ask, host: str) -> bytes:
    return post(ask.path, host, ask.body, **ask.headers)


def _by(token: str, path: str, body: bytes) -> Ask:
    about = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return Ask(path, body, {**about, "Idempotency-Key": f"{os.getpid()}-{next(KEYS)}"})
