"""From wanting to sell to the first sale: an owner with a phone, a reviewer with a keyboard, a guest."""

import io

import pytest
from PIL import Image

from linli.kernel import ids
from linli.modules.merchants import credit_check
from tests.browser import applicant as as_applicant
from tests.browser import guest as as_guest
from tests.browser import owner as at_desk
from tests.browser import sign_in
from tests.browser.errands import signs_in
from tests.browser.owner import Deal
from tests.browser.reading import until
from tests.browser.theater import DESKTOP, Person, Theater
from tests.product import Product

MARKET = "hangzhou"
ENTRY, QUEUE = f"/{MARKET}/applications", f"/{MARKET}/operator/applications"
HERE = {"latitude": 30.2411, "longitude": 120.1702}
# A license that nobody ever had; the mark tells plays on one stage apart.
NUMBER = "Y10000{:011d}"


@pytest.fixture
def license_photo() -> bytes:
    """As large as a phone takes it, so that it is made smaller on the way."""
    out = io.BytesIO()
    Image.effect_noise((3000, 2200), 40).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


async def test_from_wanting_to_sell_to_the_first_sale(
    theater: Theater, stage: Product, license_photo: bytes
) -> None:
    mark = int.from_bytes(ids.uuid7().bytes[-4:]) % 10**7
    name, name_en = f"桂花小馆{mark}", f"Osmanthus {mark}"
    owner = await theater.person("new owner", "zh")
    await owner.context.grant_permissions(["geolocation"], origin=stage.url)
    await owner.context.set_geolocation(HERE)
    reviewer = await theater.person("reviewer", "zh", size=DESKTOP)

    await applies(owner, mark, name, name_en, license_photo)
    place = owner.path
    await asks_and_hears(owner, reviewer, name)
    await says_yes(reviewer)
    await sells_the_first_time(theater, owner, place, name_en.lower().replace(" ", "-"), mark)


async def applies(owner: Person, mark: int, name: str, name_en: str, photo: bytes) -> None:
    """From the foot of the market's page, through signing in, to an application that waits."""
    await owner.visit(f"/{MARKET}", "home")
    await owner.press(owner.say("consumer.foot.open_shop"), "how it goes")
    assert owner.path == ENTRY
    await owner.press(owner.say("apply.sign_in"), "sign in")
    await sign_in.by_code(owner, f"+86134{mark:08d}", "how it goes, signed in")
    assert owner.path == ENTRY
    await owner.press(owner.say("apply.new.action"), "business step")
    await owner.press(owner.say("apply.next"), "business step with what is missing", status=422)
    body = NUMBER.format(mark)
    number = body + credit_check(body)
    await as_applicant.fills_business(owner, "杭州示例餐饮店（虚构）", number, photo)
    await as_applicant.fills_store(owner, name, name_en)
    await as_applicant.fills_person(owner, "林桂")
    await owner.press(owner.say("apply.send"), "sent")
    assert await owner.page.get_by_text(owner.say("apply.waiting")).is_visible()


async def asks_and_hears(owner: Person, reviewer: Person, name: str) -> None:
    """The reviewer finds it in the queue and asks; the owner answers and sends it in again."""
    await sign_in.by_password(reviewer, MARKET, signs_in(MARKET, "operator").phone, QUEUE)
    await reviewer.look("queue")
    await as_applicant.opens_first_by_keyboard(reviewer, name)
    await reviewer.page.locator("textarea[name=question]").fill("请问店在几楼？")
    await reviewer.press(reviewer.say("review.ask.send"), "asked")
    await owner.visit(owner.path, "question")
    await owner.page.locator("textarea[name=answer]").fill("一楼临街。")
    await owner.press(owner.say("apply.answer.keep"), "answer kept")
    await owner.press(owner.say("apply.send_again"), "sent again")
    await reviewer.visit(reviewer.path, "answered")
    assert await reviewer.page.get_by_text("一楼临街。").is_visible()


async def says_yes(reviewer: Person) -> None:
    """No yes before every box is ticked."""
    approve = reviewer.page.get_by_role("button", name=reviewer.say("review.approve"))
    assert await approve.is_disabled()
    assert await as_applicant.ticks_everything(reviewer) == 5
    await reviewer.press(approve, "approved")
    assert await reviewer.page.get_by_text(reviewer.say("review.done.application_approved")).is_visible()


async def sells_the_first_time(theater: Theater, owner: Person, place: str, slug: str, mark: int) -> None:
    """The store is found, its first deal published and bought, its badge can be looked behind."""
    store, desk = f"/{MARKET}/stores/{slug}", f"/{MARKET}/desk/{slug}"
    await owner.visit(place, "approved")
    assert await owner.page.get_by_role("link", name=owner.say("apply.first_deal")).is_visible()
    deal = await at_desk.publishes(owner, desk, Deal(f"开业套餐{mark}", "桂花糕一份", "19.90", stock=5))
    guest = await theater.person("first guest", "zh")
    await guest.visit(f"/{MARKET}/search?q={mark}", "search")

    async def found() -> bool:
        return await guest.page.locator(f"a[href='{store}']").count() > 0

    await until(guest, found, "the new store is found")
    await guest.visit(store, "store")
    await guest.press(guest.page.locator("a.trust-link"), "trust mark")
    assert await guest.page.get_by_text(guest.say("trust.check.license.text")).is_visible()
    await as_guest.goes_to_checkout(guest, deal)
    await sign_in.by_code(guest, f"+86133{mark:08d}", "checkout")
    await as_guest.orders(guest)
    await as_guest.pays(guest, "order paid")
    await as_guest.sees_order(guest, "paid")
    await owner.visit(f"{desk}/orders", "first order")
    assert await owner.page.get_by_text(f"开业套餐{mark}").first.is_visible()


async def test_a_place_on_the_map_can_be_claimed(theater: Theater) -> None:
    """Helsinki's places are on the map; whoever claims one begins with what the map knows."""
    who = await theater.person("claimant", "en")
    await who.visit("/helsinki/search?trade=bakery", "bakeries")
    listing = "/helsinki/stores/kanniston-leipomo-4693464161"
    await who.visit(listing, "listing")
    await who.press(who.say("apply.claim.link"), "sign in")
    await sign_in.by_code(who, f"+35846{int.from_bytes(ids.uuid7().bytes[-3:]) % 10**7:07d}", "claim")
    assert who.path == f"{listing}/claim"
    await who.press(who.say("apply.claim.action"), "business step")
    await who.visit(who.path.replace("business", "store"), "store step")
    assert await who.page.locator("input[name=name]").input_value() == "Kanniston leipomo"
    await who.visit(who.path.replace("store", "person"), "person step with proof")
    assert await who.page.locator("textarea[name=proof]").is_visible()
