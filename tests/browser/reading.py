"""What eyes and telephones read off a page: amounts, numbers, QR codes."""

import asyncio
import io
import re
from collections.abc import Awaitable, Callable
from decimal import Decimal

import zxingcpp
from PIL import Image
from playwright.async_api import Locator

from tests.browser.theater import Person

PATIENCE_SECONDS = 15.0


def minor(text: str) -> int:
    """An amount as it is shown (`¥1,280`, `€11.90`), in minor units; both currencies have two."""
    amount = Decimal(re.sub(r"[^\d.]", "", text))
    return int(amount * 100) * (-1 if re.search(r"[-−]", text) else 1)


async def minor_in(place: Locator) -> int:
    return minor(await place.inner_text())


async def number_in(place: Locator) -> int:
    return int(re.sub(r"\D", "", await place.inner_text()))


def decoded(picture: bytes) -> str:
    """What a reader that is not ours finds in a picture with one QR code."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert len(found) == 1, f"{len(found)} codes in the picture"
    return str(found[0].text)


async def photographed(place: Locator) -> str:
    """The QR code as another telephone's camera sees it on the screen."""
    return decoded(await place.screenshot())


async def until(person: Person, question: Callable[[], Awaitable[bool]], what: str) -> None:
    """Reload the page until something shows that happens a moment later; fails after 15 s."""
    clock = asyncio.get_running_loop()
    deadline = clock.time() + PATIENCE_SECONDS
    while not await question():
        assert clock.time() < deadline, f"{person.name}: not within {PATIENCE_SECONDS} s: {what}"
        await asyncio.sleep(0.3)
        await person.page.reload()
