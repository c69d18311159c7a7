"""The SDK `wechatpayv3`, with what it leaves open: where it speaks to, how long it may take, when it fetches
certificates. Nothing else in the house touches it. See notes.md.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import msgspec
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core

from linli.kernel import clock
from linli.modules.payments.providers.threads import Threads
from linli.modules.payments.providers.wechat_pay.keys import WeChatPayKeys

# Seconds to connect, and to wait for each part of an answer.
PATIENCE = (5, 10)
CERTIFICATES_LAST = timedelta(hours=12)
# Anybody can send a callback with an unknown serial number; it makes us ask for certificates this often.
CERTIFICATES_PAUSE = timedelta(seconds=10)


class _Core(Core):
    """The SDK's core: at an address of our choice, and never on the network where it only verifies."""

    def __init__(self, keys: WeChatPayKeys) -> None:
        super().__init__(
            mchid=keys.merchant_id,
            cert_serial_no=keys.serial_no,
            private_key=keys.private_key,
            apiv3_key=keys.api_v3_key,
            timeout=PATIENCE,
            public_key=keys.public_key or None,
            public_key_id=keys.public_key_id or None,
        )
        self._gate_way = keys.api_url
        self.serial_unknown = False

    def _init_certificates(self) -> None:
        """Not when it is made: that happens at start, in the event loop."""

    def _update_certificates(self) -> None:
        """The SDK's verifying has met a serial number that it does not know: noted, not fetched here."""
        self.serial_unknown = True

    def fetch_certificates(self) -> bool:
        """Whether there are any."""
        super()._update_certificates()
        return bool(self._certificates)


class _Pay(WeChatPay):
    """The SDK's front with that core: its own way of making one cannot be told an address."""

    def __init__(self, keys: WeChatPayKeys, core: _Core) -> None:
        self._type = WeChatPayType.NATIVE
        self._mchid = keys.merchant_id
        self._appid = keys.app_id
        self._notify_url = None
        self._core = core
        self._partner_mode = False


class Answer(msgspec.Struct, frozen=True):
    """What WeChat Pay said, its signature verified where the status is a success."""

    status: int
    body: bytes

    @property
    def code(self) -> str:
        """Its own word for its no; "" where it said yes, or nothing that we can read."""
        if self.status < 300:
            return ""
        try:
            return msgspec.json.decode(self.body, type=_No).code
        except msgspec.DecodeError:
            return ""


class _No(msgspec.Struct):
    code: str = ""


class Client:
    """Calls of one account, in threads of their own. Safe to share between them: what is swapped is swapped
    whole.
    """

    def __init__(self, keys: WeChatPayKeys) -> None:
        self._keys = keys
        self._threads = Threads("wechat_pay")
        if bool(keys.public_key) != bool(keys.public_key_id):
            raise ValueError("WeChat Pay: a public key and its id belong together")
        try:
            self._core = _Core(keys)
        except Exception:
            # The SDK raises nothing more special for a key that it cannot read.
            raise ValueError("WeChat Pay: a key is not a PEM text (PKCS #8)") from None
        self._pay = _Pay(keys, self._core)
        self._fetched_at = clock.now() - CERTIFICATES_LAST
        self._fetching = threading.Lock()

    async def ask(self, call: Callable[[Any], tuple[int, Any]]) -> Answer:
        """What `call` gets from the SDK. Refuses: provider_unreachable, also for an answer whose signature is
        wrong.
        """

        def asked() -> Answer:
            self._renew_certificates()
            status, body = call(self._pay)
            return Answer(status, body.encode() if isinstance(body, str) else body)

        return await self._threads.run(asked)

    async def renew_certificates(self) -> None:
        """After a callback with an unknown serial number, so that its repeat can be verified."""
        await self._threads.run(self._renew_certificates)

    def sign(self, *lines: str) -> str:
        """The signature that WeChat's own browser wants before it opens the payment."""
        return str(self._pay.sign(list(lines)))

    def read(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        """A notification, verified and decrypted; None where anything about it is wrong. No network."""
        try:
            read = self._pay.callback(dict(headers), body)
        except Exception:
            # The SDK raises whatever its parsing meets: a bad serial number, no JSON, another algorithm.
            return None
        return read if isinstance(read, dict) else None

    @property
    def wants_certificates(self) -> bool:
        """Whether a renewal is due: they are old, or a serial number was unknown, and not too soon again.

        An account with a public key needs them only while some of their news is signed the old way.
        """
        age = clock.now() - self._fetched_at
        old = age >= CERTIFICATES_LAST and not self._keys.public_key
        return old or (self._core.serial_unknown and age >= CERTIFICATES_PAUSE)

    def _renew_certificates(self) -> None:
        """In a thread. A new core takes the old one's place once it has certificates: the SDK would empty the
        list that others verify with before it fills it again.
        """
        with self._fetching:
            if not self.wants_certificates:
                return
            self._fetched_at = clock.now()
            core = _Core(self._keys)
            if core.fetch_certificates():
                self._core, self._pay = core, _Pay(self._keys, core)
