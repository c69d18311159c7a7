"""Redemption without a network, for real: a browser is enrolled, cut off, closed, opened and let back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, ConsoleMessage, Page, Playwright, async_playwright, expect

from linli.demo.cast import PASSWORD
from linli.web.shared.i18n import Translator, load_catalog
from tests.browser import findings, offline_stage
from tests.browser.cameras import FAKE_CAMERA, film, held_up
from tests.browser.offline_stage import PACKAGE, SINGLE, TIMES, VALUE, Paper
from tests.browser.theater import CHROMIUM, LANGUAGES, PATIENCE_MS, PHONE, SWITCHES, Theater
from tests.product import Product

TILL = "Till by the door"
# Longer than the moment in which a screen that nobody has seen yet takes no Enter.
SEEN_MS = 400
_CUT_OFF = "Failed to load resource"
_READY = """
async (root) => {
  const { Keep } = await import("/static/js/counter/keep.js");
  const { anchor, clerk } = await (await Keep.open(root)).facts();
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return Boolean(anchor?.offline && clerk) && kept.flat().some((one) => one.url.includes("?shown="));
}
"""
_UNSENT = "async () => (await (await caches.open('linli-counter-unsent')).keys()).length"


class Till:
    """A shop's phone with a profile of its own, which can be switched off and on and cut off."""

    def __init__(self, stage: Product, playwright: Playwright, profile: Path, locale: str) -> None:
        self.stage, self.playwright, self.profile, self.locale = stage, playwright, profile, locale
        self.words = Translator(locale, load_catalog(locale), strict=True)
        self.context: BrowserContext
        self.page: Page
        self.faults: list[str] = []

    def say(self, key: str, /, **values: object) -> str:
        return self.words.t(key, **values).unescape()

    async def switch_on(self, *, network: bool = True, seen: Path | None = None) -> None:
        """Its browser opens; `seen` is the film that its camera shows."""
        camera = [*FAKE_CAMERA, f"--use-file-for-fake-video-capture={seen}"] if seen else []
        self.context = await self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=CHROMIUM,
            args=[*SWITCHES, *camera],
            viewport={"width": PHONE[0], "height": PHONE[1]},
            locale=LANGUAGES[self.locale],
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        await self.context.grant_permissions(["camera"], origin=self.stage.url)
        await self.context.set_offline(not network)
        self.page = self.context.pages[0]
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    async def open_counter(self) -> None:
        await self.page.goto(self.stage.url + offline_stage.counter())

    async def becomes_a_device(self) -> None:
        """Signed in as the owner; enrolled by the code, allowed, and in touch once."""
        page = self.page
        signs_in = offline_stage.signs_in()
        await page.goto(f"{self.stage.url}/{offline_stage.MARKET}/sign-in?way=password")
        await page.locator("input[name=phone]").last.fill(signs_in.phone)
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.get_by_role("button", name=self.say("action.sign_in"), exact=True).click()
        await page.wait_for_url("**/me")
        await page.goto(self.stage.url + await offline_stage.offer(self.stage))
        await page.locator("input[name=name]").fill(TILL)
        await page.locator("[data-enrol] button").click()
        await page.wait_for_url(f"**{offline_stage.counter()}")
        await offline_stage.allow_offline(self.stage, TILL)
        await self.open_counter()
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while not await page.evaluate(_READY, offline_stage.counter()):
                await page.wait_for_timeout(100)

    async def scans(self, paper: Paper) -> None:
        """What a hand scanner does: the characters in a burst, then Enter."""
        await self.page.wait_for_timeout(SEEN_MS)
        await self.page.keyboard.type(paper.text)
        await self.page.keyboard.press("Enter")

    async def takes(self, paper: Paper, amount: str = "") -> None:
        """Scanned, chosen where there is a choice, redeemed by Enter."""
        await self.scans(paper)
        await expect(self.page.get_by_text(self.say("counter.offline.genuine"))).to_be_visible()
        await self.look()
        if amount:
            await self.page.locator("[data-amount]").fill(amount)
        await self.page.wait_for_timeout(SEEN_MS)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("main[data-outcome=ok]")).to_be_visible()
        await self.look()

    async def refuses(self, why: str) -> None:
        expected = self.say(f"counter.offline.no.{why}.title")
        await expect(self.page.get_by_role("alert").filter(has_text=expected)).to_be_visible()
        await self.look()

    async def sits(self, name: str, pin: str) -> None:
        """Somebody signs in by PIN, with a network."""
        await self.page.goto(f"{self.stage.url}{offline_stage.counter()}/sitting")
        await self.page.locator("label").filter(has_text=name).click()
        await self.page.locator("input[name=pin]").fill(pin)
        await self.page.get_by_role("button", name=self.say("counter.sit.go"), exact=True).click()
        await self.page.wait_for_url(f"**{offline_stage.counter()}")

    async def takes_over(self, name: str, pin: str) -> None:
        """The same without one, on the screen of who is at the counter."""
        await self.page.locator("label").filter(has_text=name).click()
        await self.page.locator("input[name=pin]").fill(pin)
        await self.page.get_by_role("button", name=self.say("counter.clerk.switch"), exact=True).click()

    async def look(self) -> None:
        """Judge the screen, as the pages with a network are judged."""
        judged = Theater.seen(PHONE, "offline")
        self.faults += await findings.but_axe(self.page, self.locale)
        self.faults += await findings.axe(self.page, judged)
        assert self.faults == []

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_CUT_OFF):
            self.faults.append(message.text)

    @property
    def states(self) -> object:
        return self.page.locator(".till-day li .badge")


@pytest.fixture(params=["zh"])
def locale(request: pytest.FixtureRequest) -> str:
    language: str = request.param
    return language


@pytest_asyncio.fixture
async def till(stage: Product, tmp_path: Path, locale: str) -> AsyncIterator[Till]:
    async with async_playwright() as playwright:
        till = Till(stage, playwright, tmp_path / "profile", locale)
        await till.switch_on()
        yield till
        await till.context.close()


async def test_three_are_redeemed_cut_off_and_told_when_the_network_is_back(
    stage: Product, till: Till, tmp_path: Path
) -> None:
    kinds = (("面一碗", SINGLE), ("两人餐", PACKAGE), ("百元券", VALUE), ("用过的面", SINGLE))
    *papers, spent = await offline_stage.sold(stage, *kinds)
    await offline_stage.redeemed(stage, spent)
    await till.becomes_a_device()
    await till.context.set_offline(True)
    await till.open_counter()
    await expect(till.page.get_by_text(till.say("counter.offline.network.off"))).to_be_visible()
    await till.look()
    await till.takes(papers[0])
    await till.scans(papers[0])
    await till.refuses("used")
    # What was used elsewhere is known from the last time in touch, though its token says otherwise.
    await till.scans(spent)
    await till.refuses("blocked")
    await till.takes(papers[1])
    await till.takes(papers[2], "37.50")
    assert [one.waiting for one in await offline_stage.vouchers_of(stage, *papers)] == [(0,), (0, 0), (0,)]

    # Closed and opened again, still without a network: nothing is forgotten, and the camera reads.
    await till.context.close()
    await till.switch_on(network=False, seen=film(tmp_path / "paper.mjpeg", held_up(papers[1].text)))
    await till.open_counter()
    await expect(till.states).to_have_text([till.say("counter.offline.state.kept")] * 3)
    await till.look()
    await till.page.locator("[data-scan-start]").click()
    await till.refuses("used")
    # The camera that was on would go on reading.
    await till.page.evaluate("sessionStorage.clear()")
    await till.page.keyboard.press("Escape")

    await till.context.set_offline(False)
    await expect(till.states).to_have_text([till.say("counter.offline.state.waiting")] * 3)
    known = await offline_stage.vouchers_of(stage, *papers)
    assert [one.waiting for one in known] == [(1,), (2, 2), (3750,)]
    await till.look()
    await till.page.locator("[data-net-go]").click()
    await expect(till.page.locator("[data-offline-strip]")).to_be_visible()
    await till.look()


async def test_a_redemption_whose_answer_was_lost_is_asked_for_and_counts_once(
    stage: Product, till: Till
) -> None:
    [card] = await offline_stage.sold(stage, ("三次卡", TIMES))
    await till.becomes_a_device()
    page, unclear = till.page, till.say("counter.offline.unclear.title")
    await till.scans(card)
    form = page.locator("form#choice")
    said = await form.evaluate("(form) => Object.fromEntries(new FormData(form))")
    # It arrives at the house; of the answer nothing reaches the page.
    address = stage.url + str(await form.get_attribute("action"))
    arrived = await till.context.request.post(address, form=said, headers={"Origin": stage.url})
    assert arrived.ok
    await till.context.set_offline(True)
    await page.wait_for_timeout(SEEN_MS)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text=unclear)).to_be_visible()
    await till.look()
    # Asked again too early, and put off: it is still kept, and said.
    async with page.expect_navigation(url="**/offline*"):
        await page.locator("[data-again]").click()
    await expect(page.get_by_role("alert").filter(has_text=unclear)).to_be_visible()
    await page.locator("[data-back]").click()
    await expect(page.locator("[data-go=unclear]")).to_be_visible()
    await till.look()
    await page.locator("[data-go=unclear]").click()
    await till.context.set_offline(False)
    await page.locator("[data-again]").click()
    await expect(page.locator("main[data-outcome=ok]")).to_be_visible()
    assert page.url.endswith("/redemptions")
    [voucher] = await offline_stage.vouchers_of(stage, card)
    assert (voucher.used, voucher.waiting) == ((1,), (0,))
    assert await page.evaluate(_UNSENT) == 0, "nothing is unclear any more"


async def test_clerks_take_turns_by_pin_without_a_network(stage: Product, till: Till) -> None:
    [paper] = await offline_stage.sold(stage, ("夜宵", SINGLE))
    owner = await offline_stage.with_pin(stage, "owner", "4071")
    clerk = await offline_stage.with_pin(stage, "clerk", "5173")
    await till.becomes_a_device()
    await till.sits(owner, "4071")
    await till.sits(clerk, "5173")
    await till.context.set_offline(True)
    await till.open_counter()
    at_counter = till.page.locator("[data-clerk-name]")
    await expect(at_counter).to_have_text(clerk)
    await till.page.locator("[data-clerk-button]").click()
    await till.takes_over(owner, "5173")
    wrong = till.page.get_by_role("alert").filter(has_text=till.say("counter.offline.pin.wrong"))
    await expect(wrong).to_be_visible()
    await till.look()
    await expect(at_counter).to_have_text(clerk)
    await till.takes_over(owner, "4071")
    await expect(till.page.locator("[data-scan-start]")).to_be_visible()
    await expect(at_counter).to_have_text(owner)
    await till.takes(paper)
    await till.page.wait_for_timeout(SEEN_MS)
    await till.page.keyboard.press("Enter")
    await till.context.set_offline(False)
    await expect(till.states).to_have_text([till.say("counter.offline.state.waiting")])
    assert await offline_stage.taken_by(stage, paper) == [owner]
    # With a network it is the house that judges a PIN.
    await till.page.locator("[data-net-go]").click()
    await till.page.wait_for_url("**/sitting")
