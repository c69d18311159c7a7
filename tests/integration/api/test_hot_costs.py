"""What the hottest writes cost: as many statements as the budgets beside them say, and no more Python."""

import asyncio
import dataclasses
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID

import msgspec

import linli
from bench import provider
from bench.hot import Ask
from bench.within import Within, knowing
from linli.api import callbacks, v1
from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.modules import flash, payments
from linli.modules.payments.providers.sandbox import signing
from tests.integration.web.statements import counted

from .stage import CLERK, GUEST, HOME, MARKET, MARKET_ID, SETTINGS, STORE, Stage

_BUDGET = re.compile(
    r"^# budget: (?P<what>.+): (?P<statements>\d+) statements, (?P<calls>[\d,]+) calls$", re.M
)
FOLDERS = [Path(one.__file__ or "").parent for one in (v1, callbacks)]
# Each is asked so often, and the least counts: what else a process does meanwhile is no part of it.
TIMES = 4
OURS = str(Path(linli.__file__).parent)
CALLBACKS = "/api/callbacks/lakeside/sandbox"


class Calls:
    """How many calls of our own functions are made meanwhile; one that waits and goes on is one. What the
    driver does beside that depends on which of its connections has prepared what.
    """

    def __enter__(self) -> "Calls":
        self._frames: set[FrameType] = set()
        self._before = sys.getprofile()
        sys.setprofile(self._count)
        return self

    def _count(self, frame: FrameType, event: str, _about: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            self._frames.add(frame)

    def __exit__(self, *_: object) -> None:
        sys.setprofile(self._before)
        self.made = len(self._frames)
        self._frames.clear()


class Hot:
    """One story again and again, and what each of its calls cost at least."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.within = stage, Within(stage.app)
        self.costs: dict[str, tuple[int, int]] = {}
        self._keys = count()

    async def ask(self, what: str, path: str, body: object, by: str) -> Any:
        key = f"hot-{next(self._keys)}"
        headers = {"Authorization": f"Bearer {await self.stage.token(by)}", "Idempotency-Key": key}
        return await self.told(what, path, msgspec.json.encode(body), headers)

    async def told(self, what: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        asked = Ask(path, body, {"Content-Type": "application/json", **headers})
        async with counted(self.stage.db.pool, SETTINGS.pool_size) as said:
            with Calls() as calls:
                answer = await self.within.answer(asked)
        least = self.costs.get(what, (sys.maxsize, sys.maxsize))
        self.costs[what] = (min(least[0], len(said)), min(least[1], calls.made))
        return msgspec.json.decode(answer) if answer else None

    async def buy(self) -> tuple[str, str]:
        """A paid order: its id, and the code of its voucher."""
        wish = {"deal_id": self.stage.deal_id, "quantity": 1}
        order = await self.ask("checkout", f"{HOME}/orders", wish, GUEST)
        path, total = f"{HOME}/orders/{order['order_id']}", order["total"]["amount"]
        page = await self.ask("payment", f"{path}/payment", None, GUEST)
        intent_id = page["pay_url"].rpartition("/")[2]
        body, mark = provider.news(CALLBACKS, intent_id, total, "CNY")
        await self.told("capture", CALLBACKS, body, {signing.HEADER: mark})
        found = await self.stage.done("GET", f"/orders/{order['order_id']}")
        return order["order_id"], found["vouchers"][0]["code"]

    async def play(self, sale_id: UUID) -> None:
        await self.ask("flash-sale claim", f"{HOME}/flash-sales/{sale_id}/claims", {"quantity": 1}, GUEST)
        _, code = await self.buy()
        await self.ask("redemption", f"{HOME}/stores/{STORE}/redemptions", {"code": code}, CLERK)
        order_id, _ = await self.buy()
        await self.ask("refund", f"{HOME}/orders/{order_id}/refund", None, GUEST)


@asynccontextmanager
async def provider_that_says_yes(stage: Stage) -> AsyncIterator[None]:
    """The bench's payment provider, for whoever starts a payment."""
    server = await asyncio.get_running_loop().create_server(provider.Yes, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    keys = payments.SandboxKeys(f"http://127.0.0.1:{port}", SETTINGS.sandbox_pay_secret)
    services = stage.app.state.services
    gateways = {"sandbox": payments.open_gateway("sandbox", keys)}
    stage.app.state.services = dataclasses.replace(services, gateways=gateways)
    async with server:
        yield
    stage.app.state.services = services


def budgets() -> dict[str, tuple[int, int]]:
    texts = [path.read_text("utf-8") for folder in FOLDERS for path in sorted(folder.glob("*.py"))]
    found = [match for text in texts for match in _BUDGET.finditer(text)]
    return {one["what"]: (int(one["statements"]), int(one["calls"].replace(",", ""))) for one in found}


async def test_hot_writes_cost_what_their_budgets_say(stage: Stage) -> None:
    hot, directory = Hot(stage), await knowing(stage.app.state.services, MARKET.slug)
    async with stage.db.work() as work:
        sales = [await flash.announce_sale(work, MARKET_ID, _sale(stage, work)) for _ in range(TIMES)]
    async with provider_that_says_yes(stage):
        for sale in sales:
            await hot.play(sale.sale_id)
    directory.keeps = False
    allowed = budgets()
    assert {what: statements for what, (statements, _) in hot.costs.items()} == {
        what: statements for what, (statements, _) in allowed.items()
    }
    dear = {what: calls for what, (_, calls) in hot.costs.items() if calls > allowed[what][1]}
    assert not dear, "more Python than the budgets say"


def _sale(stage: Stage, work: Work) -> flash.NewSale:
    return flash.NewSale(
        store_id=derived("store", STORE), deal_id=stage.deal_id, units=5, per_person=1, price_minor=100,
        starts_at=work.now, ends_at=work.now + timedelta(hours=1),
    )  # fmt: skip
