"""The sandbox provider's signatures: HMAC-SHA256 over time, nonce, method, path and body, both ways."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

HEADER = "sandbox-signature"
SKEW = timedelta(minutes=5)
LONGEST_STAMP = 12


def sign(secret: str, method: str, path: str, body: bytes, now: datetime) -> str:
    """The header's value for a request of ours."""
    stamp, nonce = int(now.timestamp()), secrets.token_hex(8)
    return f"t={stamp},n={nonce},v1={_mark(secret, str(stamp), nonce, method, path, body)}"


def verify(secret: str, header: str, method: str, path: str, body: bytes, now: datetime) -> bool:
    """Whether the provider signed exactly this, within five minutes of now."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    stamp, nonce, mark = parts.get("t", ""), parts.get("n", ""), parts.get("v1", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP):
        return False
    if abs(int(stamp) - now.timestamp()) > SKEW.total_seconds():
        return False
    expected = _mark(secret, stamp, nonce, method, path, body)
    return hmac.compare_digest(expected.encode(), mark.encode("utf-8", "replace"))


def _mark(secret: str, stamp: str, nonce: str, method: str, path: str, body: bytes) -> str:
    text = f"{stamp}.{nonce}.{method}.{path}.".encode() + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
