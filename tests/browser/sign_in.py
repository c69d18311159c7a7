"""Signing in as people do: on the page, by password or by the code that was texted."""

import re

from linli.demo.cast import PASSWORD
from tests.browser.theater import Person

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


async def by_password(person: Person, market: str, phone: str, next_path: str = "") -> None:
    """On the sign-in page; ends on the page that `next_path` leads to, or on “Me”."""
    await person.page.goto(f"{person.stage.url}/{market}/sign-in?way=password&next={next_path}")
    await person.page.locator("input[name=phone]").last.fill(phone)
    await person.page.locator("input[name=password]").fill(PASSWORD)
    async with person.page.expect_navigation(wait_until="load"):
        await person.page.get_by_role("button", name=person.say("action.sign_in"), exact=True).click()


async def by_code(person: Person, phone: str, seen: str) -> None:
    """From the sign-in page in front of this person; reads the code in another tab."""
    await person.page.locator("input[name=phone]:visible").fill(phone)
    await person.press(person.say("consumer.sign_in.send"), "code asked")
    await person.page.get_by_label(person.say("consumer.sign_in.code")).fill(await texted_code(person, phone))
    await person.press(person.page.locator("main button.button-main"), seen)


async def texted_code(person: Person, phone: str) -> str:
    """The newest code sent to this phone, from the demo's outbox page."""
    tab = await person.context.new_page()
    await tab.goto(person.stage.url + "/sandbox/messages")
    message = tab.locator("main li").filter(has_text=phone).first
    found = _CODE.search(await message.inner_text())
    await tab.close()
    assert found, f"no code for {phone}"
    return found.group()
