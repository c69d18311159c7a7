"""`make lighthouse`: what Lighthouse says of four pages on a phone; exit status 1 below 95 of 100 anywhere.

Starts a product of its own, or judges the one that `LINLI_TEST_URL` and `LINLI_TEST_FOLDER` name. Speed is
measured on a slowed-down processor, so nothing else should run on the machine meanwhile.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import sign_in
from tests.browser.errands import signs_in
from tests.browser.stages import own_or_named
from tests.browser.theater import SWITCHES, WHOLE_CHROMIUM, Theater, chromium
from tests.product import Product

LIGHTHOUSE = Path(__file__).parents[1] / "judges" / "node_modules" / ".bin" / "lighthouse"
MARKET = "hangzhou"
# Page → who opens it.
PAGES = {
    "home": ("/{market}", None),
    "store": ("/{market}/stores/{store}", None),
    "counter": ("/{market}/counter/{store}", "clerk"),
    "today": ("/{market}/desk/{store}", "owner"),
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ENOUGH = 95


async def cookies(product: Product, role: str) -> str:
    """The Cookie header of one of the cast."""
    async with chromium() as browser:
        theater = Theater(product, browser)
        person = await theater.person(role, "zh")
        await sign_in.by_password(person, MARKET, signs_in(MARKET, role).phone)
        found = await person.context.cookies()
        await theater.close()
    return "; ".join(f"{one['name']}={one['value']}" for one in found)


def judge(url: str, cookie: str) -> dict[str, int]:
    """Points of 100 for each category."""
    with tempfile.TemporaryDirectory(prefix="linli-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = [str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(SWITCHES)}"]
        if cookie:
            command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
        whole = {**os.environ, "CHROME_PATH": WHOLE_CHROMIUM}
        subprocess.run(command, check=True, timeout=180, env=whole)
        said = json.loads(report.read_text("utf-8"))
    return {name: round(100 * (said["categories"][name]["score"] or 0)) for name in CATEGORIES}


def main() -> int:
    enough = True
    with own_or_named() as product:
        print(f"{'page':<10}" + "".join(f"{name:>16}" for name in CATEGORIES), flush=True)
        for page, (address, role) in PAGES.items():
            cookie = asyncio.run(cookies(product, role)) if role else ""
            path = address.format(market=MARKET, store=signs_in(MARKET, "owner").store)
            points = judge(product.url + path, cookie)
            print(f"{page:<10}" + "".join(f"{points[name]:>16}" for name in CATEGORIES), flush=True)
            enough = enough and min(points.values()) >= ENOUGH
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
