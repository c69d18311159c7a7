"""What an applicant does on a phone, and a reviewer at a desk."""

import asyncio

from tests.browser.theater import Person


async def fills_business(who: Person, legal_name: str, number: str, photo: bytes) -> None:
    """The first step, with a photo of the license; the picture is shown before it is sent."""
    page = who.page
    await page.locator("input[name=legal_name]").fill(legal_name)
    await page.locator("input[name=license_number]").fill(number)
    await page.locator("input[name=license_open_end]").check()
    file = {"name": "license.jpg", "mimeType": "image/jpeg", "buffer": photo}
    await page.locator("input[name=license_file]").set_input_files(file)
    await page.locator("[data-upload-look]:visible").wait_for()
    await who.press(who.say("apply.next"), "store step")


async def fills_store(who: Person, name: str, name_en: str) -> None:
    """The second step; the position is that of the telephone."""
    page = who.page
    await page.locator("input[name=name]").fill(name)
    await page.locator("input[name=name_en]").fill(name_en)
    await page.locator("select[name=trade]").select_option("restaurant")
    await page.locator("input[name=address]").fill("中山中路 8 号")
    await page.get_by_role("button", name=who.say("apply.position_here")).click()
    await page.get_by_text(who.say("apply.position_found")).wait_for()
    await moves_the_map(who)
    await page.locator("input[name=opens]").fill("00:00")
    await page.locator("input[name=closes]").fill("23:59")
    await who.press(who.say("apply.next"), "person step")


async def moves_the_map(who: Person) -> None:
    """Where there is a map to draw: its middle is the position, so moving it moves the position."""
    page = who.page
    lon = page.locator("input[name=lon]")
    before = float(await lon.input_value())
    await page.locator("[data-position-map]").click()
    frame = page.locator("[data-map][data-state]")
    await frame.wait_for()
    if await frame.get_attribute("data-state") == "drawn":
        await frame.locator("canvas").focus()
        await page.keyboard.press("ArrowRight")
        moved = "(was) => Number(document.querySelector('[name=lon]').value) > was"
        await page.wait_for_function(moved, arg=before)
        assert 0 < float(await lon.input_value()) - before < 0.01


async def fills_person(who: Person, name: str) -> None:
    """The third step; the role is chosen already."""
    await who.page.locator("input[name=contact_name]").fill(name)
    await who.press(who.say("apply.next"), "everything together")


async def ticks_everything(reviewer: Person) -> int:
    """The checklist, from one box to the next by keyboard alone; how many there were."""
    page = reviewer.page
    boxes = page.locator("button.tick")
    count = await boxes.count()
    for place in range(count):
        box = boxes.nth(place)
        await box.focus()
        async with page.expect_navigation(wait_until="load"):
            await page.keyboard.press("Enter")
        assert await box.get_attribute("aria-pressed") == "true"
        # The browser brings the focus back to this box, a moment after the page has loaded.
        back = "(id) => document.activeElement.id === id"
        await page.wait_for_function(back, arg=await box.get_attribute("id"))
    return count


async def opens_first_by_keyboard(reviewer: Person, title: str) -> None:
    """Down the queue by arrow keys to the row with this title, and in by Enter."""
    page = reviewer.page
    await page.locator("[data-row]").first.focus()
    for _ in range(await page.locator("[data-row]").count()):
        here = await page.evaluate("document.activeElement.textContent")
        if here == title:
            break
        await page.keyboard.press("ArrowDown")
        await asyncio.sleep(0)
    assert await page.evaluate("document.activeElement.textContent") == title
    async with page.expect_navigation(wait_until="load"):
        await page.keyboard.press("Enter")
    await reviewer.look("application")
