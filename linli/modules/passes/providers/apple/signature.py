"""The detached PKCS#7 signature of a bundle's manifest."""

from datetime import datetime

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from linli.modules.passes.model import AppleKeys

_OPTIONS = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]


class Signer(msgspec.Struct, frozen=True):
    """A pass type's certificate with its key, and the intermediate that vouches for it."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    intermediate: x509.Certificate

    @property
    def good_until(self) -> datetime:
        return min(self.certificate.not_valid_after_utc, self.intermediate.not_valid_after_utc)

    def sign(self, manifest: bytes) -> bytes:
        """DER, with the time of signing and both certificates in it, as a phone expects it."""
        builder = pkcs7.PKCS7SignatureBuilder().set_data(manifest)
        builder = builder.add_signer(self.certificate, self.key, hashes.SHA256())
        builder = builder.add_certificate(self.intermediate)
        return builder.sign(serialization.Encoding.DER, _OPTIONS)


def open_signer(keys: AppleKeys) -> Signer:
    """Raises ValueError, naming what it is: a PEM text that is none, a key of another certificate, a
    certificate for another pass type or team, an intermediate that did not sign it.
    """
    certificate = _certificate(keys.certificate, "the certificate")
    intermediate = _certificate(keys.intermediate, "Apple's intermediate certificate")
    try:
        key = serialization.load_pem_private_key(keys.private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("Apple Wallet: the private key is no unencrypted PEM text") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("Apple Wallet: the private key is not the certificate's")
    for oid, wanted, what in (
        (NameOID.USER_ID, keys.pass_type_id, "pass type"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, keys.team_id, "team"),
    ):
        if wanted not in {name.value for name in certificate.subject.get_attributes_for_oid(oid)}:
            raise ValueError(f"Apple Wallet: the certificate is not for the {what} {wanted!r}")
    try:
        certificate.verify_directly_issued_by(intermediate)
    except (ValueError, TypeError, InvalidSignature):
        raise ValueError("Apple Wallet: the certificate was not issued by that intermediate") from None
    return Signer(certificate, key, intermediate)


def _certificate(pem: str, what: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise ValueError(f"Apple Wallet: {what} is no PEM text") from None
