"""The adapter: prepare, verify, cancel and query of Douyin's open platform. See notes.md."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec

from linli.kernel import texts
from linli.kernel.log import logger
from linli.modules.foreign_vouchers.model import (
    Keys,
    Looked,
    Offered,
    Pass,
    PassRefusedError,
    Standing,
    Told,
    Truth,
)
from linli.modules.foreign_vouchers.providers.douyin import shapes
from linli.modules.foreign_vouchers.refusals import (
    FOREIGN_KEYS_WRONG,
    FOREIGN_NOT_AUTHORIZED,
    FOREIGN_UNREACHABLE,
)

log = logger(__name__)
T = TypeVar("T")
NAME = "douyin"
WITHIN_SECONDS = 8
# Renewed a little before it ends, so that a call under way does not meet its end.
EARLIER = timedelta(minutes=5)
CERTIFICATE = "/goodlife/v1/fulfilment/certificate/"
_CODE = re.compile(r"[0-9]{12}|[0-9]{15}")
_LINK_PATH = re.compile(r"/[A-Za-z0-9_-]{1,64}/?")
_PARTED = str.maketrans("", "", " -")

# The gateway's codes, as its table lists them. With the first three nothing was done.
PASS_OVER = frozenset((28001003, 28001008, 2190002, 2190008))
NOT_ALLOWED = frozenset(
    (28001012, 28001014, 28001016, 28001018, 28001019, 28001042, 28001056, 2100007, 2190004)
)
MALFORMED = frozenset((28001007, 2100005))
BUSY = frozenset((28001005, 28001006, 28001052, 28003017, 28003018, 2100004, 2190001))
WRONG_KEYS = frozenset((10002, 10003, 10013))
UNUSED, USED = 1, 2
TIMES_CARD = 3
LONGEST = 200


class Douyin:
    """Speaks to the open platform at `api_url`; a voucher's QR code is a link below `link_url`."""

    name = NAME
    currency = "CNY"

    def __init__(self, api_url: str, link_url: str) -> None:
        self._api_url = api_url.rstrip("/")
        self._links = urlsplit(link_url.rstrip("/"))
        self._client: httpx.AsyncClient | None = None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    @property
    def _http(self) -> httpx.AsyncClient:
        """One for all calls, which share its connections."""
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self._api_url, timeout=WITHIN_SECONDS)
        return self._client

    def reads(self, text: str) -> str | None:
        plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip()
        code = plain.translate(_PARTED)
        if _CODE.fullmatch(code):
            return code
        try:
            parts = urlsplit(plain)
        except ValueError:
            return None
        ours = (parts.scheme.lower(), parts.netloc.lower()) == (self._links.scheme, self._links.netloc)
        return self._link(parts.path) if ours and _LINK_PATH.fullmatch(parts.path) else None

    def _link(self, path: str) -> str:
        return f"{self._links.scheme}://{self._links.netloc}{path}"

    async def sign_in(self, keys: Keys, now: datetime) -> Pass:
        body = {"grant_type": "client_credential", "client_key": keys.app, "client_secret": keys.secret}
        answer = await self._ask("POST", "/oauth/client_token/", shapes.Answer[shapes.Token], {}, body=body)
        if answer.code() in WRONG_KEYS:
            raise FOREIGN_KEYS_WRONG(platform=NAME)
        if answer.code() or not answer.data.access_token:
            raise _unreachable(answer)
        lives = timedelta(seconds=answer.data.expires_in)
        return Pass(answer.data.access_token, now + max(lives - EARLIER, timedelta(minutes=1)))

    async def prepare(self, keys: Keys, given: Pass, code: str) -> Looked:
        asked = {"poi_id": keys.shop}
        if _CODE.fullmatch(code):
            asked["code"] = code
        else:
            hidden = await self._hidden_in(code)
            if not hidden:
                return Looked("", [], "")
            asked["encrypted_data"] = hidden
        answer = await self._call("GET", "prepare/", shapes.Answer[shapes.Prepared], given, query=asked)
        if answer.code() in BUSY:
            raise _unreachable(answer)
        if answer.code():
            return Looked("", [], texts.scrubbed(answer.words()))
        certificates = answer.data.certificates or []
        return Looked(answer.data.verify_token, [_offered(one) for one in certificates])

    async def _hidden_in(self, link: str) -> str | None:
        """What the short link leads to is told in its redirect; we do not follow it. Refuses:
        foreign_unreachable.
        """
        try:
            answer = await self._http.get(link, follow_redirects=False)
        except httpx.HTTPError:
            raise FOREIGN_UNREACHABLE(platform=NAME) from None
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise FOREIGN_UNREACHABLE(platform=NAME)
        try:
            named = parse_qs(urlsplit(answer.headers.get("location", "")).query)
        except ValueError:
            return None
        return next(iter(named.get("object_id", [])), None)

    async def verify(self, keys: Keys, given: Pass, token: str, certificate: str) -> Told:
        body = {"verify_token": token, "poi_id": keys.shop, "encrypted_codes": [certificate]}
        answer = await self._call("POST", "verify/", shapes.Answer[shapes.Verified], given, body=body)
        if answer.code() in MALFORMED:
            return Told(done=False, reason=texts.scrubbed(answer.words()))
        if answer.code():
            # Its documents say that a call which failed so may have been carried out.
            raise _unreachable(answer)
        for one in answer.data.verify_results or []:
            if one.code == certificate:
                refs = (one.verify_id, str(one.certificate_id))
                return Told(one.result == 0, *refs, reason=texts.scrubbed(one.msg))
        raise _unreachable(answer)

    async def cancel(self, keys: Keys, given: Pass, verify_ref: str, certificate_ref: str) -> Told:
        body = {"verify_id": verify_ref, "certificate_id": certificate_ref}
        answer = await self._call("POST", "cancel/", shapes.Answer[shapes.Data], given, body=body)
        if answer.code() in BUSY:
            raise _unreachable(answer)
        return Told(not answer.code(), reason=texts.scrubbed(answer.words()) if answer.code() else "")

    async def query(self, keys: Keys, given: Pass, certificate: str) -> Truth:
        answer = await self._call(
            "GET", "get/", shapes.Answer[shapes.Got], given, query={"encrypted_code": certificate}
        )
        found = answer.data.certificate
        if answer.code() or found is None:
            raise _unreachable(answer)
        if found.status == USED and found.verify is not None and found.verify.verify_id:
            used = found.verify
            at = datetime.fromtimestamp(used.verify_time, UTC)
            return Truth(Standing.USED, at, used.verify_id, str(used.certificate_id))
        return Truth(Standing.UNUSED if found.status == UNUSED else Standing.NEITHER)

    async def _call(
        self,
        method: str,
        what: str,
        shape: type[shapes.Answer[T]],
        given: Pass,
        *,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> shapes.Answer[T]:
        """Raises PassRefusedError. Refuses: foreign_not_authorized, foreign_unreachable."""
        headers = {"access-token": given.token}
        answer = await self._ask(method, CERTIFICATE + what, shape, headers, query=query, body=body)
        if answer.code() in PASS_OVER:
            raise PassRefusedError
        if answer.code() in NOT_ALLOWED:
            log.warning("douyin does not allow it", said=answer.code(), logid=answer.extra.logid)
            raise FOREIGN_NOT_AUTHORIZED(platform=NAME)
        return answer

    async def _ask(
        self,
        method: str,
        path: str,
        shape: type[shapes.Answer[T]],
        headers: dict[str, str],
        *,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> shapes.Answer[T]:
        """Refuses: foreign_unreachable (no answer, or none that can be read)."""
        content = None if body is None else msgspec.json.encode(body)
        said = {"content-type": "application/json", **headers}
        try:
            answer = await self._http.request(method, path, params=query, content=content, headers=said)
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=shape)
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            log.warning("douyin gave no answer", path=path, error=type(error).__name__)
            raise FOREIGN_UNREACHABLE(platform=NAME) from None


def _offered(one: shapes.Certificate) -> Offered:
    until = datetime.fromtimestamp(one.expire_time, UTC) if one.expire_time else None
    listed = one.amount.list_market_amount or one.sku.market_price or one.amount.original_amount
    return Offered(
        certificate=one.encrypted_code,
        known_as=str(one.certificate_id or one.encrypted_code),
        title=texts.scrubbed(one.sku.title),
        paid_minor=one.amount.pay_amount,
        list_minor=listed,
        valid_until=until,
        single=one.sku.groupon_type != TIMES_CARD,
    )


def _unreachable(answer: shapes.Answer[Any]) -> Exception:
    log.warning("douyin could not answer", said=answer.code(), logid=answer.extra.logid)
    return FOREIGN_UNREACHABLE(platform=NAME)
