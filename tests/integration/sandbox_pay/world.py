"""The three who take part: the provider's process, the merchant's client, the receiver of its news."""

import asyncio
import hashlib
import hmac
import json
import secrets
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

SECRET = "a secret between two companies"
Json = dict[str, Any]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def signature(
    method: str, target: str, body: bytes, *, secret: str = SECRET, at: int | None = None, nonce: str = ""
) -> str:
    """Written from the manual, not with the provider's own code."""
    t, n = at or int(time.time()), nonce or secrets.token_hex(12)
    text = f"{t}.{n}.{method}.{target}.".encode() + body
    return f"t={t},n={n},v1={hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"


class Provider:
    """The program, in a process of its own."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        words = ["--port", str(self.port), "--db", str(self.database), "--secret", SECRET]
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "linli_sandbox_pay", *words, stdout=asyncio.subprocess.DEVNULL
        )
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(400):
                try:
                    await client.get(f"{self.url}/healthz")
                    return
                except httpx.HTTPError:
                    await asyncio.sleep(0.05)
        raise AssertionError("the provider did not start")

    async def kill(self) -> None:
        """As the power failing would: no chance to tidy up."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 10)


@dataclass
class News:
    """One request that arrived at the merchant."""

    target: str
    header: str
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def event(self) -> Json:
        event: Json = json.loads(self.body)
        return event

    @property
    def genuine(self) -> bool:
        fields = dict(part.split("=", 1) for part in self.header.split(","))
        return self.header == signature(
            "POST", self.target, self.body, at=int(fields["t"]), nonce=fields["n"]
        )


class Receiver:
    """The merchant's notify URL: a plain HTTP server that answers with the statuses it is told to."""

    def __init__(self) -> None:
        self.news: dict[str, list[News]] = {}  # by payment or refund
        self.answers: dict[str, list[int]] = {}
        self.port = free_port()

    async def start(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    def url(self, answers: list[int] | None = None) -> str:
        """An address of its own for one payment; `answers` come first, then 204 for ever."""
        path = f"/notify/{secrets.token_hex(6)}?shop=1"
        self.answers[path] = list(answers or [])
        return f"http://127.0.0.1:{self.port}{path}"

    async def about(self, thing_id: str, count: int = 1, within: float = 6.0) -> list[News]:
        """The news about one payment or refund, as soon as there are `count`."""
        end = time.monotonic() + within
        while True:
            found = self.news.get(thing_id, [])
            if len(found) >= count:
                return list(found)
            assert time.monotonic() < end, f"{len(found)} of {count} arrived about {thing_id}"
            await asyncio.sleep(0.02)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers["content-length"]))
                target = head[0].split(" ")[1]
                news = News(target, headers["sandbox-signature"], body)
                self.news.setdefault(news.event["data"]["id"], []).append(news)
                waiting = self.answers.get(target)
                status = waiting.pop(0) if waiting else 204
                writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\n\r\n".encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


class Merchant:
    """Our side of the API. Plain sentences for the tests, one signed request each."""

    def __init__(self, provider: Provider, receiver: Receiver) -> None:
        self.provider = provider
        self.receiver = receiver
        limits = httpx.Limits(max_connections=40)
        self.http = httpx.AsyncClient(base_url=provider.url, timeout=30, trust_env=False, limits=limits)

    async def send(
        self, method: str, target: str, content: Any = None, *, key: str | None = None, **signing: Any
    ) -> httpx.Response:
        body = b"" if content is None else json.dumps(content).encode()
        headers = {"Sandbox-Merchant": "linli"}
        headers["Sandbox-Signature"] = signature(method, target, body, **signing)
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.http.request(method, target, content=body, headers=headers)

    def wish(self, **changes: Any) -> Json:
        """A payment for two bowls of wonton soup."""
        return {
            "reference": f"order-{secrets.token_hex(6)}",
            "amount": 12880,
            "currency": "CNY",
            "subject": "老王馄饨铺 · 双人套餐",
            "return_url": "http://127.0.0.1:9/orders/1?tab=now",
            "notify_url": self.receiver.url(),
            "metadata": {"order": "8K3Q7F"},
        } | changes

    async def create(self, **changes: Any) -> Json:
        answer = await self.send("POST", "/v1/payments", self.wish(**changes), key=secrets.token_hex(8))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def get(self, target: str) -> Json:
        answer = await self.send("GET", target)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def press(self, payment: Json, fault: str = "none", **more: str) -> httpx.Response:
        """The payer presses a button on the hosted page."""
        form = {"method": "wallet", "fault": fault} | more
        return await self.http.post(f"/pay/{payment['id']}", data=form)

    async def paid(self, **changes: Any) -> Json:
        payment = await self.create(**changes)
        answer = await self.send("POST", f"/v1/test/payments/{payment['id']}/pay", {"method": "card"})
        assert answer.json()["status"] == "paid", answer.text
        return dict(answer.json())

    async def refund(self, payment: Json, amount: int, **changes: Any) -> httpx.Response:
        wish = {"reference": f"refund-{secrets.token_hex(6)}", "amount": amount, "reason": "太咸了"} | changes
        return await self.send(
            "POST", f"/v1/payments/{payment['id']}/refunds", wish, key=secrets.token_hex(8)
        )

    async def plan(self, **faults: Any) -> None:
        assert (await self.send("POST", "/v1/test/faults", faults)).status_code == 200

    async def log(self, payment: Json) -> list[Json]:
        return list((await self.get(f"/v1/test/payments/{payment['id']}/notifications"))["data"])
