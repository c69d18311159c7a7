"""The verification queue by keyboard alone: signing in, finding one, ticking, asking, refusing, approving."""

from playwright.async_api import expect

from linli.demo.cast import PASSWORD
from linli.kernel import ids
from tests.browser import applications, errands, keys
from tests.browser.theater import DESKTOP, Person, Theater
from tests.product import Product

MARKET = "hangzhou"
ROOM = f"/{MARKET}/operator"
QUESTION = "Which floor is the kitchen on?"
REASON = "The license shows another name."


async def test_three_applications_are_judged_without_a_mouse(theater: Theater, stage: Product) -> None:
    mark = int.from_bytes(ids.uuid7().bytes[-4:]) % 10**7
    asked, refused, approved = names = [f"{word} by key {mark}" for word in ("Asked", "Refused", "Approved")]
    sent = await applications.send_in(stage, MARKET, names)
    reviewer = await theater.person("reviewer at keys", "en", size=DESKTOP)

    await signs_in(reviewer)
    await finds(reviewer, str(mark), asked)
    await ticks(reviewer, 1)
    await keys.types(reviewer, "question", QUESTION)
    await keys.tabs_to(reviewer, reviewer.say("review.ask.send"))
    await keys.enters(reviewer)
    of_asked = await applications.outcome(stage, MARKET, sent[asked])
    assert (of_asked.state, of_asked.ticked, of_asked.asked) == ("asked", 1, (QUESTION,))

    await finds(reviewer, str(mark), refused)
    await keys.types(reviewer, "reason", REASON)
    await keys.tabs_to(reviewer, reviewer.say("review.refuse.send"))
    await keys.enters(reviewer)
    of_refused = await applications.outcome(stage, MARKET, sent[refused])
    assert (of_refused.state, of_refused.reason, of_refused.store) == ("refused", REASON, "")

    await finds(reviewer, str(mark), approved)
    await ticks(reviewer, 5)
    await keys.types(reviewer, "why", "seen on the spot")
    await keys.tabs_to(reviewer, reviewer.say("review.approve"))
    await keys.enters(reviewer)
    of_approved = await applications.outcome(stage, MARKET, sent[approved])
    assert (of_approved.state, of_approved.ticked) == ("approved", 5)
    await reviewer.visit(f"/{MARKET}/stores/{of_approved.store}/trust", "trust mark")


async def signs_in(reviewer: Person) -> None:
    """From the room's address, through the sign-in page, to the room."""
    await reviewer.page.goto(reviewer.stage.url + ROOM)
    await keys.tabs_to(reviewer, reviewer.say("consumer.sign_in.by_password"))
    await keys.enters(reviewer)
    await keys.types(reviewer, "phone", errands.signs_in(MARKET, "operator").phone)
    await keys.types(reviewer, "password", PASSWORD)
    await keys.enters(reviewer)
    assert reviewer.path == ROOM


async def finds(reviewer: Person, mark: str, name: str) -> None:
    """By the palette to the queue, its search narrowed to this play, down to the row and into it."""
    page = reviewer.page
    await page.keyboard.press("Control+k")
    await page.keyboard.type(reviewer.say("operator.nav.applications"))
    option = page.locator("#palette [role=option][aria-selected=true]")
    await expect(option).to_contain_text(reviewer.say("operator.nav.applications"))
    await expect(page.locator("[data-palette-said]")).to_have_text("1 found")
    await keys.enters(reviewer)
    await keys.types(reviewer, "q", mark)
    await keys.enters(reviewer)
    await keys.tabs_to(reviewer, mark)
    for _ in range(await page.locator("[data-row]").count()):
        if (await keys.focus(reviewer))["told"] == name:
            break
        await page.keyboard.press("ArrowDown")
    assert (await keys.focus(reviewer))["told"] == name
    await keys.enters(reviewer)


async def ticks(reviewer: Person, count: int) -> None:
    """From box to box by Tab, each ticked by the space bar; the focus is where it was after each."""
    boxes = reviewer.page.locator("button.tick")
    for place in range(count):
        label = await boxes.nth(place).get_attribute("aria-label") or ""
        if (await keys.focus(reviewer))["told"] != label:
            await keys.tabs_to(reviewer, label)
        await keys.enters(reviewer, "Space")
        await expect(boxes.nth(place)).to_have_attribute("aria-pressed", "true")
        await expect(boxes.nth(place)).to_be_focused()
