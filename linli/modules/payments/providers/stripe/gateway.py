"""Our adapter to Stripe: one Checkout Session an attempt."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import msgspec
import stripe

from linli.kernel.log import logger
from linli.kernel.refusals import Refusal
from linli.modules.payments.bills import Bill, BillLine
from linli.modules.payments.checkouts import Acknowledgement, Ask, Checkout, CheckoutKind, Method, Situation
from linli.modules.payments.model import Intent, News, NewsKind, Refund
from linli.modules.payments.providers.stripe import amounts, bill, news, shapes
from linli.modules.payments.refusals import (
    ALREADY_PAID,
    PROVIDER_UNREACHABLE,
    SIGNATURE_WRONG,
    WAY_NOT_POSSIBLE,
)

T = TypeVar("T")
log = logger(__name__)
SECONDS = 10
# The library's own limits are per phase of a call; this one is for the whole.
WHOLE_SECONDS = 15
# Stripe keeps a page open for half an hour at least, counted from when it made it.
PAGE_STAYS = timedelta(minutes=40)
# A session whose name we never learned is looked for from a little before its attempt began.
CLOCKS_DIFFER = timedelta(minutes=5)
PAGE = 100
# The account cannot pay a refund out today; asking again later helps.
NOT_YET = frozenset(("balance_insufficient", "insufficient_funds", "lock_timeout", "rate_limit"))


class StripeGateway:
    """Speaks to Stripe with a secret or restricted key; believes webhooks signed with `webhook_secret`."""

    name = "stripe"
    # Cards with their wallets are decided at once. Ways that take days do not fit an order that holds goods.
    methods = (Method(code="card", kind=CheckoutKind.REDIRECT, situations=frozenset(Situation)),)
    accepted = Acknowledgement(status=200)

    def __init__(self, secret_key: str, webhook_secret: str, api_url: str) -> None:
        self._webhook_secret = webhook_secret
        # No retries of the library's own: who calls knows whether and when to ask again.
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_url},
            max_network_retries=0,
            http_client=stripe.HTTPXClient(timeout=SECONDS),
        )

    async def create(self, intent: Intent, ask: Ask) -> Checkout:
        """Refuses: way_not_possible (an amount or currency it does not take), provider_unreachable."""
        sessions = self._client.v1.checkout.sessions
        options: Any = {"idempotency_key": intent.attempt_key}
        try:
            made = await _answer(sessions.create_async(_wanted(intent, ask), options))
        except stripe.IdempotencyError:
            # An earlier release asked in other words under this key: it is still that session.
            found = await self._find(intent)
            if found is None:
                raise PROVIDER_UNREACHABLE() from None
            return Checkout(provider_ref=found.id, pay_url=found.url or ask.return_url)
        except stripe.InvalidRequestError as error:
            log.error("stripe refuses a payment", why=_why(error))
            raise WAY_NOT_POSSIBLE() from None
        session = _read(made, shapes.Session)
        return Checkout(provider_ref=session.id, pay_url=session.url or ask.return_url)

    async def query(self, intent: Intent) -> News | None:
        session = await self._session(intent)
        return news.of_session("query", session, intent.intent_id) if session else None

    async def close(self, intent: Intent) -> None:
        """Refuses: already_paid; provider_unreachable also while a payment is being decided."""
        session = await self._session(intent)
        if session is None:
            return
        if session.status == "open":
            try:
                made = await _answer(self._client.v1.checkout.sessions.expire_async(session.id))
                session = _read(made, shapes.Session)
            except stripe.InvalidRequestError:
                # It was paid or had expired while we were asking.
                session = await self._retrieve(session.id)
        kind = news.of_session("close", session, intent.intent_id).kind
        if kind is NewsKind.PAID:
            raise ALREADY_PAID()
        if kind is NewsKind.PENDING:
            raise PROVIDER_UNREACHABLE(status=session.status or "")

    async def refund(self, intent: Intent, refund: Refund) -> News:
        """Stripe forgets keys after a day, so the refund is first looked for by what we wrote on it."""
        no = News(
            "answer", NewsKind.REFUND_FAILED, refund.refund_id, "", refund.amount_minor, refund.currency
        )
        payment = await self._payment(intent)
        if payment is None:
            return msgspec.structs.replace(no, provider_ref="payment_unknown")
        known = await self._find_refund(payment, refund)
        if known is None:
            try:
                known = await self._send(payment, refund)
            except Refusal as refusal:
                if refusal.kind is not WAY_NOT_POSSIBLE:
                    raise
                return msgspec.structs.replace(no, provider_ref=refusal.code)
            except stripe.InvalidRequestError as error:
                log.warning("stripe refuses a refund", why=_why(error), refund=refund.send_key)
                if error.code in NOT_YET:
                    raise PROVIDER_UNREACHABLE(status=error.code) from None
                return msgspec.structs.replace(no, provider_ref=error.code or "refused")
        return news.of_refund("answer", known, refund.refund_id)

    async def query_refund(self, intent: Intent, refund: Refund) -> News | None:
        payment = await self._payment(intent)
        known = await self._find_refund(payment, refund) if payment else None
        return news.of_refund("query", known, refund.refund_id) if known else None

    async def bill(self, day: date, zone: str) -> Bill:
        """What changed the account's balance that day; a day that is not over has no end yet."""
        first, last = bill.day_in(day, zone)
        movements = self._client.v1.balance_transactions
        params: Any = {"created": {"gte": first, "lt": last}, "expand": ["data.source"]}
        lines: list[BillLine] = []
        raw: list[str] = []
        async for page in _pages(movements.list_async, params):
            raw.append(page.last_response.body)
            for one in page.data:
                lines += bill.lines_of(_read(one, shapes.Movement))
        lines.sort(key=lambda line: line.at)
        return Bill(provider=self.name, day=day, zone=zone, lines=tuple(lines), raw="\n".join(raw).encode())

    async def read_callback(
        self, headers: Mapping[str, str], path: str, body: bytes, now: datetime
    ) -> News | None:
        """The library checks the signature and that it is not older than five minutes."""
        try:
            event = self._client.construct_event(body, headers.get("stripe-signature"), self._webhook_secret)
            kind = str(event.type)
            if kind not in news.SESSIONS | news.REFUNDS:
                return None
            about = event.data.object
            if kind in news.REFUNDS:
                return news.of_their_refund(event.id, shapes.read(about, shapes.Refund))
            return news.of_their_session(event.id, kind, shapes.read(about, shapes.Session))
        except (stripe.SignatureVerificationError, ValueError, AttributeError, TypeError):
            raise SIGNATURE_WRONG() from None

    async def _session(self, intent: Intent) -> shapes.Session | None:
        if intent.provider_ref:
            return await self._retrieve(intent.provider_ref)
        return await self._find(intent)

    async def _retrieve(self, session_id: str) -> shapes.Session:
        params: Any = {"expand": ["payment_intent"]}
        try:
            found = await _answer(self._client.v1.checkout.sessions.retrieve_async(session_id, params))
        except stripe.InvalidRequestError as error:
            log.error("stripe does not know a session of ours", why=_why(error), session=session_id)
            raise PROVIDER_UNREACHABLE(status=error.code or "") from None
        return _read(found, shapes.Session)

    async def _find(self, intent: Intent) -> shapes.Session | None:
        """The session of this attempt, where the answer that would have told us its name was lost."""
        began = intent.ask.at if intent.ask else intent.created_at
        since = int((began - CLOCKS_DIFFER).timestamp())
        until = int((began + PAGE_STAYS).timestamp())
        params: Any = {"created": {"gte": since, "lte": until}, "expand": ["data.payment_intent"]}
        async for page in _pages(self._client.v1.checkout.sessions.list_async, params):
            for one in page.data:
                session = _read(one, shapes.Session)
                if session.is_attempt(intent.intent_id, intent.attempt):
                    return session
        return None

    async def _payment(self, intent: Intent) -> str | None:
        session = await self._session(intent)
        return session.paid_by.id if session and session.paid_by else None

    async def _find_refund(self, payment: str, refund: Refund) -> shapes.Refund | None:
        params: Any = {"payment_intent": payment}
        async for page in _pages(self._client.v1.refunds.list_async, params):
            for one in page.data:
                known = _read(one, shapes.Refund)
                if (known.metadata or {}).get("refund") == refund.send_key:
                    return known
        return None

    async def _send(self, payment: str, refund: Refund) -> shapes.Refund:
        params: Any = {
            "payment_intent": payment,
            "amount": amounts.to_stripe(refund.amount_minor, refund.currency),
            "metadata": {"market": str(refund.market_id), "refund": refund.send_key},
        }
        options: Any = {"idempotency_key": f"refund:{refund.send_key}"}
        return _read(await _answer(self._client.v1.refunds.create_async(params, options)), shapes.Refund)


def _wanted(intent: Intent, ask: Ask) -> Any:
    """The session we ask for: from what is kept of the attempt alone, so that a repeat has the same words."""
    about = {
        "market": str(intent.market_id),
        "intent": str(intent.intent_id),
        "attempt": str(intent.attempt),
    }
    price = {
        "currency": intent.currency.lower(),
        "unit_amount": amounts.to_stripe(intent.amount_minor, intent.currency),
        "product_data": {"name": intent.subject},
    }
    return {
        "mode": "payment",
        "payment_method_types": ["card"],
        "client_reference_id": str(intent.intent_id),
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": about,
        "payment_intent_data": {"metadata": about},
        "success_url": ask.return_url,
        "cancel_url": ask.return_url,
        "locale": ask.locale,
        "expires_at": int(max(intent.expires_at, ask.at + PAGE_STAYS).timestamp()),
    }


async def _answer(asked: Awaitable[T]) -> T:
    """Stripe's answer. A no of a kind that our caller may understand passes; for all others nothing is known.

    Refuses: provider_unreachable.
    """
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            return await asked
    except (stripe.InvalidRequestError, stripe.IdempotencyError):
        raise
    except (stripe.StripeError, TimeoutError) as error:
        status = getattr(error, "http_status", None)
        if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
            log.error("stripe does not accept our key", status=status)
        raise PROVIDER_UNREACHABLE(status=status or "") from None


async def _pages(ask: Any, params: dict[str, Any]) -> AsyncIterator[Any]:
    """Every page of a list; each is a call of its own. Refuses: provider_unreachable."""
    after: dict[str, Any] = {}
    while True:
        try:
            page = await _answer(ask({**params, **after, "limit": PAGE}))
        except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
            log.error("stripe refuses a list", why=_why(error))
            raise PROVIDER_UNREACHABLE(status=error.code or "") from None
        yield page
        if not page.has_more or not page.data:
            return
        after = {"starting_after": page.data[-1].id}


def _why(error: stripe.StripeError) -> str:
    """Stripe's own words for its no."""
    return str(error.user_message or error)


def _read(found: Any, kind: type[T]) -> T:
    try:
        return shapes.read(found, kind)
    except msgspec.ValidationError as error:
        log.error("stripe says what we cannot read", why=str(error))
        raise PROVIDER_UNREACHABLE() from None
