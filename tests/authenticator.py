"""A device with passkeys in software: it makes keys and signs challenges, rightly or wrongly."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import encode_cbor

# Bits of the authenticator's data: its user was there, was verified; the key may be and is synced; a key
# follows.
PRESENT, VERIFIED, MAY_SYNC, SYNCED, WITH_KEY = 0x01, 0x04, 0x08, 0x10, 0x40


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Key:
    """One resident key."""

    private: ec.EllipticCurvePrivateKey
    user: bytes
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))


@dataclass
class Authenticator:
    """`origin` is where its browser stands. `counts`: it has a counter; many synced ones have none."""

    origin: str
    counts: bool = True
    verifies: bool = True
    synced: bool = False
    count: int = 0
    keys: list[Key] = field(default_factory=list)

    def make(self, options: dict[str, Any], key: Key | None = None, **wrong: Any) -> str:
        """`navigator.credentials.create` and `toJSON`, with a new key unless told; `wrong` overrides parts of
        what the browser tells.
        """
        known = {bytes_of(one["id"]) for one in options["excludeCredentials"]}
        assert not known & {key.credential_id for key in self.keys}, "this device has a key here already"
        assert options["authenticatorSelection"]["residentKey"] == "required"
        assert options["authenticatorSelection"]["userVerification"] == "required"
        key = key or Key(ec.generate_private_key(ec.SECP256R1()), bytes_of(options["user"]["id"]))
        self.keys.append(key)
        held = b"\0" * 16 + len(key.credential_id).to_bytes(2, "big") + key.credential_id + public_half(key)
        told = self._told(options["rp"]["id"], WITH_KEY) + held
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": told})
        client = self._client("webauthn.create", options, **wrong)
        return answer(key, clientDataJSON=client, attestationObject=attestation)

    def sign(self, options: dict[str, Any], key: Key | None = None, **wrong: Any) -> str:
        """`navigator.credentials.get` with the newest key."""
        key = key or self.keys[-1]
        told = self._told(options["rpId"])
        client = self._client("webauthn.get", options, **wrong)
        signature = key.private.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"authenticatorData": told, "signature": signature, "userHandle": key.user}
        return answer(key, clientDataJSON=client, **parts)

    def _told(self, site: str, more: int = 0) -> bytes:
        if self.counts:
            self.count += 1
        flags = (
            PRESENT | more | (VERIFIED if self.verifies else 0) | (MAY_SYNC | SYNCED if self.synced else 0)
        )
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], **wrong: Any) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps({**told, **wrong}).encode()


def public_half(key: Key) -> bytes:
    """As COSE: an elliptic curve key of P-256 for ES256."""
    numbers = key.private.public_key().public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})


def answer(key: Key, **parts: bytes) -> str:
    """What the page's script sends."""
    name = text_of(key.credential_id)
    response = {part: text_of(data) for part, data in parts.items()}
    return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
