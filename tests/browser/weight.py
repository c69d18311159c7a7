"""`make weight`: what a first visit to a page carries over the line, and how long the server takes for it.

Bytes are counted as Chromium receives them, compressed, headers included, with an empty cache; the server's
time is the median of sequential requests over one connection, with nothing else to do. Two stores get 300
dishes and 2,000 goods for it. Exit status 1 when one of these pages weighs 200 kB or more; not in that limit
is the map, which the page of a search fetches once it stands.
"""

import asyncio
import statistics
import sys
import time

import httpx

from linli.kernel.journey import Journey
from linli.modules import markets, merchants
from tests.browser.stages import own_or_named
from tests.browser.theater import Theater, chromium
from tests.product import Product
from tests.stocked import stock_up

MARKET = "hangzhou"
MENU, SHELF = "wangjie-noodles", "a-bolt-of-spring"
STOCKED = {MENU: {"goods": 0, "dishes": 300}, SHELF: {"goods": 2_000, "dishes": 0}}
PAGES = {
    "home": f"/{MARKET}",
    "store": f"/{MARKET}/stores/{MENU}",
    "menu": f"/{MARKET}/stores/{MENU}/range",
    "shelf": f"/{MARKET}/stores/{SHELF}/range",
    "found": f"/{MARKET}/stores/{SHELF}/range?q=G",
    "search": f"/{MARKET}/search",
}
HEAVIEST = 200_000
WITH_A_MAP = ("search",)
WARM_UP, REQUESTS = 30, 200


async def weigh(product: Product, path: str) -> tuple[int, int]:
    """Bytes and requests of a first visit."""
    async with chromium() as browser:
        theater = Theater(product, browser)
        person = await theater.person("newcomer", "zh")
        session = await person.context.new_cdp_session(person.page)
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        await session.send("Network.enable")
        await person.page.goto(product.url + path, wait_until="networkidle")
        await theater.close()
    return int(sum(sizes)), len(sizes)


async def median_ms(product: Product, path: str) -> float:
    """Milliseconds from sending a request to having its answer."""
    times = []
    async with httpx.AsyncClient(base_url=product.url, headers={"accept-encoding": "br"}) as client:
        for number in range(WARM_UP + REQUESTS):
            began = time.perf_counter()
            answer = await client.get(path)
            if number >= WARM_UP:
                times.append(1000 * (time.perf_counter() - began))
            assert answer.is_success
    return statistics.median(times)


async def stocked(product: Product) -> None:
    """Many more articles in two stores of the market."""
    database = await product.database(Journey())
    async with database.pool, database.work() as work:
        market_id = (await markets.market_by_slug(work, MARKET)).market_id
        for slug, articles in STOCKED.items():
            store = await merchants.store_by_slug(work, market_id, slug)
            assert store.merchant_id is not None
            await stock_up(work, market_id, store.merchant_id, store.store_id, **articles)


def main() -> int:
    fine = True
    with own_or_named() as product:
        asyncio.run(stocked(product))
        for page, path in PAGES.items():
            carried, requests = asyncio.run(weigh(product, path))
            took = asyncio.run(median_ms(product, path))
            print(f"{page:<8}{carried / 1000:>8.1f} kB in {requests} requests, {took:.1f} ms", flush=True)
            fine = fine and (page in WITH_A_MAP or carried < HEAVIEST)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
