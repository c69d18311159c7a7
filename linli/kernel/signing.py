"""Signatures and one-way prints: HMAC for what we hand out and take back, hashes for what we only compare."""

import base64
import hashlib
import hmac
import secrets


class Signer:
    """Signs short texts for one purpose with a key derived from the installation's secret.

    Keys of two purposes never verify each other's texts.
    """

    def __init__(self, secret: str, purpose: str) -> None:
        self._key = hmac.digest(secret.encode(), b"linli/" + purpose.encode(), "sha256")

    def sign(self, text: str) -> str:
        """`text.signature`, the signature 22 characters (128 bits) of URL-safe base64."""
        return f"{text}.{self._mark(text)}"

    def read(self, signed: str) -> str | None:
        """The text if its signature is ours, else None. Takes the same time either way."""
        text, _, mark = signed.rpartition(".")
        return text if hmac.compare_digest(mark.encode(), self._mark(text).encode()) else None

    def print_of(self, text: str) -> bytes:
        """A keyed 32-byte print, to find a thing again (a phone number) without storing it readable."""
        return hmac.digest(self._key, text.encode(), "sha256")

    def _mark(self, text: str) -> str:
        return base64.urlsafe_b64encode(self.print_of(text)[:16]).decode().rstrip("=")


def new_token() -> str:
    """256 random bits for a cookie or bearer token, URL-safe."""
    return secrets.token_urlsafe(32)


def token_print(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256. The token itself has entropy enough to need no
    salt.
    """
    return hashlib.sha256(token.encode()).digest()


def body_print(*parts: object) -> bytes:
    """A print of a request, to tell a repeat from another request under the same idempotency key."""
    return hashlib.sha256("\x1f".join(repr(part) for part in parts).encode()).digest()
