"""Stripe's webhooks: events signed as its documents say, `t=…,v1=HMAC-SHA256(secret, "t.body")`."""

import hashlib
import hmac
import json
import secrets
import time
from typing import Any

from tests.simulators.post import Letter
from tests.simulators.stripe.book import new_id

Json = dict[str, Any]


def event(kind: str, about: Json, version: str) -> Json:
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": version,
        "created": int(time.time()),
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def signature(secret: str, body: bytes, at: int) -> str:
    """Beside the real scheme stands an old one, which nobody may believe."""
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mark},v0={secrets.token_hex(32)}"


def letter(url: str, secret: str, told: Json, age: int = 0) -> Letter:
    """The same event each time; its signature is of the moment in which it is sent, `age` seconds ago."""
    body = json.dumps(told, indent=2).encode()

    def make() -> tuple[dict[str, str], bytes]:
        mark = signature(secret, body, int(time.time()) - age)
        return {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": mark}, body

    return Letter(url, make)
