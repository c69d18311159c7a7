"""Our adapter to the sandbox bank's API."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx
import msgspec

from linli.kernel import clock
from linli.modules.treasury.model import Instruction, Word
from linli.modules.treasury.refusals import BANK_UNREACHABLE

CUSTOMER = "linli"
WITHIN_SECONDS = 10
NOT_THERE = 404


class _Payout(msgspec.Struct):
    id: str
    reference: UUID
    status: str
    reason: str | None = None


class _Batch(msgspec.Struct):
    payouts: list[_Payout]


class SandboxBank:
    """Speaks to the sandbox bank at `url`, signing with the shared `secret`."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._client: httpx.AsyncClient | None = None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def send(self, batch_id: UUID, currency: str, payouts: Sequence[Instruction]) -> None:
        body = {
            "reference": str(batch_id),
            "currency": currency,
            "payouts": [
                {
                    "reference": str(one.payout_id),
                    "holder": one.holder,
                    "account": one.number,
                    "amount": one.amount_minor,
                }
                for one in payouts
            ],
        }
        answer = await self._ask("POST", "/v1/bank/batches", body, str(batch_id))
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise BANK_UNREACHABLE()

    async def report(self, batch_id: UUID) -> Sequence[Word] | None:
        answer = await self._ask("GET", f"/v1/bank/batches/{batch_id}")
        if answer.status_code == NOT_THERE:
            return None
        try:
            answer.raise_for_status()
            batch = msgspec.json.decode(answer.content, type=_Batch)
        except (httpx.HTTPStatusError, msgspec.DecodeError):
            raise BANK_UNREACHABLE() from None
        return [Word(one.reference, one.status, one.reason or "", one.id) for one in batch.payouts]

    async def _ask(
        self, method: str, target: str, body: dict[str, Any] | None = None, key: str | None = None
    ) -> httpx.Response:
        """Refuses: bank_unreachable (no answer; whether it was carried out is not known)."""
        content = b"" if body is None else msgspec.json.encode(body)
        headers = {"Sandbox-Merchant": CUSTOMER, "Sandbox-Signature": self._sign(method, target, content)}
        if key:
            headers["Idempotency-Key"] = key
        if self._client is None:
            # It runs beside us: no proxy of the machine's stands between.
            self._client = httpx.AsyncClient(base_url=self._url, timeout=WITHIN_SECONDS, trust_env=False)
        try:
            return await self._client.request(method, target, content=content, headers=headers)
        except httpx.HTTPError:
            raise BANK_UNREACHABLE() from None

    def _sign(self, method: str, target: str, body: bytes) -> str:
        at, nonce = int(clock.now().timestamp()), secrets.token_hex(12)
        text = f"{at}.{nonce}.{method}.{target}.".encode() + body
        mark = hmac.new(self._secret.encode(), text, hashlib.sha256).hexdigest()
        return f"t={at},n={nonce},v1={mark}"
