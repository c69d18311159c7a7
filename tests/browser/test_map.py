"""The map beside the list: drawn, in step with it, and missed by nobody who has none."""

import io
import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest_asyncio
from PIL import Image, ImageStat
from playwright.async_api import Browser, Locator, expect

from tests.browser.theater import DESKTOP, Person, Theater, chromium
from tests.product import Product

# WebGL drawn by the processor; a slow machine takes its time for the first picture.
WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
FIRST_PICTURE_MS = 60_000
NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null;"


@pytest_asyncio.fixture(scope="module")
async def drawing_browser() -> AsyncIterator[Browser]:
    async with chromium(*WEBGL) as browser:
        yield browser


@pytest_asyncio.fixture
async def gallery(stage: Product, drawing_browser: Browser) -> AsyncIterator[Theater]:
    theater = Theater(stage, drawing_browser)
    yield theater
    await theater.close()


async def drawn(person: Person) -> Locator:
    frame = person.page.locator("[data-map]")
    await expect(frame).to_have_attribute("data-state", "drawn", timeout=FIRST_PICTURE_MS)
    await expect(person.page.locator(".pin").first).to_be_attached()
    return frame


async def listed(person: Person) -> set[str]:
    found = await person.page.locator("#near [data-pin]").evaluate_all(
        "nodes => nodes.map((node) => node.dataset.pin)"
    )
    return set(found)


async def light_of(frame: Locator) -> float:
    """How bright the map is, 0 to 255. Of the page, for a map that is being drawn is never at rest."""
    shown = await frame.page.screenshot(clip=await frame.bounding_box(), timeout=FIRST_PICTURE_MS)
    picture = Image.open(io.BytesIO(shown)).convert("L")
    return float(ImageStat.Stat(picture).mean[0])


async def test_on_a_desktop_list_and_map_are_in_step(gallery: Theater) -> None:
    reader = await gallery.person("map", "en", size=DESKTOP)
    page = reader.page
    await reader.visit("/helsinki/search", "list and map")
    frame = await drawn(reader)
    await expect(frame.get_by_role("link", name=reader.say("map.credit"))).to_be_visible()
    # The map shows more stores than the list's first page: one that stands in both.
    full = await page.locator(".pin[data-size=full]").evaluate_all(
        "nodes => nodes.map((node) => node.dataset.slug)"
    )
    slug = sorted(await listed(reader) & set(full))[0]
    pin, item = page.locator(f'.pin[data-slug="{slug}"]'), page.locator(f'#near [data-pin="{slug}"]')

    await item.hover()
    await expect(pin).to_have_class(re.compile("pin-lit"))
    await pin.hover()
    await expect(item).to_have_class(re.compile("near-lit"))
    await pin.click()
    card = frame.get_by_role("region", name=reader.say("map.card"))
    name = await item.locator("h3 a").inner_text()
    await expect(card.get_by_role("link", name=name)).to_be_visible()
    await expect(item).to_have_class(re.compile("near-picked"))
    await reader.look("a pin's card")
    await card.get_by_role("button", name=reader.say("action.close")).click()
    await expect(card).to_be_hidden()

    before = await light_of(frame)
    await page.emulate_media(color_scheme="dark")
    await page.wait_for_timeout(1500)
    assert await light_of(frame) < before / 2
    await expect(pin).to_be_visible()

    # The map takes the keyboard's focus, and gives it back.
    canvas = frame.locator("canvas")
    await canvas.focus()
    await page.keyboard.press("Tab")
    await expect(canvas).not_to_be_focused()
    assert await page.locator("[data-map] .pin:focus").count() == 0
    await reader.look("in the dark")


async def test_moving_the_map_offers_to_search_there_and_filters_keep_it(gallery: Theater) -> None:
    reader = await gallery.person("area", "en", size=DESKTOP)
    page = reader.page
    await reader.visit("/helsinki/search", "list and map")
    frame = await drawn(reader)
    near = await listed(reader)
    again = frame.get_by_role("button", name=reader.say("map.again"))
    await expect(again).to_be_hidden()
    await page.evaluate("window.sameDocument = true")

    box = await frame.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.mouse.move(*middle)
    await page.mouse.down()
    await page.mouse.move(middle[0], middle[1] - 320, steps=8)
    await page.mouse.up()
    await again.click()
    await expect(page.get_by_role("link", name=reader.say("consumer.search.area"))).to_be_visible()
    south, west, north, east = map(float, parse_qs(urlsplit(page.url).query)["area"][0].split(","))
    there = await listed(reader)
    assert there != near
    told = await (await reader.context.request.get(page.url.replace("/search?", "/search/pins?"))).json()
    places = {pin["slug"]: pin["at"] for pin in told["pins"]}
    assert there <= places.keys()
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in places.values())

    await page.get_by_role("link", name=reader.say("consumer.search.deals")).click()
    await expect(page).to_have_url(re.compile("deals=1.*area="))
    await page.go_back()
    await expect(page).not_to_have_url(re.compile("deals=1"))
    await expect(page.locator("#near [data-pin]")).to_have_count(len(there))
    assert await page.evaluate("window.sameDocument")
    await page.reload()
    assert await listed(reader) == there
    await reader.look("another area")

    # With the switch on, the list follows by itself.
    await drawn(reader)
    before = page.url
    await frame.get_by_text(reader.say("map.follow")).click()
    await page.mouse.move(*middle)
    await page.mouse.down()
    await page.mouse.move(middle[0], middle[1] + 160, steps=4)
    await page.mouse.up()
    await expect(page).not_to_have_url(before)
    await expect(again).to_be_hidden()


async def test_on_a_phone_the_map_is_behind_a_button(gallery: Theater) -> None:
    guest = await gallery.person("phone", "zh")
    page = guest.page
    await guest.visit("/hangzhou/search", "list")
    assert await page.evaluate("() => !performance.getEntriesByType('resource')"
                               ".some(({name}) => name.includes('maplibre'))")  # fmt: skip
    await page.get_by_role("link", name=guest.say("map.show"), exact=True).click()
    await expect(page).to_have_url(re.compile("view=map"))
    frame = await drawn(guest)
    await expect(frame.get_by_text(guest.say("map.schematic"))).to_be_visible()
    await page.locator(".pin[data-size=full]").first.tap()
    await expect(frame.get_by_role("region", name=guest.say("map.card")).locator("article")).to_be_visible()
    await guest.look("the card on a phone")
    await page.get_by_role("link", name=guest.say("map.hide"), exact=True).click()
    await expect(page.locator("#near [data-pin]").first).to_be_visible()
    await expect(frame).to_be_hidden()


async def test_without_webgl_the_frame_says_so_and_the_list_is_there(theater: Theater) -> None:
    guest = await theater.person("no-webgl", "en", size=DESKTOP)
    await guest.context.add_init_script(NO_WEBGL)
    await guest.visit("/hangzhou/search", "list")
    await expect(guest.page.get_by_text(guest.say("map.excuse.title"))).to_be_visible()
    assert len(await listed(guest)) == 24
    await guest.look("no WebGL")


async def test_without_script_there_is_the_list_and_no_hole(theater: Theater) -> None:
    guest = await theater.person("no-script", "en", size=DESKTOP, script=False)
    await guest.visit("/hangzhou/search?view=map", "list")
    await expect(guest.page.get_by_text(guest.say("map.noscript"))).to_be_visible()
    await expect(guest.page.locator("#near [data-pin] h3").first).to_be_visible()
    await expect(guest.page.locator("[data-map]")).to_be_hidden()
