"""A phone whose camera shows a film: Chromium's own fake camera, and what is held before it."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import segno
from PIL import Image
from playwright.async_api import async_playwright

from tests.browser import errands, sign_in
from tests.browser.theater import CHROMIUM, SWITCHES, Person, Theater
from tests.product import Product

FRAMES = 12
FAKE_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def film(path: Path, code: Image.Image, *, late: int = 0) -> Path:
    """A motion JPEG of a hand that holds a code up: `late` empty frames, then the code."""
    with path.open("wb") as out:
        for number in range(FRAMES + late):
            picture = Image.new("RGB", (1280, 720), (92, 84, 76))
            if number >= late:
                picture.paste(code, (640 - code.width // 2 + number, 360 - code.height // 2))
            picture.save(out, "jpeg", quality=88)
    return path


def held_up(text: str, turned: int = 0) -> Image.Image:
    """A voucher's code on a phone, held so many degrees from straight."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=9, border=4)
    return Image.open(drawn).convert("RGB").rotate(turned, expand=True, fillcolor="white")


@asynccontextmanager
async def before_the_camera(stage: Product, shown: Path, market: str, path: str) -> AsyncIterator[Person]:
    """The owner of a shop, at this address, on a phone whose camera shows the film."""
    switches = [*SWITCHES, *FAKE_CAMERA, f"--use-file-for-fake-video-capture={shown}"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=switches)
        owner = await Theater(stage, browser).person("owner", "zh")
        await owner.context.grant_permissions(["camera"], origin=stage.url)
        await sign_in.by_password(owner, market, errands.signs_in(market, "owner").phone, path)
        yield owner
        await browser.close()
