"""The loop, played by three people with a browser each: from a code on a poster to an answered review."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from linli.demo import files, seed, shops
from linli.kernel import clock, ids
from linli.modules import vouchers
from tests.browser import clerk as at_counter
from tests.browser import guest as as_guest
from tests.browser import owner as at_desk
from tests.browser import sign_in
from tests.browser.errands import signs_in
from tests.browser.owner import Deal, Funnel
from tests.browser.reading import number_in, photographed, until
from tests.browser.theater import DESKTOP, Person, Theater
from tests.product import Product

LANGUAGE = {"hangzhou": "zh", "helsinki": "en"}
OTHER = {"hangzhou": "helsinki", "helsinki": "hangzhou"}
PHONES = {"hangzhou": "+86135{:08d}", "helsinki": "+35845{:07d}"}
MARKS = {"quality": 5, "place": 4, "service": 3}
TEXTS = {
    "zh": {"deal": "河坊街早春套餐", "later": "改天再来套餐", "item": "片儿川一碗", "label": "街口海报"},
    "en": {
        "deal": "Early spring set",
        "later": "Another day set",
        "item": "Soup of the day",
        "label": "Corner poster",
    },
}
REVIEW = {
    "zh": "面很筋道，汤头清爽，下次带家人来。",
    "en": "Lovely soup and a warm welcome; coming back with friends.",
}
REPLY = {"zh": "谢谢光临，给您留窗边的位置！", "en": "Thank you! The window table will be yours."}


@dataclass
class Play:
    """One market's story: who plays in it and what has come of it so far."""

    market: str
    locale: str
    owner: Person
    guest: Person
    clerk: Person
    slug: str
    # Told apart from earlier plays on the same stage.
    mark: str
    price: str = "19.90"
    deal: str = ""
    later: str = ""
    short_url: str = ""
    order: str = ""
    code: str = ""

    @property
    def desk(self) -> str:
        return f"/{self.market}/desk/{self.slug}"

    @property
    def counter(self) -> str:
        return f"/{self.market}/counter/{self.slug}"

    @property
    def store(self) -> str:
        return f"/{self.market}/stores/{self.slug}"

    def text(self, name: str) -> str:
        return f"{TEXTS[self.locale][name]} {self.mark}"

    @property
    def review(self) -> str:
        return f"{REVIEW[self.locale]} {self.mark}"


@pytest_asyncio.fixture(scope="module")
async def plays(stage: Product, browser: Browser) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
    """Both markets' stories, played at the same time: one waits for the network while the other thinks."""
    theaters = {market: Theater(stage, browser) for market in LANGUAGE}
    played = {market: asyncio.create_task(the_loop(theaters[market], market)) for market in LANGUAGE}
    yield played
    for market, task in played.items():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await theaters[market].close()


@pytest.mark.parametrize("market", ["hangzhou", "helsinki"])
async def test_the_loop_closes_once_around(plays: dict[str, asyncio.Task[None]], market: str) -> None:
    await plays[market]


async def the_loop(theater: Theater, market: str) -> None:
    """From the poster to the answered review and balanced books, in the market's own language."""
    locale = LANGUAGE[market]
    play = Play(
        market,
        locale,
        owner=await theater.person("owner", locale, size=DESKTOP),
        guest=await theater.person("guest", locale),
        clerk=await theater.person("clerk", locale, scheme="dark" if locale == "zh" else "light"),
        slug=signs_in(market, "owner").store,
        mark=ids.new_code(5),
    )
    earned, waiting = await opens_shop(play)
    await comes_by_the_poster(play)
    await buys_and_shows_the_voucher(play)
    assert await at_desk.money(play.owner, play.desk, "money held") == (earned, waiting + 1990)
    await is_served(theater, play)
    await says_how_it_was(play)
    await comes_to_know_what_is_new(play)
    await thinks_better_of_it(play)
    await the_figures_agree(play, earned, waiting)
    await the_books_balance(theater, play)


async def opens_shop(play: Play) -> tuple[int, int]:
    """The owner signs in, puts a deal on sale and makes a code for the poster. Gives earned and waiting."""
    owner = play.owner
    await sign_in.by_password(owner, play.market, signs_in(play.market, "owner").phone, play.desk)
    await owner.look("desk")
    assert owner.path == play.desk
    figures = await at_desk.money(owner, play.desk, "money before")
    play.deal = await at_desk.publishes(
        owner, play.desk, Deal(play.text("deal"), play.text("item"), play.price, stock=9)
    )
    play.short_url = await at_desk.makes_link(owner, play.desk, "poster", play.text("label"))
    return figures


async def comes_by_the_poster(play: Play) -> None:
    """A stranger scans the poster and lands in the shop."""
    guest = play.guest
    await guest.visit(play.short_url, "store")
    assert guest.path == play.store
    await guest.press(guest.page.get_by_role("link", name=play.text("deal"), exact=True), "deal")
    assert guest.path == play.deal


async def buys_and_shows_the_voucher(play: Play) -> None:
    """Three taps, a code by text message, the provider's page; then the voucher, readable by a scanner."""
    guest = play.guest
    await as_guest.goes_to_checkout(guest, play.deal)
    assert guest.path == f"/{play.market}/sign-in"
    phone = PHONES[play.market].format(int.from_bytes(ids.uuid7().bytes[-4:]) % 10**7)
    await sign_in.by_code(guest, phone, "checkout")
    assert guest.path == f"{play.deal}/checkout"
    await as_guest.orders(guest)
    await as_guest.pays(guest, "order paid")
    await as_guest.sees_order(guest, "paid")
    play.order = guest.path
    link_code = play.short_url.rsplit("-", 1)[-1]
    assert link_code in await as_guest.fact(guest, "consumer.order.tracking")
    play.code = await as_guest.opens_voucher(guest)
    assert vouchers.is_token(await photographed(guest.page.locator(".voucher-qr")))


async def is_served(theater: Theater, play: Play) -> None:
    """The clerk redeems, undoes, redeems again; what must not work says why and changes nothing."""
    clerk, guest = play.clerk, play.guest
    clerk_phone = signs_in(play.market, "clerk").phone
    await sign_in.by_password(clerk, play.market, clerk_phone, f"/{play.market}/counter")
    assert clerk.path == play.counter
    before = await at_counter.redeemed_today(clerk, play.counter)
    wrong = {
        "voucher_code_malformed": play.code[:-1] + ("7" if play.code[-1] != "7" else "8"),
        "voucher_of_another_market": vouchers.qr_text(OTHER[play.market], play.code),
        "voucher_unknown": ids.new_code(16),
    }
    words = [await at_counter.is_refused(clerk, code, why) for why, code in wrong.items()]
    stranger = await clerk_of_another_shop(theater, play)
    words.append(await at_counter.is_refused(stranger, play.code, "voucher_of_another_store"))
    await guest.visit(guest.path, "voucher untouched")
    assert await guest.page.get_by_text(guest.say("consumer.voucher.ready"), exact=True).is_visible()
    assert await at_counter.redeemed_today(clerk, play.counter) == before

    await at_counter.redeems(clerk, play.code, play.text("deal"))
    await guest.visit(guest.path, "voucher used")
    assert await guest.page.locator(".voucher-stamp-used").is_visible()
    await at_counter.undoes(clerk)
    await guest.visit(guest.path, "voucher good again")
    assert await guest.page.get_by_text(guest.say("consumer.voucher.ready"), exact=True).is_visible()
    await guest.page.locator("[data-shows=live]").wait_for()
    token = await photographed(guest.page.locator(".voucher-qr"))
    assert vouchers.read_token(token).token.form is vouchers.TokenForm.DISPLAY
    await at_counter.redeems(clerk, token, play.text("deal"))
    words.append(await at_counter.is_refused(clerk, play.code, "voucher_used"))
    assert len(set(words)) == 5, words
    assert await at_counter.redeemed_today(clerk, play.counter) == before + 1


async def clerk_of_another_shop(theater: Theater, play: Play) -> Person:
    """Someone from next door, signed in by code as any of a shop's staff can, at their own counter."""
    market = next(one for one in seed.MARKETS if one.slug == play.market)
    lines = files.store_lines(play.market)
    number, line = next((n, line) for n, line in enumerate(lines, 1) if line.key != play.slug and line.staff)
    stranger = await theater.person("stranger", play.locale)
    await stranger.visit(f"/{play.market}/sign-in?next=/{play.market}/counter", "sign in")
    await sign_in.by_code(stranger, shops.staff_phone(market, number, 0), "counter next door")
    assert stranger.path == f"/{play.market}/counter/{line.key}"
    return stranger


async def says_how_it_was(play: Play) -> None:
    """Rating by aspect with a text; the shop answers; both stand on the store's page."""
    guest = play.guest
    await guest.visit(play.store, "store before review")
    count = await number_in(guest.page.locator("#reviews .card .small"))
    await guest.visit(play.order, "order used")
    await as_guest.sees_order(guest, "completed")
    await as_guest.reviews(guest, MARKS, play.review)
    assert guest.path == play.order
    assert await guest.page.get_by_text(play.review).is_visible()
    await guest.visit(play.store, "store with review")
    assert await number_in(guest.page.locator("#reviews .card .small")) == count + 1
    card = guest.page.locator("article.review", has_text=play.review)
    stars = await card.locator("svg.stars").first.get_attribute("aria-label")
    assert stars == guest.say("rating.of_five", value="4.0")
    reply = f"{REPLY[play.locale]} {play.mark}"
    await at_desk.replies(play.owner, play.desk, play.review, reply)
    await guest.visit(play.store, "store with reply")
    assert reply in await card.locator(".review-reply").inner_text()

    steps = ("visited", "ordered", "paid", "redeemed", "undone", "redeemed", "reviewed")
    line = [guest.say(f"consumer.step.{step}") for step in steps]
    await guest.visit(play.order, "order reviewed")

    async def complete() -> bool:
        return await as_guest.line(guest) == line

    await until(guest, complete, " → ".join(line))
    await guest.look("whole line")


async def comes_to_know_what_is_new(play: Play) -> None:
    """The guest follows the shop, and a deal published afterwards comes to them."""
    guest = play.guest
    await guest.visit(f"/{play.market}/following", "following nobody")
    await guest.visit(play.store, "store")
    follow = guest.page.get_by_role("button", name=guest.say("consumer.store.follow"), exact=True)
    await guest.press(follow, "follows")
    zone = ZoneInfo({"hangzhou": "Asia/Shanghai", "helsinki": "Europe/Helsinki"}[play.market])
    another_day = f"{clock.now().astimezone(zone) + timedelta(days=3):%a}"[:2]
    later = Deal(play.text("later"), play.text("item"), "25", stock=9, usable=f"{another_day} 10:00-12:00")
    play.later = await at_desk.publishes(play.owner, play.desk, later)
    await guest.visit(f"/{play.market}/following", "following")
    news = guest.page.get_by_role("link", name=later.title, exact=True)

    async def shown() -> bool:
        return await news.is_visible()

    await until(guest, shown, "the new deal")
    await guest.press(news, "new deal")
    assert guest.path == play.later


async def thinks_better_of_it(play: Play) -> None:
    """A declined payment, tried again with its callback lost; a refund in one tap; a canceled order."""
    guest, clerk = play.guest, play.clerk
    await as_guest.goes_to_checkout(guest, play.later)
    await as_guest.orders(guest, quantity=2)
    await as_guest.pays(guest, "order declined", "decline")
    await as_guest.sees_order(guest, "awaiting_payment")
    assert await guest.page.get_by_text(guest.say("consumer.order.declined.title")).is_visible()
    second = guest.path
    await guest.press(guest.say("consumer.order.pay_now"), "provider again")
    await as_guest.pays(guest, "order paid without callback", "callback_lost")
    assert as_guest.headline(guest, "paid") in await guest.page.locator("h1").all_inner_texts()
    code = await as_guest.opens_voucher(guest)
    await at_counter.is_refused(clerk, code, "voucher_not_usable_now")
    await guest.visit(second, "order before its refund")
    await guest.press(guest.page.locator("#refund > form button"), "order refunded")
    await as_guest.sees_order(guest, "refunded")
    assert guest.path == second
    sent = guest.page.locator(".notice-good")

    async def returned() -> bool:
        return await sent.is_visible()

    await until(guest, returned, "the money is back")
    await guest.look("money is back")
    await at_counter.is_refused(clerk, code, "voucher_refunded")

    await as_guest.goes_to_checkout(guest, play.later)
    await as_guest.orders(guest)
    await as_guest.turns_back(guest, "order not paid")
    await guest.press(guest.say("consumer.order.cancel"), "order canceled")
    await as_guest.sees_order(guest, "canceled")
    await guest.visit(play.later, "stock is back")
    assert await guest.page.get_by_text(guest.say("deal.left", n=9)).is_visible()
    await guest.visit(f"/{play.market}/orders", "orders")
    await guest.visit(f"/{play.market}/wallet", "wallet")


async def the_figures_agree(play: Play, earned: int, waiting: int) -> None:
    """The desk shows what happened, to the cent."""
    owner = play.owner
    after = await at_desk.money(owner, play.desk, "money after")
    # What the market keeps is agreed, and rounded down.
    agreed = Decimal((await as_guest.fact(owner, "desk.money.commission")).partition("%")[0])
    net = 1990 - int(1990 * agreed / 100)
    assert after == (earned + net, waiting)
    assert await at_desk.movements(owner, play.text("deal")) == [net, -net, net]
    expected = Funnel(visits=1, orders=3, paid=1990 + 2 * 2500, redeemed=1, reviews=1)

    async def counted() -> bool:
        return await at_desk.funnel(owner, play.desk, play.text("label")) == expected

    await until(owner, counted, f"{expected}")
    await owner.look("links with figures")
    await owner.visit(f"{play.desk}/orders", "desk orders")
    await owner.visit(play.desk, "desk at the end")


async def the_books_balance(theater: Theater, play: Play) -> None:
    """The operator sees a ledger without a gap, and no refund that failed."""
    operator = await theater.person("operator", play.locale, size=DESKTOP)
    phone = signs_in(play.market, "operator").phone
    await sign_in.by_password(operator, play.market, phone, f"/{play.market}/operator")
    await operator.look("overview")
    assert await operator.page.locator(".finding").is_visible()
    assert await operator.page.locator(".finding-bad").count() == 0
    failed = operator.page.locator(".stat", has_text=operator.say("operator.refunds_failed"))
    assert await number_in(failed.locator(".stat-value")) == 0
