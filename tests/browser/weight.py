"""`make weight`: what a first visit to a page carries over the line, and how long the server takes for it.

Bytes are counted as Chromium receives them, compressed, headers included, with an empty cache; the server's
time is the median of sequential requests over one connection, with nothing else to do. Exit status 1 when the
home weighs 200 kB or more.
"""

import asyncio
import statistics
import sys
import time

import httpx

from tests.browser.errands import signs_in
from tests.browser.stages import own_or_named
from tests.browser.theater import Theater, chromium
from tests.product import Product

MARKET = "hangzhou"
PAGES = {"home": "/{market}", "store": "/{market}/stores/{store}", "search": "/{market}/search"}
HEAVIEST_HOME = 200_000
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


def main() -> int:
    fine = True
    with own_or_named() as product:
        for page, address in PAGES.items():
            path = address.format(market=MARKET, store=signs_in(MARKET, "owner").store)
            carried, requests = asyncio.run(weigh(product, path))
            took = asyncio.run(median_ms(product, path))
            print(f"{page:<8}{carried / 1000:>8.1f} kB in {requests} requests, {took:.1f} ms", flush=True)
            fine = fine and (page != "home" or carried < HEAVIEST_HOME)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
