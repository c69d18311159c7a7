"""Somebody types two letters of pinyin, and a minute later knows where to go, and why."""

import re

from playwright.async_api import Request, expect

from tests.browser.theater import DESKTOP, PHONE, Person, Theater

# What a Chinese input method does while letters become characters: the box has text that nobody has meant.
COMPOSE = """(box, [text, ends]) => {
  box.dispatchEvent(new CompositionEvent("compositionstart"));
  box.value = text;
  box.dispatchEvent(new InputEvent("input", { isComposing: !ends, bubbles: true }));
  if (ends) box.dispatchEvent(new CompositionEvent("compositionend"));
}"""


async def type_and_choose(guest: Person) -> None:
    """Letters, suggestions by keyboard; nothing is asked for what an input method has not finished."""
    page, asked = guest.page, list[str]()

    def note(request: Request) -> None:
        if "/search/suggestions" in request.url:
            asked.append(request.url)

    page.on("request", note)
    box = page.get_by_role("combobox")
    await box.focus()
    await box.evaluate(COMPOSE, ["mian g", False])
    await page.wait_for_timeout(300)
    assert asked == []
    await box.evaluate(COMPOSE, ["面", True])
    await expect(page.get_by_role("option").first).to_be_visible()
    assert len(asked) == 1
    await box.fill("")
    async with page.expect_response(lambda answer: answer.url.endswith("q=mian")):
        await box.press_sequentially("mian")
    await expect(page.get_by_role("option", name="望街面馆").first).to_be_visible()
    await guest.look("suggestions")
    await box.press("ArrowDown")
    chosen = await box.get_attribute("aria-activedescendant")
    await expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    await box.press("Escape")
    await expect(box).to_have_attribute("aria-expanded", "false")
    await box.press("Enter")
    await expect(page).to_have_url(re.compile(r"/search\?q=mian"))


async def test_two_letters_lead_to_a_choice_with_reasons(theater: Theater) -> None:
    guest = await theater.person("finding", "zh", size=DESKTOP)
    page = guest.page
    await guest.visit("/hangzhou", "home")
    await type_and_choose(guest)
    await page.get_by_role("link", name=guest.say("find.filter.deals")).click()
    await expect(page).to_have_url(re.compile("deals=1"))
    first = page.locator("#found > li").first
    await first.get_by_text(guest.say("find.why")).click()
    await expect(first.locator(".why-said li").first).to_be_visible()
    await guest.look("results with a reason")
    for place in range(2):
        await page.locator("#found > li").nth(place).get_by_role("checkbox").check()
    await guest.press(guest.say("find.chosen.button"), "side by side")
    await expect(page.get_by_role("columnheader")).to_have_count(2)

    await page.go_back()
    await expect(page.locator(".choosing-name")).to_have_count(2)


async def test_on_a_phone_the_filters_are_a_sheet_and_what_was_searched_is_remembered(
    theater: Theater,
) -> None:
    guest = await theater.person("sheet", "en", size=PHONE)
    page = guest.page
    await guest.visit("/helsinki/search?q=coffee", "list")
    await page.get_by_text(guest.say("find.filters"), exact=True).first.click()
    await guest.look("the sheet")
    await page.get_by_text(guest.say("find.order.distance")).click()
    async with page.expect_navigation():
        await page.get_by_role("button", name=guest.say("find.filters.show")).click()
    await expect(page).to_have_url(re.compile(r"\?q=coffee&order=distance$"))
    box = page.get_by_role("combobox")
    await box.fill("kahvi")
    async with page.expect_navigation():
        await box.press("Enter")
    await box.fill("")
    searched = page.get_by_role("option", name="kahvi", exact=True)
    await expect(searched).to_be_visible()
    await page.get_by_role("button", name=guest.say("search.recent.clear")).click()
    await expect(searched).to_be_hidden()
