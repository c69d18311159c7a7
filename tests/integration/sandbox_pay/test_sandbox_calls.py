"""Who may call: signatures, clocks, nonces."""

import hashlib
import hmac
import time

import pytest

from linli_sandbox_pay import signing

from .world import Merchant


def test_worked_example_of_the_manual() -> None:
    body = b'{"reference":"order-1","amount":12880}'
    text = b"1767225600.0123456789abcdef01234567.POST./v1/payments." + body
    digest = "a15a250e08c0ac88ce7651685e91936e9107117a9efbd90e8022014bcf8afb2a"
    assert hmac.new(b"sandbox-secret", text, hashlib.sha256).hexdigest() == digest
    header = f"t=1767225600,n=0123456789abcdef01234567,v1={digest}"
    signing.verify("sandbox-secret", header, "POST", "/v1/payments", body, 1767225900)
    with pytest.raises(signing.BadSignature):
        signing.verify("sandbox-secret", header, "POST", "/v1/payments", body + b" ", 1767225600)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret": "a guess"}, "signature_wrong"),
        ({"at": 1_000_000_000}, "signature_expired"),
        ({"at": 9_000_000_000}, "signature_expired"),
        ({"nonce": "short"}, "signature_malformed"),
        ({"nonce": "x" * 65}, "signature_malformed"),
    ],
)
async def test_bad_signature_is_refused(merchant: Merchant, change: dict, code: str) -> None:
    answer = await merchant.send("GET", "/v1/payments?reference=x", **change)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)


@pytest.mark.parametrize("header", ["", "t=1,n=2", "garbage", "t=x,n=0123456789,v1=00", "t=1,t=1,v1=0"])
async def test_unreadable_signature_is_refused(merchant: Merchant, header: str) -> None:
    headers = {"Sandbox-Merchant": "linli", "Sandbox-Signature": header}
    answer = await merchant.http.get("/v1/payments?reference=x", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "signature_malformed")


async def test_another_merchant_is_refused(merchant: Merchant) -> None:
    answer = await merchant.http.get("/v1/payments?reference=x", headers={"Sandbox-Merchant": "other"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "merchant_unknown")


async def test_query_is_part_of_what_is_signed(merchant: Merchant) -> None:
    payment = await merchant.create(reference="订单 1 & 2")
    found = await merchant.get("/v1/payments?reference=%E8%AE%A2%E5%8D%95%201%20%26%202")
    assert [one["id"] for one in found["data"]] == [payment["id"]]


async def test_same_call_sent_again_is_refused_as_a_replay(merchant: Merchant) -> None:
    wish, now = merchant.wish(), int(time.time())
    first = await merchant.send("POST", "/v1/payments", wish, key="k-replay", at=now, nonce="replayed-1")
    again = await merchant.send("POST", "/v1/payments", wish, key="k-replay", at=now, nonce="replayed-1")
    assert first.status_code == 201
    assert (again.status_code, again.json()["error"]["code"]) == (401, "signature_replayed")


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 0},
        {"amount": -5},
        {"amount": 1.5},
        {"currency": "cny"},
        {"reference": ""},
        {"return_url": "javascript:alert(1)"},
        {"notify_url": "http://user:pass@127.0.0.1/"},
        {"notify_url": "http://[broken/"},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "2099-01-01T00:00:00"},
        {"amuont": 1},
    ],
)
async def test_malformed_payment_is_refused(merchant: Merchant, change: dict) -> None:
    answer = await merchant.send("POST", "/v1/payments", merchant.wish(**change), key=f"bad-{change}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


async def test_unknown_things_are_404(merchant: Merchant) -> None:
    for target in ("/v1/payments/pay_no", "/v1/refunds/ref_no", "/v1/nothing"):
        answer = await merchant.send("GET", target)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] in ("payment_unknown", "refund_unknown", "not_found")
