"""Our adapter to the sandbox provider's API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec

from linli.kernel import clock
from linli.kernel.refusals import Refusal
from linli.modules.payments.model import Checkout, Intent, News, NewsKind, Refund
from linli.modules.payments.providers.sandbox import signing
from linli.modules.payments.refusals import PAYMENT_CLOSED, PROVIDER_UNREACHABLE, SIGNATURE_WRONG

MERCHANT = "linli"
_PAYMENT_KINDS = {
    "pending": NewsKind.PENDING,
    "paid": NewsKind.PAID,
    "failed": NewsKind.FAILED,
    "closed": NewsKind.CLOSED,
}
_REFUND_KINDS = {"succeeded": NewsKind.REFUNDED, "failed": NewsKind.REFUND_FAILED}


class _Thing(msgspec.Struct):
    """A payment or refund as the provider writes it."""

    id: str
    status: str
    reference: str
    amount: int
    currency: str
    pay_url: str = ""


class _Callback(msgspec.Struct):
    id: str
    type: str
    data: _Thing


class SandboxGateway:
    """Speaks to the sandbox provider at `url`, signing with the shared `secret`."""

    name = "sandbox"

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._client: httpx.AsyncClient | None = None

    async def create(self, intent: Intent, return_url: str, notify_url: str, locale: str) -> Checkout:
        body = {
            "reference": str(intent.intent_id),
            "amount": intent.amount_minor,
            "currency": intent.currency,
            "subject": intent.subject,
            "return_url": return_url,
            "notify_url": notify_url,
            "expires_at": intent.expires_at.isoformat(),
            "metadata": {"market_id": str(intent.market_id)},
            "locale": locale,
        }
        made = await self._ask("POST", "/v1/payments", body, intent.attempt_key)
        return Checkout(made.id, made.pay_url)

    async def query(self, intent: Intent) -> News | None:
        if not intent.provider_ref:
            return None
        found = await self._ask("GET", f"/v1/payments/{intent.provider_ref}")
        kind = _PAYMENT_KINDS.get(found.status, NewsKind.PENDING)
        return News("query", kind, intent.intent_id, found.id, found.amount, found.currency)

    async def close(self, intent: Intent) -> None:
        if intent.provider_ref:
            await self._ask("POST", f"/v1/payments/{intent.provider_ref}/close", {})

    async def refund(self, intent: Intent, refund: Refund) -> News:
        body = {"reference": str(refund.refund_id), "amount": refund.amount_minor, "reason": refund.reason}
        path = f"/v1/payments/{intent.provider_ref}/refunds"
        made = await self._ask("POST", path, body, str(refund.refund_id))
        kind = _REFUND_KINDS.get(made.status, NewsKind.PENDING)
        return News("answer", kind, refund.refund_id, made.id, refund.amount_minor, refund.currency)

    def read_callback(self, headers: Mapping[str, str], path: str, body: bytes, now: datetime) -> News:
        """Refuses: signature_wrong, for a forged, stale or unreadable callback alike."""
        if not signing.verify(self._secret, headers.get(signing.HEADER, ""), "POST", path, body, now):
            raise SIGNATURE_WRONG()
        try:
            callback = msgspec.json.decode(body, type=_Callback)
            reference = UUID(callback.data.reference)
        except (msgspec.DecodeError, ValueError):
            raise SIGNATURE_WRONG() from None
        subject, _, word = callback.type.partition(".")
        kinds = _REFUND_KINDS if subject == "refund" else _PAYMENT_KINDS
        kind = kinds.get(word, NewsKind.PENDING)
        data = callback.data
        return News(callback.id, kind, reference, data.id, data.amount, data.currency)

    async def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, key: str | None = None
    ) -> _Thing:
        content = b"" if body is None else msgspec.json.encode(body)
        headers = {
            "content-type": "application/json",
            "sandbox-merchant": MERCHANT,
            signing.HEADER: signing.sign(self._secret, method, path, content, clock.now()),
        }
        if key:
            headers["idempotency-key"] = key
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self._url, timeout=10)
        try:
            answer = await self._client.request(method, path, content=content, headers=headers)
        except httpx.HTTPError:
            raise PROVIDER_UNREACHABLE() from None
        return _read(answer)


def _read(answer: httpx.Response) -> _Thing:
    if answer.status_code == 409:
        raise PAYMENT_CLOSED()
    if not answer.is_success:
        raise _unreachable(answer.status_code)
    try:
        return msgspec.json.decode(answer.content, type=_Thing)
    except msgspec.DecodeError:
        raise PROVIDER_UNREACHABLE() from None


def _unreachable(status: int) -> Refusal:
    return PROVIDER_UNREACHABLE(status=status)
