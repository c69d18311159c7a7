"""What a clerk does at the counter."""

import re

from linli.kernel.refusals import DECLARED
from tests.browser.reading import number_in
from tests.browser.theater import Person


async def looks_up(clerk: Person, code: str, seen: str, *, status: int = 200) -> None:
    """Types (or scans) a code on whatever screen of the counter is in front."""
    await clerk.page.locator("#lookup input[name=code]").fill(code)
    await clerk.press(clerk.page.locator("#lookup button"), seen, status=status)


async def redeems(clerk: Person, code: str, title: str) -> None:
    """Looks a code up, sees what it is, redeems it: the screen turns jade."""
    await looks_up(clerk, code, "preview")
    assert await clerk.page.get_by_role("heading", name=title).is_visible()
    await clerk.press(
        clerk.page.get_by_role("button", name=clerk.say("counter.redeem"), exact=True), "redeemed"
    )
    assert await clerk.page.locator("main[data-outcome=ok]").is_visible()
    red, green, blue = await _ground(clerk)
    assert green > red and green > blue, "not jade"


async def undoes(clerk: Person) -> None:
    """Takes the redemption on the screen back."""
    await clerk.press(clerk.page.locator("form[action$=undoing] button").first, "undone")
    assert await clerk.page.get_by_text(clerk.say("counter.undone"), exact=True).is_visible()


async def is_refused(clerk: Person, code: str, why: str) -> str:
    """Types a code that is refused; gives the words on the brick screen."""
    await looks_up(clerk, code, why, status=DECLARED[why].status)
    assert await clerk.page.locator("main[data-outcome=refused]").is_visible()
    red, green, blue = await _ground(clerk)
    assert red > green and red > blue, "not brick"
    title = await clerk.page.get_by_role("alert").inner_text()
    assert title == clerk.say(f"counter.no.{why}.title")
    return title


async def redeemed_today(clerk: Person, counter: str) -> int:
    await clerk.visit(counter, "counter")
    return await number_in(clerk.page.locator(".till-sums dd").first)


async def _ground(clerk: Person) -> tuple[int, int, int]:
    color = await clerk.page.locator("main").evaluate("(node) => getComputedStyle(node).backgroundColor")
    red, green, blue = (int(part) for part in re.findall(r"\d+", color)[:3])
    return red, green, blue
