"""Short secrets that must be read again (bank account numbers): sealed at rest, bound to their owner."""

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Sealer:
    """Seals for one purpose with a key derived from the installation's secret (AES-256-GCM)."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._cipher = AESGCM(hmac.digest(secret.encode(), b"linli/seal/" + purpose.encode(), "sha256"))

    def seal(self, text: str, owner: str) -> bytes:
        """A nonce and the ciphertext; it opens only for the same `owner`."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), owner.encode())

    def open(self, sealed: bytes, owner: str) -> str:
        """The text. Raises ValueError for another owner's, another secret's or a changed one."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode()).decode()
        except InvalidTag:
            raise ValueError("this was not sealed here, or not for this owner") from None
