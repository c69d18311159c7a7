"""WeChat Pay's signatures (API v3), written from its documents and not with anybody's SDK."""

import base64
import binascii
import json
import re
import secrets
import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.simulators.server import Call
from tests.simulators.wechat_pay.keys import Keys

SCHEME = "WECHATPAY2-SHA256-RSA2048"
SKEW_SECONDS = 300
_PART = re.compile(r'(\w+)="([^"]*)"')


def fault_in(call: Call, keys: Keys) -> str:
    """What is wrong with a request's signature; "" where nothing is."""
    scheme, _, rest = call.headers.get("authorization", "").partition(" ")
    if scheme != SCHEME:
        return "the Authorization header has another scheme"
    parts = dict(_PART.findall(rest))
    if set(parts) != {"mchid", "nonce_str", "signature", "timestamp", "serial_no"}:
        return "the Authorization header lacks a part"
    if (parts["mchid"], parts["serial_no"]) != (keys.merchant_id, keys.serial_no):
        return "not this merchant's certificate"
    stamp = parts["timestamp"]
    if not stamp.isdigit() or abs(int(stamp) - time.time()) > SKEW_SECONDS:
        return "the timestamp is out of its window"
    if not call.headers.get("user-agent") or "application/json" not in call.headers.get("accept", ""):
        return "User-Agent and Accept are needed"
    text = f"{call.method}\n{call.target}\n{stamp}\n{parts['nonce_str']}\n".encode() + call.body + b"\n"
    return "" if verified(keys.merchant, parts["signature"], text) else "the signature is wrong"


def verified(key: rsa.RSAPrivateKey, signature: str, text: bytes) -> bool:
    try:
        signed = base64.b64decode(signature, validate=True)
        key.public_key().verify(signed, text, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True


def signature_of(key: rsa.RSAPrivateKey, text: bytes) -> str:
    return base64.b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()


def signed_headers(
    keys: Keys, body: bytes, *, key: rsa.RSAPrivateKey | None = None, at: int | None = None
) -> dict[str, str]:
    """What stands in the head of an answer or a notification. `key`: another than the platform's."""
    stamp, nonce = str(at or int(time.time())), secrets.token_urlsafe(24)
    text = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": keys.signing_serial,
        "Wechatpay-Signature": signature_of(key or keys.platform, text),
        "Wechatpay-Signature-Type": SCHEME,
    }


def encrypted(keys: Keys, plain: bytes, associated: str) -> dict[str, str]:
    """A resource: AES-256-GCM under the merchant's API v3 key."""
    nonce = secrets.token_hex(6)
    secret = AESGCM(keys.api_v3_key.encode()).encrypt(nonce.encode(), plain, associated.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(secret).decode(),
        "nonce": nonce,
        "associated_data": associated,
    }


def notification(keys: Keys, event_id: str, event: str, told: dict[str, Any]) -> bytes:
    kind = "refund" if event.startswith("REFUND") else "transaction"
    resource = encrypted(keys, json.dumps(told, ensure_ascii=False).encode(), kind)
    message = {
        "id": event_id,
        "create_time": time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(time.time() + 8 * 3600)),
        "resource_type": "encrypt-resource",
        "event_type": event,
        "summary": "支付成功" if event == "TRANSACTION.SUCCESS" else "退款通知",
        "resource": {**resource, "original_type": kind},
    }
    return json.dumps(message, ensure_ascii=False).encode()
