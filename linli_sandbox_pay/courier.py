"""Carries notifications to the merchant, many at a time, and writes down how each attempt went."""

import asyncio
import contextlib
import logging
import secrets

import httpx

from . import clock, notifications, signing
from .notifications import Waiting
from .store import Store

AT_A_TIME = 64
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
        self._under_way: dict[str, asyncio.Task[None]] = {}
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
        """Until cancelled. What is under way then is sent again after the next start."""
        limits = httpx.Limits(max_connections=AT_A_TIME, max_keepalive_connections=AT_A_TIME)
        async with httpx.AsyncClient(timeout=PATIENCE, limits=limits, trust_env=False) as client:
            try:
                while True:
                    self._news.clear()
                    self._set_out(client)
                    await self._rest()
            finally:
                for task in self._under_way.values():
                    task.cancel()
                await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def _rest(self) -> None:
        now = clock.now()
        due_at = self._store.read(lambda c: notifications.next_due(c, now))
        rest = LONGEST_REST if due_at is None else min(LONGEST_REST, (due_at - now) / clock.SECOND)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), max(rest, GATHERING))
            await asyncio.sleep(GATHERING)

    def _set_out(self, client: httpx.AsyncClient) -> None:
        room = AT_A_TIME - len(self._under_way)
        if room == 0:
            return
        due = self._store.read(lambda c: notifications.due(c, clock.now(), AT_A_TIME * 2))
        for event_id in [one for one in due if one not in self._under_way][:room]:
            task = asyncio.create_task(self._carry(client, event_id))
            self._under_way[event_id] = task

    async def _carry(self, client: httpx.AsyncClient, event_id: str) -> None:
        try:
            sent = self._store.read(lambda c: notifications.waiting(c, event_id))
            if sent is None:
                return
            answer, acknowledged = await self._send(client, sent)
            await self._store.write(
                lambda c: notifications.record(c, sent, answer, acknowledged, clock.now())
            )
        except Exception:
            log.exception("could not carry %s", event_id)
        finally:
            self._under_way.pop(event_id, None)
            self._news.set()
            if event_id in self._first_attempts:
                self._first_attempts[event_id].set()

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
