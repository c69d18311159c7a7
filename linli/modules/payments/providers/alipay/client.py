"""The SDK `python-alipay-sdk`, with what it leaves open: where it speaks to, and what time it is in Beijing.
Nothing else in the house touches it. See notes.md.
"""

from typing import Any
from urllib.parse import parse_qsl

from alipay import AliPay
from alipay.utils import AliPayConfig

from linli.kernel import clock
from linli.modules.payments.providers.alipay.keys import AlipayKeys
from linli.modules.payments.providers.alipay.messages import Said
from linli.modules.payments.providers.bill_tables import BEIJING
from linli.modules.payments.providers.threads import Threads

# Seconds for each part of an answer.
PATIENCE = 10


class Client:
    """Calls of one application, in threads of their own. The SDK keeps nothing between calls."""

    def __init__(self, keys: AlipayKeys) -> None:
        self._keys = keys
        self._threads = Threads("alipay")
        try:
            self._sdk = AliPay(
                appid=keys.app_id,
                app_private_key_string=keys.private_key,
                alipay_public_key_string=keys.alipay_public_key,
                sign_type="RSA2",
                config=AliPayConfig(timeout=PATIENCE),
            )
        except (ValueError, IndexError, TypeError):
            # What the SDK's reader says of a key may quote it.
            raise ValueError("Alipay: a key is not a PEM text") from None
        # It knows only production and one sandbox.
        self._sdk._gateway = keys.gateway_url

    async def ask(self, method: str, content: dict[str, Any], **more: str) -> Said:
        """What Alipay says, its signature verified. Refuses: provider_unreachable, also for an answer whose
        signature is wrong or missing.
        """
        told = await self._threads.run(lambda: self._sdk.server_api(method, content, **self._with(more)))
        return Said(told)

    def page(self, method: str, content: dict[str, Any], **more: str) -> str:
        """The signed address of one of Alipay's pages. No network."""
        query = self._sdk.client_api(method, content, **self._with(more))
        return f"{self._keys.gateway_url}?{query}"

    def read(self, body: bytes) -> dict[str, str] | None:
        """A notification, verified; None where anything about it is wrong. No network."""
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=100)
            told = dict(pairs)
            signature = told.pop("sign")
            genuine = len(told) == len(pairs) - 1 and self._sdk.verify(dict(told), signature)
        except Exception:
            # The SDK raises whatever its parsing meets: another kind of signature, no base 64.
            return None
        return told if genuine else None

    def _with(self, more: dict[str, str]) -> dict[str, str]:
        """The SDK writes the machine's own time of day; Alipay means Beijing's."""
        return {"timestamp": f"{clock.now().astimezone(BEIJING):%Y-%m-%d %H:%M:%S}", **more}
