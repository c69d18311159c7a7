"""“Save to Google Wallet”: an address with a JSON Web Token (RS256) that carries the whole pass."""

import base64
import json
from datetime import datetime
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from linli.modules.passes.model import Carried, GoogleKeys, Say

SAVE = "https://pay.google.com/gp/v/save/"
# One class for all vouchers; a link brings it along, so that nothing has to be set up at Google.
CLASS = "linli-voucher"
BACKGROUND = "#fbf8f3"


class Links:
    """Makes links for one issuer."""

    def __init__(self, keys: GoogleKeys) -> None:
        self._keys, self._key = keys, _rsa_key(keys.private_key)

    def link(self, voucher: Carried, say: Say, now: datetime) -> str:
        """An address whose page saves the pass; whoever has it has the voucher's code."""
        class_id = f"{self._keys.issuer_id}.{CLASS}"
        claims = {
            "iss": self._keys.client_email,
            "aud": "google",
            "typ": "savetowallet",
            "iat": int(now.timestamp()),
            "payload": {
                "genericClasses": [{"id": class_id}],
                "genericObjects": [self._object(voucher, say, class_id)],
            },
        }
        return SAVE + self._signed(claims)

    def _object(self, voucher: Carried, say: Say, class_id: str) -> dict[str, Any]:
        where = "\n".join(place.name for place in voucher.places)
        texts = (("where", say("passes.where"), where), ("note", say("passes.note"), say("passes.note.text")))
        return {
            "id": f"{self._keys.issuer_id}.{voucher.name}",
            "classId": class_id,
            "state": "ACTIVE",
            "genericType": "GENERIC_OFFER",
            "hexBackgroundColor": BACKGROUND,
            "cardTitle": _words(voucher, voucher.market),
            "subheader": _words(voucher, voucher.places[0].name if voucher.places else voucher.market),
            "header": _words(voucher, voucher.title),
            "barcode": {"type": "QR_CODE", "value": voucher.qr, "alternateText": voucher.code},
            "validTimeInterval": {
                "start": {"date": voucher.valid_from.isoformat(timespec="seconds")},
                "end": {"date": voucher.valid_until.isoformat(timespec="seconds")},
            },
            "textModulesData": [{"id": name, "header": head, "body": body} for name, head, body in texts],
            "linksModuleData": {
                "uris": [{"id": "page", "uri": voucher.url, "description": say("passes.page")}]
            },
        }

    def _signed(self, claims: dict[str, Any]) -> str:
        parts = ({"alg": "RS256", "typ": "JWT"}, claims)
        head = ".".join(
            _base64(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()) for part in parts
        )
        signature = self._key.sign(head.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{head}.{_base64(signature)}"


def _rsa_key(pem: str) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, rsa.RSAPrivateKey):
        return key
    raise ValueError("Google Wallet: the private key is no unencrypted RSA key as PEM text")


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _words(voucher: Carried, text: str) -> dict[str, Any]:
    return {"defaultValue": {"language": voucher.language, "value": text}}
