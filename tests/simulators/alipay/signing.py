"""Alipay's signatures (RSA2), written from its documents and not with anybody's SDK."""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.simulators.alipay.keys import Keys

BEIJING = dt.timezone(dt.timedelta(hours=8))
SKEW = dt.timedelta(minutes=10)


def joined(fields: Mapping[str, str], without: frozenset[str]) -> bytes:
    """What is signed: the fields in the order of their names, empty ones left out."""
    kept = sorted((name, value) for name, value in fields.items() if name not in without and value != "")
    return "&".join(f"{name}={value}" for name, value in kept).encode()


def signature_of(key: rsa.RSAPrivateKey, text: bytes) -> str:
    return base64.b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()


def fault_in(fields: Mapping[str, str], keys: Keys) -> tuple[str, str]:
    """What is wrong with a request before anybody looks at its business: a code and a sub code, or two ""."""
    if fields.get("app_id") != keys.app_id:
        return "40002", "isv.invalid-app-id"
    if fields.get("charset", "").lower() != "utf-8" or fields.get("version") != "1.0":
        return "40002", "isv.invalid-charset"
    if fields.get("sign_type") != "RSA2":
        return "40002", "isv.invalid-signature-type"
    try:
        stamp = dt.datetime.strptime(fields.get("timestamp", "") + "+0800", "%Y-%m-%d %H:%M:%S%z")
    except ValueError:
        return "40002", "isv.invalid-timestamp"
    if abs(stamp - dt.datetime.now(BEIJING)) > SKEW:
        return "40002", "isv.invalid-timestamp"
    text = joined(fields, frozenset(("sign",)))
    try:
        signed = base64.b64decode(fields.get("sign", ""), validate=True)
        keys.merchant.public_key().verify(signed, text, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return "40002", "isv.invalid-signature"
    return "", ""


def answer_to(method: str, told: dict[str, Any], key: rsa.RSAPrivateKey) -> bytes:
    """What is signed is the inner object's own text, word for word."""
    inner = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    name = method.replace(".", "_") + "_response"
    return f'{{"{name}":{inner},"sign":"{signature_of(key, inner.encode())}"}}'.encode()


def notification(told: Mapping[str, str], key: rsa.RSAPrivateKey) -> dict[str, str]:
    """A notification's fields: neither the signature nor its kind is part of what is signed."""
    signature = signature_of(key, joined(told, frozenset(("sign", "sign_type"))))
    return {**told, "sign_type": "RSA2", "sign": signature}
