"""The storm itself: SIGKILL at random for web processes, their watcher, worker, settler and PostgreSQL."""

import asyncio
import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.product import Product
from tests.races.stage import API

SETTLER = "settler"
KINDS = ("web process", "web watcher", "worker", "PostgreSQL", "PostgreSQL connection", SETTLER)
GIVE_UP_SECONDS = 60.0


@dataclass
class Weather:
    """What was killed, and after how many seconds the shop answered again and every process stood.

    `settlers` are the process ids of the settler that is at work. The shop does not wait for it, so its kills
    are counted and not measured.
    """

    product: Product
    dice: random.Random
    settlers: Callable[[], list[int]]
    kills: dict[str, int] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    stood: list[float] = field(default_factory=list)

    async def blow(
        self, stop: asyncio.Event, kinds: list[str], pauses: tuple[float, float], *, on: bool
    ) -> None:
        """Kill each of `kinds` once; then, where it goes `on`, at random until told to stop."""
        while kinds or (on and not stop.is_set()):
            await asyncio.sleep(self.dice.uniform(*pauses))
            kind = kinds.pop() if kinds else self.dice.choice(KINDS)
            await self._until_there_is(kind)
            if self._kill(kind):
                self.kills[kind] = self.kills.get(kind, 0) + 1
                if kind != SETTLER:
                    await self._measure()

    async def _until_there_is(self, kind: str) -> None:
        """Whatever was killed a moment ago may be only starting."""
        began = time.monotonic()
        while not self._processes(kind):
            if time.monotonic() - began > GIVE_UP_SECONDS:
                raise AssertionError(f"no {kind} after {GIVE_UP_SECONDS} s")
            await asyncio.sleep(0.1)

    def _kill(self, kind: str) -> bool:
        found = self._processes(kind)
        if not found:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.dice.choice(found), signal.SIGKILL)
        return True

    def _processes(self, kind: str) -> list[int]:
        if kind == SETTLER:
            return self.settlers()
        if kind == "worker":
            return self.product.children("worker")
        if kind.startswith("web"):
            web = self.product.children("web")
            with contextlib.suppress(ProcessLookupError):
                return [pid for pid in web if (os.getpgid(pid) == pid) == (kind == "web watcher")]
            return []
        postmaster = postmaster_of(self.product.folder / "data" / "pg")
        if postmaster is None:
            return []
        return _children_of(postmaster) if kind.endswith("connection") else [postmaster]

    async def _measure(self) -> None:
        """Until the shop answers out of its database, and until every process stands again."""
        began = time.monotonic()
        # What has just been killed may answer for a moment yet.
        await asyncio.sleep(0.05)
        answered = None
        async with httpx.AsyncClient(base_url=self.product.url, timeout=5) as client:
            while time.monotonic() - began < GIVE_UP_SECONDS:
                if answered is None and await _answers(client):
                    answered = time.monotonic() - began
                    self.answered.append(answered)
                if answered is not None and self._all_stand():
                    self.stood.append(time.monotonic() - began)
                    return
                await asyncio.sleep(0.1)
        raise AssertionError(f"not back after {GIVE_UP_SECONDS} s:\n" + self.product.log.read_text()[-3000:])

    def _all_stand(self) -> bool:
        standing = len(self._processes("web process")) >= 2 and self._processes("worker")
        return bool(standing and postmaster_of(self.product.folder / "data" / "pg"))


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        health = await client.get("/ready")
        shop = await client.get(f"{API}/stores/wangjie-noodles/deals")
    except httpx.TransportError:
        return False
    return health.is_success and shop.is_success


def postmaster_of(data: Path) -> int | None:
    """The process id of the database server of this folder, if it lives."""
    try:
        pid = int((data / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0]
    except (OSError, ValueError, IndexError):
        return None
    return None if state == "Z" else pid


def _children_of(parent: int) -> list[int]:
    """Connections of the server: what it has started for its clients, and its own helpers."""
    try:
        found = Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8")
    except OSError:
        return []
    return [int(pid) for pid in found.split()]
