"""Four web processes and two workers share nothing but PostgreSQL: the loop goes through all of them."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path

import asyncpg
import httpx
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from linli.journey import wire
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.web.shared import security
from tests.pooler import pooled
from tests.product import filled, until
from tests.races.stage import API, MARKET, STORE, Somebody, Stage, all_at_once, said
from tests.scratch import scratch
from tests.spread import Spread, free_ports

WEBS, WORKERS = 4, 2


@pytest.fixture
def markets_url() -> Iterator[str]:
    """A PostgreSQL with the demo's markets in it."""
    data, _ = filled()
    folder = scratch("spread")
    folder.mkdir()
    subprocess.run(["cp", "-a", str(data / "pg"), str(folder)], check=True)
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    yield server.url()
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def spread_over(url: str, folder: Path, **settings: str) -> AsyncIterator[tuple[Spread, Stage]]:
    spread = Spread(folder, url, WEBS, WORKERS, **settings)
    db, owner_db = await spread.database(wire(Journey())), await spread.database(Journey(), role=None)
    stage = Stage(spread, db, owner_db, 1, "spread")
    await stage.http.aclose()
    # Every request takes a connection of its own, and so the next process.
    stage.http = httpx.AsyncClient(
        base_url=spread.url, timeout=30, limits=httpx.Limits(max_keepalive_connections=0)
    )
    try:
        await spread.open()
        yield spread, stage
    finally:
        await stage.http.aclose()
        spread.end()
        await db.pool.close()
        await owner_db.pool.close()


@pytest.mark.slow
async def test_the_loop_goes_through_four_processes_and_one_of_them_may_leave(
    markets_url: str, tmp_path: Path
) -> None:
    with _behind(markets_url) as pooler:
        settings = {"LINLI_DRAIN_SECONDS": "1", **pooler}
        async with spread_over(markets_url, tmp_path / "all", **settings) as (spread, stage):
            await _the_story(spread, stage)


def _behind(url: str) -> AbstractContextManager[dict[str, str]]:
    """`make pooled` plays the same behind PgBouncer."""
    if not os.environ.get("POOLED"):
        return nullcontext({})
    return pooled(url, scratch("pooler"), free_ports(1)[0])


async def _the_story(spread: Spread, stage: Stage) -> None:
    await _the_loop(stage)
    await _limits_are_one(stage)
    await _figures_add_up(spread)
    await _one_leaves(spread, stage)
    assert spread.bugs() == []


async def _the_loop(stage: Stage) -> None:
    """Buy → pay → use → review: asked at every process at once, and done once."""
    deal_id, guest, [clerk] = await stage.deal(stock=2), await stage.one(), await stage.clerks(1)
    body = {"deal_id": str(deal_id), "quantity": 1}
    calls = [stage.call(guest, "POST", "/orders", body, key="the-same") for _ in range(WEBS)]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {201}
    [order_id] = {answer.json()["order_id"] for answer in answers}
    async with _heard(stage, guest) as changed:
        page = (await stage.call(guest, "POST", f"/orders/{order_id}/payment")).json()["pay_url"]
        await stage.product.pay(stage.http, page)
        await asyncio.wait_for(changed.wait(), 10)
    [voucher] = await until(lambda: stage.vouchers(guest, order_id))
    used = await all_at_once(stage.redeem(clerk, voucher["code"]) for _ in range(WEBS))
    assert used == {"done": 1, "voucher_used": WEBS - 1}
    review = {"quality": 5, "place": 5, "service": 5, "body": "Arrived hot."}
    told = await stage.call(guest, "POST", f"/orders/{order_id}/review", review)
    assert told.status_code == 201, told.text
    ended = await stage.press(guest, "/session/end")
    assert ended.is_success or ended.is_redirect, ended.text
    said_in = f"{security.SESSION_COOKIE}={guest.cookie}"
    for _ in range(WEBS):
        wallet = await stage.http.get(f"/{MARKET}/wallet", headers={"cookie": said_in})
        assert wallet.status_code in (303, 401), wallet.text


@asynccontextmanager
async def _heard(stage: Stage, who: Somebody) -> AsyncIterator[asyncio.Event]:
    """An open page of theirs at every process; set when each has heard that something changed."""
    everywhere, heard = asyncio.Event(), Counter[int]()
    opened = asyncio.Semaphore(0)

    async def listen(port: int) -> None:
        cookie = {"cookie": f"{security.SESSION_COOKIE}={who.cookie}"}
        async with (
            httpx.AsyncClient(timeout=30) as client,
            client.stream("GET", f"http://127.0.0.1:{port}/{MARKET}/me/live", headers=cookie) as stream,
        ):
            async for line in stream.aiter_lines():
                if line.startswith("retry"):
                    opened.release()
                if line == "event: changed":
                    heard[port] += 1
                    if len(heard) == WEBS:
                        everywhere.set()

    spread = stage.product
    assert isinstance(spread, Spread)
    listening = [asyncio.create_task(listen(port)) for port in spread.ports]
    for _ in listening:
        await asyncio.wait_for(opened.acquire(), 10)
    await asyncio.sleep(0.3)
    yield everywhere
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)


async def _limits_are_one(stage: Stage) -> None:
    """Five codes an hour for a phone, however many processes are asked for one."""
    asked = {"phone": stage.phone()}
    codes = await all_at_once(stage.call(None, "POST", "/sign-in-codes", asked) for _ in range(9))
    assert codes == {"done": 5, "too_many_tries": 4}


async def _figures_add_up(spread: Spread) -> None:
    """What each has counted is there, and the sum of it tells of all."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(spread.counting))
    counts = {
        (sample.name, sample.labels.get("route"), sample.labels.get("status")): sample.value
        for metric in registry.collect()
        for sample in metric.samples
        if sample.name == "linli_requests_total"
    }
    market = "/api/v1/markets/{market}"
    assert counts["linli_requests_total", f"{market}/orders", "201"] == WEBS
    assert counts["linli_requests_total", f"{market}/sign-in-codes", "429"] == 4
    assert len(list(spread.counting.glob("counter_*.db"))) >= WEBS + WORKERS


async def _one_leaves(spread: Spread, stage: Stage) -> None:
    """Told to stop, it is not ready first, finishes what it has, and ends well; the others go on."""
    port, leaving = spread.ports[-1], WEBS - 1
    here = f"http://127.0.0.1:{port}"
    owner = await asyncpg.connect(spread.database_url)
    async with httpx.AsyncClient(timeout=30) as client:
        async with owner.transaction():
            await owner.execute("LOCK TABLE merchants.stores IN ACCESS EXCLUSIVE MODE")
            under_way = asyncio.create_task(client.get(f"{here}{API}/stores/{STORE}"))
            await asyncio.sleep(0.3)
            os.kill(spread.pid(leaving), signal.SIGTERM)

            async def red() -> bool:
                answer = await client.get(f"{here}/ready")
                return answer.status_code == 503 and answer.json()["why"] == "stopping"

            await until(red, 5)
            spread.turns.ready.remove(port)
            await asyncio.sleep(1.2)
            assert not under_way.done()
        answered = await under_way
        assert answered.status_code == 200, answered.text
    await owner.close()
    await until(_has_ended(spread, leaving), 15)
    assert spread.ended(leaving) == 0
    assert said(await stage.http.get(f"{API}/stores/{STORE}")) == "done"


def _has_ended(spread: Spread, number: int) -> Callable[[], Awaitable[bool]]:
    async def ended() -> bool:
        return spread.ended(number) is not None

    return ended
