"""A hundred orders as people make them, by the product itself: what a large market is multiplied from."""

from typing import Any, NamedTuple, cast

import httpx

from bench import trade
from bench.fill import HERE
from bench.hot import Ask, Asks, Hot
from linli.app import lay_out, opened
from linli.kernel.settings import Settings
from linli.modules import ledger
from linli.worker.inline import drain

ORDERS = 100
# Of a hundred paid orders so many are used, so many go back; the others wait to be used.
USED, RETURNED = 70, 10


class Season(NamedTuple):
    """Who trades, and what asks for it."""

    market: trade.Trade
    asks: Asks


async def play(url: str, pay_port: int) -> None:
    """Order, pay, use and give back, then everything that follows from it, and seal the ledger."""
    asks = Asks(await trade.open_trade(url))
    app = lay_out(lambda app: opened(app, Settings(pool_size=2, sandbox_pay_port=pay_port), url))
    async with app.lifespan():
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=cast("Any", app)), base_url="http://bench"
        )
        async with client:
            for hot, most in zip(asks.hot(), (ORDERS, ORDERS, USED, RETURNED), strict=True):
                await asks.replenish(url)
                await _act(client, asks, hot, most)
        db = app.state.services.db
        await drain(db, HERE.market_id)
        while await ledger.seal(db, HERE.market_id):
            continue


async def _act(client: httpx.AsyncClient, asks: Asks, hot: Hot, most: int) -> None:
    for ask in asks.of(hot, most):
        await _say(client, ask)


async def _say(client: httpx.AsyncClient, ask: Ask) -> None:
    answer = await client.post(ask.path, content=ask.body, headers=ask.headers)
    if not answer.is_success:
        raise SystemExit(f"{ask.path}: {answer.status_code} {answer.text}")
