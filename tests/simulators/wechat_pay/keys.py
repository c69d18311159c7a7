"""Everybody's keys, made when the simulator starts: nothing of them is ever written into the repository."""

import datetime as dt
import secrets
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.simulators.rsa_keys import new_key


def certificate_of(key: rsa.RSAPrivateKey, name: str, days: int = 30) -> x509.Certificate:
    """Signed by itself: nobody here checks who issued it."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=days))
    return made.sign(key, hashes.SHA256())


@dataclass
class Keys:
    """The merchant's account at WeChat Pay, and WeChat Pay's own keys."""

    app_id: str = "wx8888888888888888"
    merchant_id: str = "1900000109"
    serial_no: str = field(default_factory=lambda: secrets.token_hex(20).upper())
    api_v3_key: str = field(default_factory=lambda: secrets.token_hex(16))
    merchant: rsa.RSAPrivateKey = field(default_factory=new_key)
    platform: rsa.RSAPrivateKey = field(default_factory=new_key)
    stranger: rsa.RSAPrivateKey = field(default_factory=new_key)
    app_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    public_key_id: str = field(default_factory=lambda: f"PUB_KEY_ID_01{secrets.randbelow(10**26):026d}")
    # How the platform signs: with its public key's id, or with its certificate's serial number.
    with_certificate: bool = False

    def __post_init__(self) -> None:
        self.certificate = certificate_of(self.platform, "platform of the simulator")

    @property
    def signing_serial(self) -> str:
        return f"{self.certificate.serial_number:X}" if self.with_certificate else self.public_key_id

    def renew_platform(self) -> None:
        """Another key and certificate, as when the old one is about to end."""
        self.platform = new_key()
        self.certificate = certificate_of(self.platform, "platform of the simulator")
