"""Who pays inside WeChat: its browser is sent to WeChat and comes back with a code, worth an openid."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

import httpx
import msgspec

from linli.kernel.log import logger
from linli.modules.payments.providers.wechat_pay.keys import WeChatPayKeys
from linli.modules.payments.refusals import PROVIDER_UNREACHABLE

log = logger(__name__)
PATIENCE = 10
LONGEST_CODE = 128


class _Named(msgspec.Struct):
    """An openid, or the number of what went wrong."""

    openid: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{0,128}\Z")] = ""
    errcode: int = 0


class Payers:
    """Asks WeChat who somebody is, in the name of the official account."""

    def __init__(self, keys: WeChatPayKeys) -> None:
        self._keys = keys
        self._client: httpx.AsyncClient | None = None

    def recognition_url(self, back: str, state: str) -> str:
        """WeChat's page that asks nothing (`snsapi_base`) and sends the browser on to `back`."""
        asked = {
            "appid": self._keys.app_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        # In this order, and with this ending: WeChat's own browser compares it as text.
        return f"{self._keys.open_url}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    async def recognize(self, query: Mapping[str, str]) -> str:
        """The openid of who came back. Refuses: provider_unreachable, also for a code that is used or made
        up.
        """
        code = query.get("code", "")
        if not 0 < len(code) <= LONGEST_CODE:
            raise PROVIDER_UNREACHABLE()
        asked = {
            "appid": self._keys.app_id,
            "secret": self._keys.app_secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=PATIENCE)
        try:
            answer = await self._client.get(f"{self._keys.name_url}/sns/oauth2/access_token", params=asked)
            named = msgspec.json.decode(answer.content, type=_Named)
        except (httpx.HTTPError, msgspec.DecodeError, UnicodeDecodeError) as error:
            # Named and not quoted: the address holds the secret.
            log.warning("WeChat did not tell who pays", error=type(error).__name__)
            raise PROVIDER_UNREACHABLE() from None
        if not named.openid:
            log.warning("WeChat did not tell who pays", errcode=named.errcode)
            raise PROVIDER_UNREACHABLE()
        return named.openid
