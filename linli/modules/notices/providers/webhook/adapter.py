"""One signed POST a message, to whatever carries text messages in this city.

    POST <url>
    Content-Type: application/json
    Idempotency-Key: <message id>
    Linli-Signature: <hex HMAC-SHA256 of the body with the shared secret>

    {"id": "…", "to": "+8613800000001", "text": "…"}

Any 2xx means it was taken. The same message may come again, under the same id.
"""

import hashlib
import hmac
from uuid import UUID

import httpx
import msgspec


class WebhookSender:
    """Posts to `url`, signing with `secret`; raises httpx.HTTPError when a message was not taken."""

    keeps_texts = False

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._client: httpx.AsyncClient | None = None

    async def deliver(self, message_id: UUID, recipient: str, body: str) -> None:
        content = msgspec.json.encode({"id": str(message_id), "to": recipient, "text": body})
        headers = {
            "content-type": "application/json",
            "idempotency-key": str(message_id),
            "linli-signature": hmac.new(self._secret.encode(), content, hashlib.sha256).hexdigest(),
        }
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=10)
        answer = await self._client.post(self._url, content=content, headers=headers)
        answer.raise_for_status()
