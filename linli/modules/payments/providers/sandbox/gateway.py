"""Our adapter to the sandbox provider's API."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

import httpcore
import msgspec

from linli.kernel import clock
from linli.modules.payments.bills import Bill, BillKind, BillLine
from linli.modules.payments.checkouts import Acknowledgement, Ask, Checkout, CheckoutKind, Method, Situation
from linli.modules.payments.model import Intent, News, NewsKind, Refund
from linli.modules.payments.providers.sandbox import signing
from linli.modules.payments.references import id_in
from linli.modules.payments.refusals import ALREADY_PAID, PROVIDER_UNREACHABLE, SIGNATURE_WRONG

T = TypeVar("T")
# What our books can hold: PostgreSQL has no NUL in texts and no whole number beyond 64 bits.
Text = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*\Z")]
Minor = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
MERCHANT = "linli"
KEPT_OPEN_SECONDS = 5.0
WITHIN = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), 10.0)}
UNREACHED = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError)
_PAYMENT_KINDS = {
    "pending": NewsKind.PENDING,
    "paid": NewsKind.PAID,
    "failed": NewsKind.FAILED,
    "closed": NewsKind.CLOSED,
}
_REFUND_KINDS = {"succeeded": NewsKind.REFUNDED, "failed": NewsKind.REFUND_FAILED}
# Asking again will not change these answers to a refund: a person must look.
_NEVER = frozenset(("payment_not_paid", "refund_exceeds_payment", "payment_unknown"))


class _Thing(msgspec.Struct):
    """A payment or refund as the provider writes it."""

    id: Text
    status: str
    reference: str
    amount: Minor
    currency: Text
    pay_url: Text = ""
    metadata: dict[str, Any] = {}


class _Things(msgspec.Struct):
    data: list[_Thing]


class _Callback(msgspec.Struct):
    id: Text
    type: str
    data: _Thing


class _No(msgspec.Struct):
    code: str = ""


class _Refused(msgspec.Struct):
    error: _No = msgspec.field(default_factory=_No)


class _BillLine(msgspec.Struct):
    type: str
    id: Text
    reference: str
    amount: Minor
    currency: Text
    fee: Minor
    at: datetime


class _Bill(msgspec.Struct):
    lines: list[_BillLine]


class SandboxGateway:
    """Speaks to the sandbox provider at `url`, signing with the shared `secret`."""

    name = "sandbox"
    methods = (Method(code="page", kind=CheckoutKind.REDIRECT, situations=frozenset(Situation)),)
    accepted = Acknowledgement()

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._pool: httpcore.AsyncConnectionPool | None = None

    async def create(self, intent: Intent, ask: Ask) -> Checkout:
        body = {
            "reference": str(intent.intent_id),
            "amount": intent.amount_minor,
            "currency": intent.currency,
            "subject": intent.subject,
            "return_url": ask.return_url,
            "notify_url": ask.notify_url,
            "expires_at": intent.expires_at.isoformat(),
            "metadata": {"market_id": str(intent.market_id), "attempt": intent.attempt},
            "locale": ask.locale,
        }
        answer = await self._ask("POST", "/v1/payments", body, intent.attempt_key)
        if _code_of(answer) == "idempotency_key_reused":
            # Its first answer was lost, and the payer has changed the language since: it is still that one.
            made = await self._find(intent)
            if made is None:
                raise PROVIDER_UNREACHABLE()
            return Checkout(provider_ref=made.id, pay_url=made.pay_url)
        made = _read(answer, _Thing)
        return Checkout(provider_ref=made.id, pay_url=made.pay_url)

    async def query(self, intent: Intent) -> News | None:
        if intent.provider_ref:
            answer = await self._ask("GET", f"/v1/payments/{intent.provider_ref}")
            found: _Thing | None = _read(answer, _Thing)
        else:
            found = await self._find(intent)
        if found is None:
            return None
        kind = _PAYMENT_KINDS.get(found.status, NewsKind.PENDING)
        return News("query", kind, intent.intent_id, found.id, found.amount, found.currency)

    async def close(self, intent: Intent) -> None:
        found = intent.provider_ref or getattr(await self._find(intent), "id", None)
        if found is None:
            return
        answer = await self._ask("POST", f"/v1/payments/{found}/close", {})
        if _code_of(answer) == "payment_paid":
            raise ALREADY_PAID()
        if _code_of(answer) != "payment_failed":
            _read(answer, _Thing)

    async def refund(self, intent: Intent, refund: Refund) -> News:
        body = {"reference": refund.send_key, "amount": refund.amount_minor, "reason": refund.reason}
        path = f"/v1/payments/{intent.provider_ref}/refunds"
        answer = await self._ask("POST", path, body, refund.send_key)
        what = (refund.amount_minor, refund.currency)
        if _code_of(answer) in _NEVER:
            return News("answer", NewsKind.REFUND_FAILED, refund.refund_id, _code_of(answer), *what)
        made = _read(answer, _Thing)
        if made.status == "pending":
            # A repeat gets the first answer again, so how it stands by now has to be asked for.
            made = _read(await self._ask("GET", f"/v1/refunds/{made.id}"), _Thing)
        return _refund_news(refund, made)

    async def query_refund(self, intent: Intent, refund: Refund) -> News | None:
        """Asked by our reference: where the answer to sending it was lost, its own name is not known."""
        target = f"/v1/refunds?reference={quote(refund.send_key)}"
        found = _read(await self._ask("GET", target), _Things).data
        return _refund_news(refund, found[0]) if found else None

    async def bill(self, day: date, zone: str) -> Bill:
        answer = await self._ask("GET", f"/v1/bills/{day.isoformat()}?zone={quote(zone, safe='')}")
        lines = tuple(_bill_line(line) for line in _read(answer, _Bill).lines)
        return Bill(provider=self.name, day=day, zone=zone, lines=lines, raw=answer.content)

    async def read_callback(
        self, headers: Mapping[str, str], path: str, body: bytes, now: datetime
    ) -> News | None:
        """Refuses: signature_wrong, for a forged, stale or unreadable callback alike."""
        if not signing.verify(self._secret, headers.get(signing.HEADER, ""), "POST", path, body, now):
            raise SIGNATURE_WRONG()
        try:
            callback = msgspec.json.decode(body, type=_Callback)
            reference = id_in(callback.data.reference)
        except (msgspec.DecodeError, ValueError):
            raise SIGNATURE_WRONG() from None
        subject, _, word = callback.type.partition(".")
        kinds = _REFUND_KINDS if subject == "refund" else _PAYMENT_KINDS
        kind = kinds.get(word, NewsKind.PENDING)
        data = callback.data
        return News(callback.id, kind, reference, data.id, data.amount, data.currency)

    async def _find(self, intent: Intent) -> _Thing | None:
        """The payment of this attempt, where the answer that would have told us its name was lost."""
        target = f"/v1/payments?reference={quote(str(intent.intent_id))}"
        found = _read(await self._ask("GET", target), _Things).data
        return next((one for one in found if one.metadata.get("attempt") == intent.attempt), None)

    async def _ask(
        self, method: str, target: str, body: dict[str, Any] | None = None, key: str | None = None
    ) -> httpcore.Response:
        content = b"" if body is None else msgspec.json.encode(body)
        headers = {
            "content-type": "application/json",
            "sandbox-merchant": MERCHANT,
            signing.HEADER: signing.sign(self._secret, method, target, content, clock.now()),
        }
        if key:
            headers["idempotency-key"] = key
        if self._pool is None:
            # It runs beside us: no proxy of the machine's stands between, and nothing is redirected.
            self._pool = httpcore.AsyncConnectionPool(keepalive_expiry=KEPT_OPEN_SECONDS)
        url = self._url.rstrip("/") + target
        given = [*headers.items()]
        try:
            return await self._pool.request(method, url, headers=given, content=content, extensions=WITHIN)
        except UNREACHED:
            raise PROVIDER_UNREACHABLE() from None


def _refund_news(refund: Refund, made: _Thing) -> News:
    kind = _REFUND_KINDS.get(made.status, NewsKind.PENDING)
    return News("answer", kind, refund.refund_id, made.id, refund.amount_minor, refund.currency)


def _bill_line(line: _BillLine) -> BillLine:
    try:
        reference = id_in(line.reference)
    except ValueError:
        reference = None
    return BillLine(
        kind=BillKind.CHARGE if line.type == "payment" else BillKind.REFUND,
        provider_ref=line.id,
        reference=reference,
        amount_minor=line.amount,
        fee_minor=line.fee,
        currency=line.currency,
        at=line.at,
    )


def _code_of(answer: httpcore.Response) -> str:
    """The provider's own word for its no; "" where it said yes, or nothing that we can read."""
    if answer.status < 300:
        return ""
    try:
        return msgspec.json.decode(answer.content, type=_Refused).error.code
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _read(answer: httpcore.Response, kind: type[T]) -> T:
    if answer.status >= 300:
        raise PROVIDER_UNREACHABLE(status=answer.status)
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise PROVIDER_UNREACHABLE() from None
