"""`make screenshots`: the README's pictures of all three faces, taken from the demo.

Starts a product of its own, or looks at the one that `LINLI_TEST_URL` and `LINLI_TEST_FOLDER` name.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from linli.demo.cast import SIGN_INS
from tests.browser import guest, sign_in
from tests.browser.stages import own_or_named
from tests.browser.theater import DESKTOP, PHONE, Person, Theater, chromium
from tests.product import Product

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
COLORS = 256
MARKET = "hangzhou"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, at what, in which language and light."""

    name: str
    who: str
    address: str
    locale: str = "zh"
    size: tuple[int, int] = PHONE
    scheme: str = "light"


SHOTS = (
    Shot("home-zh-phone", "anyone", f"/{MARKET}"),
    Shot("store-zh-phone", "anyone", f"/{MARKET}/stores/wangjie-noodles"),
    Shot("voucher-zh-phone", "consumer", "{voucher}"),
    Shot("counter-zh-phone", "clerk", f"/{MARKET}/counter/wangjie-noodles"),
    Shot("home-en-desktop-dark", "anyone", f"/{MARKET}", "en", DESKTOP, "dark"),
    Shot("desk-zh-desktop", "owner", f"/{MARKET}/desk/wangjie-noodles", "zh", DESKTOP),
    Shot("operator-en-desktop", "operator", f"/{MARKET}/operator", "en", DESKTOP),
)


async def take(product: Product) -> None:
    """Every picture, one after another."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser:
        theater = Theater(product, browser)
        voucher = await _bought_voucher(theater)
        for shot in SHOTS:
            person = await theater.person(shot.who, shot.locale, size=shot.size, scheme=shot.scheme)
            await _sign_in(person, shot.who)
            await person.page.goto(product.url + shot.address.format(voucher=voucher))
            await person.page.wait_for_load_state("networkidle")
            await _save(person, shot.name)
            await person.context.close()


async def _bought_voucher(theater: Theater) -> str:
    """The address of a voucher that the demo's consumer has just bought."""
    person = await theater.person("consumer", "zh")
    await _sign_in(person, "consumer")
    await person.page.goto(theater.stage.url + f"/{MARKET}/stores/wangjie-noodles")
    deal = await person.page.locator("a[href*='/deals/']").first.get_attribute("href")
    assert deal
    await guest.goes_to_checkout(person, deal)
    await guest.orders(person)
    await guest.pays(person, "order")
    await guest.sees_order(person, "paid")
    await guest.opens_voucher(person)
    return person.path


async def _sign_in(person: Person, role: str) -> None:
    """As this member of the cast; anyone stays a stranger."""
    for who in SIGN_INS:
        if (who.market, who.role) == (MARKET, role):
            await sign_in.by_password(person, MARKET, who.phone)


async def _save(person: Person, name: str) -> None:
    """In as few colors as nobody misses: a repository is read over slow lines too."""
    path = FOLDER / f"{name}.png"
    await person.page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLORS, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


def main() -> None:
    with own_or_named() as product:
        asyncio.run(take(product))


if __name__ == "__main__":
    main()
