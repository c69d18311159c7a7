"""The real sandbox provider in a process of its own, and a door at which its callbacks arrive."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
from litestar import Litestar

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings
from linli.modules import orders, payments
from tests.integration.apps import serving
from tests.integration.sandbox_pay.world import SECRET, Provider, free_port, signature
from tests.integration.trade_stage import MARKET, Town, open_town

T = TypeVar("T")
RETURN = "http://127.0.0.1:9/hangzhou/orders/1/return"
PATH = "/api/callbacks/hangzhou/sandbox"
AWAY = {"sandbox": payments.SandboxGateway("http://127.0.0.1:9", SECRET)}


@dataclass
class Ring:
    """One callback that arrived, and what it was answered."""

    header: str
    body: bytes
    status: int

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event


class Till:
    """A town with a provider: start a payment, press a button on its page, wait for its callbacks."""

    def __init__(
        self, town: Town, provider: Provider, gateway: payments.SandboxGateway, app: Litestar
    ) -> None:
        self.town = town
        self.provider = provider
        self.gateways: payments.Gateways = {"sandbox": gateway}
        self.port = free_port()
        self.rings: list[Ring] = []
        self.deaf = False
        self._http = httpx.AsyncClient(base_url=provider.url, timeout=15, trust_env=False)
        self._house = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://linli.test")

    async def start(self, order: orders.Order, locale: str = "zh") -> str:
        """The page to pay on."""
        start = payments.start_payment(self.town.db, MARKET, order.intent_id, self.gateways, self.ask(locale))
        return (await start).pay_url

    def ask(self, locale: str = "zh") -> payments.Ask:
        notify = f"http://127.0.0.1:{self.port}{PATH}"
        return payments.Ask(
            method="page", return_url=RETURN, notify_url=notify, locale=locale, at=clock.now()
        )

    async def press(self, page: str, fault: str = "none") -> httpx.Response:
        payment = page.rsplit("/", 1)[-1]
        return await self.call("POST", f"/v1/test/payments/{payment}/pay", {"method": "card", "fault": fault})

    async def paid(self, order: orders.Order, fault: str = "none") -> None:
        """Started, paid, and the callback taken."""
        await self.press(await self.start(order), fault)
        await self.heard("payment.paid", order)

    async def plan(self, **faults: Any) -> None:
        assert (await self.call("POST", "/v1/test/faults", faults)).is_success

    async def known(self, order: orders.Order) -> list[dict[str, Any]]:
        """The provider's own view: every payment of an order, newest first."""
        answer = await self.call("GET", f"/v1/payments?reference={order.intent_id}")
        return list(answer.json()["data"])

    async def check(self, order: orders.Order) -> payments.IntentState:
        return await payments.check_intent(self.town.db, MARKET, order.intent_id, self.gateways)

    async def call(self, method: str, target: str, content: Any = None) -> httpx.Response:
        body = b"" if content is None else json.dumps(content).encode()
        headers = {"sandbox-merchant": "linli", "sandbox-signature": signature(method, target, body)}
        return await self._http.request(method, target, content=body, headers=headers)

    async def heard(self, kind: str, order: orders.Order, count: int = 1) -> list[Ring]:
        """The callbacks of one kind about an order's payments and refunds, as soon as there are `count`."""
        ours = {str(order.intent_id), *(str(r.refund_id) for r in await self.town.refunds(order))}

        async def found() -> list[Ring]:
            about = [r for r in self.rings if r.event["data"]["reference"] in ours]
            return [ring for ring in about if ring.event["type"] == kind]

        return await within(found, lambda rings: len(rings) >= count)

    async def ring(self, header: str, body: bytes, path: str = PATH) -> int:
        """What comes in at the door of the real app; returns the HTTP status of its answer."""
        headers = {"sandbox-signature": header.encode(), "content-type": b"application/json"}
        return (await self._house.post(path, content=body, headers=headers)).status_code

    async def tell(self, kind: str, data: dict[str, Any]) -> int:
        """A callback in the provider's name, rightly signed at the town's time: what it never says itself."""
        body = json.dumps({"id": f"evt_{secrets.token_hex(8)}", "type": kind, "data": data}).encode()
        at = int(self.town.clock.at.timestamp())
        return await self.ring(signature("POST", PATH, body, at=at), body)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers["content-length"]))
                header = headers["sandbox-signature"]
                status = 500 if self.deaf else await self.ring(header, body, head[0].split(" ")[1])
                self.rings.append(Ring(header, body, status))
                writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\n\r\n".encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def close(self) -> None:
        await self._http.aclose()
        await self._house.aclose()


async def within(ask: Callable[[], Awaitable[T]], enough: Callable[[T], bool], seconds: float = 8) -> T:
    """Ask until the answer is enough."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await ask()
        if enough(answer):
            return answer
        assert time.monotonic() < deadline, f"not within {seconds} s: {answer}"
        await asyncio.sleep(0.03)


@asynccontextmanager
async def _open_house(town: Town, gateways: payments.Gateways) -> AsyncIterator[Litestar]:
    """The real app, with the town's database, clock and provider."""
    async with serving(Settings(log_level="ERROR", pool_size=2), town.url) as app:
        own = app.state.services
        app.state.services = replace(own, db=town.db, gateways=gateways)
        try:
            yield app
        finally:
            app.state.services = own


@asynccontextmanager
async def open_till(server: EmbeddedPostgres, folder: Path) -> AsyncIterator[Till]:
    """A town whose payments go through a provider that really runs; both are gone afterwards."""
    provider = Provider(folder / "pay.sqlite")
    await provider.start()
    gateway = payments.SandboxGateway(provider.url, SECRET)
    gateways: payments.Gateways = {"sandbox": gateway}
    async with open_town(server, gateways) as town, _open_house(town, gateways) as app:
        till = Till(town, provider, gateway, app)
        door = await asyncio.start_server(till.serve, "127.0.0.1", till.port)
        try:
            yield till
        finally:
            await till.close()
            await provider.kill()
            door.close()
