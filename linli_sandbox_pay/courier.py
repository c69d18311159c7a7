"""Carries notifications to the merchant, many at a time, and writes down how each attempt went."""

import asyncio
import contextlib
import logging
import secrets
import ssl

import httpx

from . import clock, notifications, signing
from .notifications import Waiting
from .store import Store

CARRIERS = 32  # notifications under way at a time
AT_HAND = 128  # taken from the outbox at a time, those under way included
PATIENCE = 10.0  # seconds for one attempt
LONGEST_REST = 1.0  # seconds
GATHERING = 0.005  # seconds: one look at the outbox for all that was announced meanwhile

log = logging.getLogger("sandbox_pay")


class Courier:
    def __init__(self, store: Store, secret: str) -> None:
        self._store = store
        self._secret = secret
        self._not_the_secret = secrets.token_hex(32)
        self._news = asyncio.Event()
        self._bag: asyncio.Queue[str] = asyncio.Queue()
        self._under_way: set[str] = set()
        self._first_attempts: dict[str, asyncio.Event] = {}

    def wake(self) -> None:
        """There may be something new in the outbox."""
        self._news.set()

    async def first_attempt(self, event_id: str, patience: float) -> None:
        """Wait until a notification has been tried once, but no longer than `patience` seconds."""
        tried = self._first_attempts.setdefault(event_id, asyncio.Event())
        self.wake()
        try:
            if not self._store.read(lambda c: notifications.was_attempted(c, event_id)):
                await asyncio.wait_for(tried.wait(), patience)
        except TimeoutError:
            log.warning("first attempt of %s takes longer than %s s", event_id, patience)
        finally:
            self._first_attempts.pop(event_id, None)

    async def run(self) -> None:
        """Until canceled. What is under way then is sent again after the next start."""
        trust = ssl.create_default_context()
        carriers = [asyncio.create_task(self._carry(trust)) for _ in range(CARRIERS)]
        try:
            while True:
                self._news.clear()
                self._hand_out()
                await self._rest()
        finally:
            for carrier in carriers:
                carrier.cancel()
            await asyncio.gather(*carriers, return_exceptions=True)

    def _hand_out(self) -> None:
        due = self._store.read(lambda c: notifications.due(c, clock.now(), AT_HAND * 2))
        for event_id in due:
            if len(self._under_way) >= AT_HAND:
                break
            if event_id not in self._under_way:
                self._under_way.add(event_id)
                self._bag.put_nowait(event_id)

    async def _rest(self) -> None:
        """Until something is announced or falls due; with a full bag, until a carrier comes back."""
        now = clock.now()
        due_at = self._store.read(lambda c: notifications.next_due(c, now))
        rest = LONGEST_REST if due_at is None else min(LONGEST_REST, (due_at - now) / clock.SECOND)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), max(rest, GATHERING))
            await asyncio.sleep(GATHERING)

    async def _carry(self, trust: ssl.SSLContext) -> None:
        """One carrier with one connection of its own: a shared pool costs more than the sending."""
        async with httpx.AsyncClient(timeout=PATIENCE, verify=trust, trust_env=False) as client:
            while True:
                event_id = await self._bag.get()
                bag_was_full = len(self._under_way) >= AT_HAND
                acknowledged = False
                try:
                    acknowledged = await self._deliver(client, event_id)
                except Exception:
                    log.exception("could not carry %s", event_id)
                self._under_way.discard(event_id)
                if bag_was_full or not acknowledged:
                    self._news.set()
                if event_id in self._first_attempts:
                    self._first_attempts[event_id].set()

    async def _deliver(self, client: httpx.AsyncClient, event_id: str) -> bool:
        """Send once and write down how it went. True when nothing is left to do for this one."""
        sent = self._store.read(lambda c: notifications.waiting(c, event_id))
        if sent is None:
            return True
        answer, acknowledged = await self._send(client, sent)
        await self._store.write(lambda c: notifications.record(c, sent, answer, acknowledged, clock.now()))
        return acknowledged and sent.copies == 1

    async def _send(self, client: httpx.AsyncClient, sent: Waiting) -> tuple[str, bool]:
        body = sent.body.encode()
        try:
            request = client.build_request("POST", sent.url, content=body)
            target = request.url.raw_path.decode("ascii")
            secret = self._not_the_secret if sent.forged else self._secret
            request.headers["Content-Type"] = "application/json"
            request.headers[signing.HEADER] = signing.sign(secret, "POST", target, body)
            response = await client.send(request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return type(error).__name__, False
        return str(response.status_code), response.is_success
