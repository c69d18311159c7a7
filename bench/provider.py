"""A payment provider that costs next to nothing: it says yes, in the sandbox provider's words."""

import asyncio
import sys
from typing import cast

import msgspec
import uvloop

from bench.load import HEAD_END, LENGTH
from linli.kernel import clock
from linli.kernel.settings import DEMO_SECRET
from linli.modules.payments.providers.sandbox import signing


class Yes(asyncio.Protocol):
    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, mark, body = self._buffer.partition(HEAD_END)
        at = head.lower().find(LENGTH)
        length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if not mark or len(body) < length:
            return
        self._buffer = b""
        said = msgspec.json.encode(payment(msgspec.json.decode(body)) if body else {"data": []})
        lines = ("HTTP/1.1 201 Created", "Content-Type: application/json", f"Content-Length: {len(said)}")
        self._transport.write("\r\n".join(lines).encode() + HEAD_END + said)


def payment(asked: dict[str, object]) -> dict[str, object]:
    """The payment that was asked for, made; its name follows from our reference."""
    name = f"pay_{asked['reference']}"
    url = f"http://127.0.0.1/{asked['reference']}"
    about = {
        "reference": asked["reference"],
        "amount": asked["amount"],
        "currency": asked.get("currency", "CNY"),
    }
    # A refund is asked for with a reason, and is done at once.
    status = "succeeded" if "reason" in asked else "pending"
    return {"id": name, "status": status, "pay_url": url, **about}


def news(path: str, intent_id: object, minor: int, currency: str) -> tuple[bytes, str]:
    """The provider's word that the money is there: the body, and its signature."""
    paid = {"id": f"pay_{intent_id}", "status": "paid", "reference": str(intent_id)}
    data = {**paid, "amount": minor, "currency": currency}
    body = msgspec.json.encode({"id": f"evt_{intent_id}", "type": "payment.paid", "data": data})
    return body, signing.sign(DEMO_SECRET, "POST", path, body, clock.now())


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Yes, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
