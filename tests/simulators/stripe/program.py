"""A simulator of Stripe on this machine: checks keys, versions and repeats; books; sends webhooks."""

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import stripe
from tests.simulators.post import Post
from tests.simulators.server import Answer, Call, Program
from tests.simulators.stripe import asking, forms, webhooks
from tests.simulators.stripe.asking import RefusedError
from tests.simulators.stripe.book import Account, Json, Movement, Refund, Session, new_id

DECLINED = "4000000000000002"
MAKING = {"create": "POST /v1/checkout/sessions", "refund": "POST /v1/refunds"}
FEE_BP, FEE_FIXED = 150, 25


class Stripe(Program):
    """`sessions` is its book. Webhooks go to `webhook_url`. Beside the common switches: `refund_ends`, how a
    refund stands once it is made; `refuse_refund`, the code of a refund's refusal; `takes_another`, an
    amount that is charged and not the one asked for; `forge_news`; `news_age`, seconds.
    """

    def __init__(self, account: Account, port: int = 0) -> None:
        super().__init__(port)
        self.account = account
        self.version = str(stripe.api_version)
        self.post = Post()
        self.webhook_url = ""
        self.sessions: dict[str, Session] = {}
        self.movements: list[Movement] = []
        self.refund_ends = "succeeded"
        self.refuse_refund = ""
        self.takes_another: int | None = None
        self.forge_news = False
        self.news_age = 0
        # Where the common switches are for one call alone: its method and path.
        self.disturb_only = ""
        self._answers: dict[str, tuple[str, Answer]] = {}
        name = r"([^/]+)"
        self._api("POST", "/v1/checkout/sessions", self._create)
        self._api("GET", "/v1/checkout/sessions", self._list_sessions)
        self._api("GET", f"/v1/checkout/sessions/{name}", self._show)
        self._api("POST", f"/v1/checkout/sessions/{name}/expire", self._expire)
        self._api("POST", "/v1/refunds", self._refund)
        self._api("GET", "/v1/refunds", self._list_refunds)
        self._api("GET", "/v1/balance_transactions", self._list_movements)

    # Every call of the API.

    def _api(self, method: str, pattern: str, handler: Callable[..., Json]) -> None:
        def checked(call: Call, *names: str) -> Answer:
            with self.lock:
                try:
                    asked = self._admitted(call)
                    once = partial(self._once, call, lambda: handler(asked, *names))
                    meant = not self.disturb_only or f"{call.method} {call.path}" == self.disturb_only
                    return self.disturbed(once) if meant else once()
                except RefusedError as no:
                    return _answer({"error": no.told}, no.status)

        self.route(method, pattern, checked)

    def _admitted(self, call: Call) -> Json:
        """The parameters of a call by who may, in the version we know; or a refusal."""
        if call.headers.get("authorization") != f"Bearer {self.account.secret_key}":
            raise RefusedError("Invalid API Key provided.", status=401)
        if call.headers.get("stripe-version") != self.version:
            raise RefusedError(f"Invalid Stripe API version: {call.headers.get('stripe-version')}")
        try:
            if call.method == "GET":
                return forms.read(urlsplit(call.target).query)
            if call.headers.get("content-type") != "application/x-www-form-urlencoded" and call.body:
                raise RefusedError("Invalid request: parameters are form-encoded.")
            return forms.read(call.body.decode())
        except ValueError as error:
            raise RefusedError(str(error)) from error

    def _once(self, call: Call, act: Callable[[], Json]) -> Answer:
        """The same key with the same words gets the first answer, with others an error."""
        key = call.headers.get("idempotency-key")
        if call.method != "POST" or key is None:
            return self._told(act)
        mark = hashlib.sha256(call.target.encode() + b"\n" + call.body).hexdigest()
        known = self._answers.get(key)
        if known is None:
            answer = self._told(act)
            # What was refused before anything was done is not remembered.
            if answer.status < 400:
                self._answers[key] = (mark, answer)
            return answer
        if known[0] != mark:
            why = "Keys for idempotent requests can only be used with the same parameters."
            return _answer({"error": {"type": "idempotency_error", "message": why}}, 400)
        return Answer(known[1].status, known[1].body, {**known[1].headers, "Idempotent-Replayed": "true"})

    def _told(self, act: Callable[[], Json]) -> Answer:
        try:
            return _answer(act())
        except RefusedError as no:
            return _answer({"error": no.told}, no.status)

    def lose(self, what: str) -> None:
        """The next `create` or `refund` is carried out, and its answer lost."""
        self.disturb_only, self.switches.lose_answer = MAKING[what], 1

    def break_at(self, what: str, times: int = 1) -> None:
        """The next `create` or `refund` ends in an error, with nothing done."""
        self.disturb_only, self.switches.fail = MAKING[what], times

    def forget_keys(self) -> None:
        """As Stripe does after a day."""
        self._answers.clear()

    # Sessions.

    def _create(self, asked: Json) -> Json:
        amount, currency = asking.session(asked)
        session = Session(asked, amount, currency)
        session.url = f"{self.url}/c/pay/{session.id}"
        self.sessions[session.id] = session
        return session.told()

    def session(self, name: str) -> Session:
        found = self.sessions.get(name)
        if found is None:
            raise RefusedError(
                f"RefusedError such checkout.session: {name}", "resource_missing", "session", 404
            )
        if found.status == "open" and found.expires_at <= time.time():
            self._end(found)
        return found

    def _show(self, asked: Json, name: str) -> Json:
        return self.session(name).told(expanded="payment_intent" in asked.get("expand", []))

    def _expire(self, _asked: Json, name: str) -> Json:
        session = self.session(name)
        if session.status != "open":
            raise RefusedError(
                f'Only Checkout Sessions with a status in ["open"] can be expired. This one: {session.status}'
            )
        self._end(session)
        return session.told()

    def _end(self, session: Session) -> None:
        session.status = "expired"
        self.tell("checkout.session.expired", session.told())

    def _list_sessions(self, asked: Json) -> Json:
        asking.known_only(asked, frozenset(("created", "limit", "starting_after", "expand", "status")))
        expanded = "data.payment_intent" in asked.get("expand", [])
        rows = sorted(self.sessions.values(), key=lambda one: -one.place)
        return _page(asked, rows, "/v1/checkout/sessions", lambda one: one.told(expanded=expanded))

    def pay(self, name: str, card: str = "4242424242424242") -> bool:
        """The payer's press on the page; False where the card is declined or the page is over."""
        with self.lock:
            session = self.session(name)
            if session.status != "open":
                return False
            session.payment = session.payment or new_id("pi")
            if card == DECLINED:
                return False
            session.taken = self.takes_another
            session.status, session.payment_status = "complete", "paid"
            session.payment_state, session.charge = "succeeded", new_id("ch")
            fee = session.total * FEE_BP // 10_000 + FEE_FIXED
            self._move("charge", session.total, session.currency, session.told_charge(), fee)
            self.tell("checkout.session.completed", session.told())
            return True

    # Refunds.

    def _refund(self, asked: Json) -> Json:
        asking.known_only(asked, asking.REFUND)
        session = self._paid_by(str(asked.get("payment_intent", "")))
        amount = asking.whole(asked, "amount", "amount") if "amount" in asked else session.left
        if self.refuse_refund:
            raise RefusedError("Refused.", self.refuse_refund)
        if not session.left:
            raise RefusedError("Charge has already been refunded.", "charge_already_refunded")
        if not 0 < amount <= session.left:
            raise RefusedError("Refund amount is greater than unrefunded amount on charge.", "", "amount")
        refund = Refund(
            session.payment or "", amount, session.currency, asked.get("metadata", {}), self.refund_ends
        )
        session.refunds.append(refund)
        if refund.status == "succeeded":
            self._move("refund", -amount, session.currency, refund.told(), 0)
        self.tell("refund.created", refund.told())
        return refund.told()

    def _paid_by(self, payment: str) -> Session:
        found = next((one for one in self.sessions.values() if one.payment == payment), None)
        if found is None:
            raise RefusedError(
                f"RefusedError such payment_intent: {payment}", "resource_missing", "payment_intent", 404
            )
        return found

    def end_refund(self, refund: Refund, status: str) -> None:
        """A refund under way is done, or the bank sends it back."""
        with self.lock:
            before, refund.status = refund.status, status
            if status == "succeeded":
                self._move("refund", -refund.amount, refund.currency, refund.told(), 0)
            elif before == "succeeded":
                self._move("refund_failure", refund.amount, refund.currency, refund.told(), 0)
            self.tell("refund.failed" if status == "failed" else "refund.updated", refund.told())

    def _list_refunds(self, asked: Json) -> Json:
        asking.known_only(
            asked, frozenset(("payment_intent", "limit", "starting_after", "created", "expand"))
        )
        wanted = asked.get("payment_intent")
        every = [one for s in self.sessions.values() for one in s.refunds if wanted in (None, one.payment)]
        return _page(asked, every[::-1], "/v1/refunds", Refund.told)

    # The balance.

    def _move(self, kind: str, amount: int, currency: str, source: Json, fee: int) -> None:
        """In the account's own currency: others count eight tenths of it here."""
        own = self.account.currency
        there = amount if currency == own else amount * 8 // 10
        self.movements.append(Movement(kind, there, fee, own, source, int(time.time())))

    def pay_out(self, amount: int) -> None:
        payout = {"id": new_id("po"), "object": "payout", "amount": amount, "currency": self.account.currency}
        self._move("payout", -amount, self.account.currency, payout, 0)

    def _list_movements(self, asked: Json) -> Json:
        asking.known_only(asked, frozenset(("created", "limit", "starting_after", "expand", "type")))
        expanded = "data.source" in asked.get("expand", [])
        rows = self.movements[::-1]
        return _page(asked, rows, "/v1/balance_transactions", lambda one: one.told(expanded=expanded))

    # Webhooks.

    def tell(self, kind: str, about: Json) -> None:
        told = webhooks.event(kind, about, self.version)
        secret = f"whsec_{secrets.token_hex(8)}" if self.forge_news else self.account.webhook_secret
        self.post.give(webhooks.letter(self.webhook_url, secret, told, self.news_age))


def _answer(told: Json, status: int = 200) -> Answer:
    headers = {"Content-Type": "application/json", "Request-Id": new_id("req")}
    return Answer(status, json.dumps(told).encode(), headers)


def _page(asked: Json, rows: list[Any], url: str, tell: Callable[[Any], Json]) -> Json:
    """One page of a list, newest first, as `limit`, `starting_after` and `created` say."""
    between = asked.get("created", {})
    since, until = int(between.get("gte", 0)), int(between.get("lte", 2**40))
    before = int(between.get("lt", 2**40))
    rows = [row for row in rows if since <= row.created <= until and row.created < before]
    after = asked.get("starting_after")
    if after is not None:
        places = [place for place, row in enumerate(rows) if row.id == after]
        if not places:
            raise RefusedError(f"RefusedError such object: {after}", "resource_missing", "starting_after")
        rows = rows[places[0] + 1 :]
    limit = int(asked.get("limit", 10))
    if not 1 <= limit <= 100:
        raise RefusedError("Limit is between 1 and 100.", "", "limit")
    data = [tell(row) for row in rows[:limit]]
    return {"object": "list", "url": url, "has_more": len(rows) > limit, "data": data}
