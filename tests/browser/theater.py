"""Real Chromium for the browser tests: one context for each person, everything that goes wrong collected."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    StorageState,
    WebError,
    async_playwright,
    expect,
)

from linli.web.shared.i18n import Translator, load_catalog
from tests.browser import findings
from tests.product import Product

# The whole browser, and what tests take: without windows and menus, which nobody sees, a page costs half as
# much (tests/install-browser).
WHOLE_CHROMIUM = "/usr/bin/chromium"
CHROMIUM = shutil.which("chromium-headless-shell") or WHOLE_CHROMIUM
SWITCHES = (
    "--no-sandbox",
    "--headless",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = (390, 844)
DESKTOP = (1440, 900)
# Never waited for where all is well; a machine that is busy, or draws WebGL itself, may take long.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
ZONES = {"zh": "Asia/Shanghai", "en": "Europe/Helsinki"}
# The console repeats what the network already told; those are judged there, by their status.
_TOLD_BY_THE_NETWORK = "Failed to load resource"
_TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violated: ${event.effectiveDirective} ${event.blockedURI}`));
"""


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """Chromium with our switches, and perhaps more."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES, *more])
        yield browser
        await browser.close()


class Person:
    """Somebody with a browser of their own. What goes wrong in it is kept until the next look."""

    def __init__(
        self,
        stage: Product,
        context: BrowserContext,
        page: Page,
        locale: str,
        name: str,
        judged: set[str] | None,
    ) -> None:
        self.stage = stage
        self.context = context
        self.page = page
        self.locale = locale
        self.name = name
        self.faults: list[str] = []
        self.status = 0
        # Parts of pages that axe has judged already, as they look on a screen like this person's. None: no
        # script runs in this browser, a judge's neither.
        self._judged = judged
        self._words = Translator(locale, load_catalog(locale), strict=True)
        self._pictures = 0
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def say(self, key: str, /, **values: object) -> str:
        """The words of this person's language."""
        return self._words.t(key, **values).unescape()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    async def visit(self, path: str, what: str = "", *, status: int = 200) -> None:
        """Go to an address of the product and look at the page."""
        await self.page.goto(path if "://" in path else self.stage.url + path)
        await self.look(what or path, status=status)

    async def press(self, what: Locator | str, seen: str, *, status: int = 200) -> None:
        """Press a button or link (by its words, or itself) that leads to another page, and look at that."""
        async with self.page.expect_navigation(wait_until="load"):
            await self.find(what).click()
        await self.look(seen, status=status)

    def find(self, what: Locator | str) -> Locator:
        """A button or link by its name, the first of several."""
        if not isinstance(what, str):
            return what
        page = self.page
        return page.get_by_role("button", name=what).or_(page.get_by_role("link", name=what)).first

    async def look(self, what: str, *, status: int = 200) -> None:
        """Judge the page in front of this person; fails with everything that is wrong with it."""
        await self.page.wait_for_load_state("load")
        if self.status != status:
            self.faults.append(f"answered {self.status}, not {status}")
        if self._judged is not None:
            self.faults += await findings.but_axe(self.page, self.locale)
            self.faults += await findings.axe(self.page, self._judged)
        await self.picture(what)
        faults, self.faults = self.faults, []
        seen = await self.page.locator("h1").all_inner_texts() if faults else []
        assert not faults, "\n".join([f"{self.name}, {what}, {self.page.url} {seen}:", *faults])

    async def picture(self, what: str) -> None:
        folder = os.environ.get("LINLI_STORY_PICTURES")
        if folder:
            self._pictures += 1
            name = f"{self.locale}-{self.name}-{self._pictures:02d}-{what.strip('/').replace('/', '_')}.png"
            await self.page.screenshot(path=Path(folder) / name.replace(" ", "-"), full_page=True)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_TOLD_BY_THE_NETWORK):
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends what it was still loading; a download is no page.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        request = response.request
        if request.service_worker is not None:
            # What a worker asks for a page is told by the page's own answer, too.
            told = response.status < 500
        elif request.is_navigation_request() and request.frame.parent_frame is None:
            if request.frame.page is self.page:
                self.status = response.status
            told = response.status < 500
        else:
            told = response.status < 400
        if not told:
            self.faults.append(f"{response.status}: {request.method} {response.url}")


@dataclass
class Theater:
    """Opens browsers for people, and closes them."""

    stage: Product
    browser: Browser
    people: list[Person] = field(default_factory=list)
    # What axe has judged in this run, for each kind of screen; the languages share it, and their layout.
    judged: ClassVar[dict[tuple[object, ...], set[str]]] = {}

    @classmethod
    def seen(cls, size: tuple[int, int], scheme: str) -> set[str]:
        """The parts that axe has judged on a screen like that."""
        return cls.judged.setdefault((size, scheme), set())

    async def person(
        self,
        name: str,
        locale: str,
        *,
        size: tuple[int, int] = PHONE,
        scheme: str = "light",
        script: bool = True,
        state: StorageState | None = None,
        agent: str | None = None,
    ) -> Person:
        """A new browser for somebody; a small one is a phone with a touch screen. `agent` is what it calls
        itself.
        """
        phone = size[0] < 600
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            is_mobile=phone,
            has_touch=phone,
            locale=LANGUAGES[locale],
            timezone_id=ZONES[locale],
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=script,
            storage_state=state,
            user_agent=agent,
        )
        context.set_default_timeout(PATIENCE_MS)
        if script:
            await context.add_init_script(_TELL_VIOLATIONS)
        judged = self.seen(size, scheme) if script else None
        person = Person(self.stage, context, await context.new_page(), locale, name, judged)
        self.people.append(person)
        return person

    async def close(self) -> None:
        for person in self.people:
            if not person.page.is_closed():
                await person.picture("end")
            await person.context.close()
