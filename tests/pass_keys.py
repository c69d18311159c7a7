"""Keys for passes that are worth nothing: our own authority instead of Apple, a service account of nobody."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

PASS_TYPE, TEAM = "pass.test.linli", "TESTTEAM01"
ISSUER, CLIENT = "3388000000012345678", "passes@linli-test.iam.gserviceaccount.com"


@cache
def key(_name: str) -> rsa.RSAPrivateKey:
    """One for each name and run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem_of(private: rsa.RSAPrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    return private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def authority(now: datetime, name: str = "authority") -> x509.Certificate:
    """Signed by itself, as a root is."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Throw-away {name}")])
    made = _began(now).subject_name(subject).issuer_name(subject).public_key(key(name).public_key())
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return made.sign(key(name), hashes.SHA256())


def certificate(now: datetime, pass_type: str = PASS_TYPE, team: str = TEAM) -> x509.Certificate:
    """A pass type's, as Apple makes them: the type as user id, the team as organizational unit."""
    named = {
        NameOID.USER_ID: pass_type,
        NameOID.COMMON_NAME: f"Pass Type ID: {pass_type}",
        NameOID.ORGANIZATIONAL_UNIT_NAME: team,
    }
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in named.items()])
    made = _began(now).subject_name(subject).issuer_name(authority(now).subject)
    return made.public_key(key("pass").public_key()).sign(key("authority"), hashes.SHA256())


def settings(now: datetime | None = None) -> dict[str, str]:
    """What an installation is configured with, to offer both."""
    at = now or datetime.now(UTC)

    def text(one: x509.Certificate) -> str:
        return one.public_bytes(serialization.Encoding.PEM).decode()

    return {
        "apple_pass_type_id": PASS_TYPE,
        "apple_team_id": TEAM,
        "apple_pass_certificate": text(certificate(at)),
        "apple_pass_private_key": pem_of(key("pass")),
        "apple_wwdr_certificate": text(authority(at)),
        "google_wallet_issuer_id": ISSUER,
        "google_wallet_client_email": CLIENT,
        "google_wallet_private_key": pem_of(key("google")),
    }


def _began(now: datetime) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().serial_number(x509.random_serial_number())
    return made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365))
