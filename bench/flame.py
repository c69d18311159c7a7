"""`python -m bench.flame`: where Python's time goes in three hot requests, as pictures in docs/performance.

py-spy looks many times a second at a process that asks the product without a network, one request after the
other (of claims 64 at once); what it draws is cut to the product's own frames and made a still picture.

From outside: SECONDS (15) a picture, RATE (200) looks a second.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import uvloop

from bench import trade
from bench.hot import Asks, Steps, alone
from bench.stage import pay_provider, scratch_database
from bench.still import still
from bench.within import Within, within
from linli.kernel.settings import Settings

SECONDS = float(os.environ.get("SECONDS", "15"))
RATE = os.environ.get("RATE", "200")
FOLDER = Path(__file__).parents[1] / "docs" / "performance"
PATHS = ("full purchase", "redemption", "flash-sale claim")
# Everything that stands on these functions of ours was done for an answer; the second for several at once.
ROOTS = ("Within.answer (", "Groups._work_off (")
WARM = 40
# Claims are taken in groups: one alone is not what a sale is like.
AT_ONCE = {"flash-sale claim": 64}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with (
        scratch_database() as server,
        pay_provider() as port,
        tempfile.TemporaryDirectory(prefix="linli-flame-") as folder,
    ):
        market = Path(folder) / "market.json"
        market.write_bytes(msgspec.json.encode(asyncio.run(trade.open_trade(server.url()))))
        for path in PATHS:
            drawn = Path(folder) / "drawn.svg"
            probe = [str(Path(sys.executable).with_name("py-spy")), "record", "--function", "--rate", RATE]
            asked = [sys.executable, "-m", "bench.flame", path, server.url(), str(port), str(market)]
            subprocess.run([*probe, "--output", str(drawn), "--", *asked], check=True)
            picture = FOLDER / f"{path.replace(' ', '-')}.svg"
            picture.write_text(still(drawn.read_text("utf-8"), ROOTS, path), "utf-8")
            print(f"{picture}: {picture.stat().st_size // 1000} kB", flush=True)


async def play(path: str, url: str, port: int, asks: Asks) -> None:
    """One request of this path after the other (of claims 64 at once), for some seconds."""
    async with within(url, Settings(pool_size=4, sandbox_pay_port=port)) as product:
        following = await _following(path, url, asks, product)
        for _ in range(WARM):
            await product.follow(following())
        until = time.monotonic() + SECONDS

        async def ask() -> int:
            asked = 0
            while time.monotonic() < until and (path == PATHS[0] or asks.stock[_things(path)]):
                await product.follow(following())
                asked += 1
            return asked

        asked = sum(await asyncio.gather(*(ask() for _ in range(AT_ONCE.get(path, 1)))))
        print(f"{path}: {asked} asked", flush=True)


def _things(path: str) -> str:
    return "unused" if path == "redemption" else "claims"


async def _following(path: str, url: str, asks: Asks, product: Within) -> Callable[[], Steps]:
    """The requests of this path, once there is what they need."""
    if path == "full purchase":
        return asks.purchase
    stock = asks.stock
    if path == "redemption":
        await asks.replenish(url)
        return lambda: alone(asks.redemption(stock["unused"].pop()))
    await asks.open_sales(url)
    return lambda: alone(asks.claim(stock["claims"].pop()))


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        told = msgspec.json.decode(Path(sys.argv[4]).read_bytes(), type=trade.Trade)
        uvloop.run(play(sys.argv[1], sys.argv[2], int(sys.argv[3]), Asks(told)))
