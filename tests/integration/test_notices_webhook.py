"""The webhook sender against a real HTTP server."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from linli.kernel import ids
from linli.modules import notices

SECRET = "shared-with-the-gateway"


class _Gateway(HTTPServer):
    status = 202

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/messages"


class _Handler(BaseHTTPRequestHandler):
    server: _Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Silent: messages hold codes."""


@pytest.fixture
def gateway() -> Iterator[_Gateway]:
    server = _Gateway()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


async def test_a_message_is_posted_whole_signed_and_under_its_id(gateway: _Gateway) -> None:
    message_id = ids.uuid7()
    await notices.WebhookSender(gateway.url, SECRET).deliver(message_id, "+8613800000001", "验证码 123456")
    [(headers, body)] = gateway.taken
    assert json.loads(body) == {"id": str(message_id), "to": "+8613800000001", "text": "验证码 123456"}
    assert headers["idempotency-key"] == str(message_id)
    assert headers["linli-signature"] == hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


async def test_a_gateway_that_does_not_take_a_message_is_an_error_so_that_it_is_tried_again(
    gateway: _Gateway,
) -> None:
    gateway.status = 500
    with pytest.raises(httpx.HTTPStatusError):
        await notices.WebhookSender(gateway.url, SECRET).deliver(ids.uuid7(), "+8613800000001", "hello")
