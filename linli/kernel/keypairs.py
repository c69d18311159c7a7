"""Ed25519 (RFC 8032): who has the private key signs, whoever has the public one can tell."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_SIZE = 32
SIGNATURE_SIZE = 64


class PublicKey:
    """32 bytes that may be given to anybody."""

    __slots__ = ("_key", "raw")

    def __init__(self, raw: bytes) -> None:
        """Raises ValueError for what is no public key."""
        self._key = Ed25519PublicKey.from_public_bytes(raw)
        self.raw = raw

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the private key has signed exactly this."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class PrivateKey:
    """32 bytes that stay where they are; what is printed of it is only its name."""

    __slots__ = ("_key",)

    def __init__(self, raw: bytes) -> None:
        """Raises ValueError for what is no private key."""
        self._key = Ed25519PrivateKey.from_private_bytes(raw)

    @classmethod
    def new(cls) -> "PrivateKey":
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> PublicKey:
        return PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """64 bytes, the same for the same message."""
        return self._key.sign(message)

    def secret(self) -> bytes:
        """The key itself, to be sealed at once."""
        return self._key.private_bytes_raw()
