"""The one signing scheme, used for the merchant's calls and for our notifications.

    Sandbox-Signature: t=<unix seconds>,n=<nonce>,v1=<hex HMAC-SHA256>

The signed text is ``{t}.{n}.{METHOD}.{target}.{body}``, where the target is the path and, if there is one,
``?`` and the query, exactly as sent. README.md has a worked example.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

HEADER = "Sandbox-Signature"
MERCHANT_HEADER = "Sandbox-Merchant"
ALLOWED_SKEW = 300
LONGEST_NONCE = 64


class BadSignature(Exception):  # noqa: N818 — named after what it is
    """The call is not proven to come from the holder of the secret; the code says what was wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Signature:
    at: int
    nonce: str
    digest: str


def digest(secret: str, at: int, nonce: str, method: str, target: str, body: bytes) -> str:
    """The hexadecimal HMAC-SHA256 of one call."""
    text = f"{at}.{nonce}.{method}.{target}.".encode() + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def sign(secret: str, method: str, target: str, body: bytes) -> str:
    """A fresh header value for one call: the time is now, the nonce is new."""
    at, nonce = int(time.time()), secrets.token_hex(12)
    return f"t={at},n={nonce},v1={digest(secret, at, nonce, method, target, body)}"


def parse(header: str) -> Signature:
    """Read a header value; refuses anything but exactly one each of t, n and v1."""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    fields = {name: value for name, _, value in pairs}
    if len(pairs) != 3 or set(fields) != {"t", "n", "v1"}:
        raise BadSignature("signature_malformed", "The signature must read t=…,n=…,v1=….")
    at, nonce = fields["t"], fields["n"]
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        raise BadSignature("signature_malformed", "t must be a whole number of seconds since 1970.")
    if not (8 <= len(nonce) <= LONGEST_NONCE and nonce.isascii()):
        raise BadSignature("signature_malformed", f"n must have 8 to {LONGEST_NONCE} ASCII characters.")
    return Signature(int(at), nonce, fields["v1"])


def verify(secret: str, header: str, method: str, target: str, body: bytes, now: float) -> Signature:
    """Check form, then time, then digest. Whether the nonce was used before is the caller's to ask."""
    claimed = parse(header)
    if abs(now - claimed.at) > ALLOWED_SKEW:
        raise BadSignature("signature_expired", f"t is more than {ALLOWED_SKEW} seconds away from our clock.")
    expected = digest(secret, claimed.at, claimed.nonce, method, target, body)
    if not hmac.compare_digest(expected.encode(), claimed.digest.encode()):
        raise BadSignature("signature_wrong", "The signature does not belong to this call.")
    return claimed
