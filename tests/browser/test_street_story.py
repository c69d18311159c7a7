"""From the street to the till and back: a printed card, a payment, a member, a leaflet, a coupon, and both
orders under the codes that brought them.
"""

import csv
import io
from urllib.parse import urlsplit

from linli.kernel import clock, ids
from tests.browser import guest as as_guest
from tests.browser import sign_in
from tests.browser.errands import signs_in
from tests.browser.theater import DESKTOP, Person, Theater
from tests.paper import papers

MARKET, FIRST, SECOND, OFF = "helsinki", 3800, 10_000, 600
# What the leaflet cost, in minor units.
COST = 2200


async def test_from_the_table_card_to_the_coupon_at_the_counter(theater: Theater) -> None:
    slug, mark = signs_in(MARKET, "owner").store, ids.new_code(5)
    desk, counter = f"/{MARKET}/desk/{slug}", f"/{MARKET}/counter/{slug}"
    owner = await theater.person("owner", "en", size=DESKTOP)
    guest = await theater.person("guest", "en")
    await sign_in.by_password(owner, MARKET, signs_in(MARKET, "owner").phone, desk)
    card = await code_at(owner, desk, "table_card", f"Table {mark}", "pay")
    leaflet = await code_at(owner, desk, "leaflet", f"Leaflet {mark}", "store")
    await spent(owner, desk, mark)
    before = await returns(owner, desk)

    # Printed, scanned off the sheet, paid by a stranger, who becomes a member and then somebody.
    await guest.visit(await scanned(owner, desk, card, "table_tent"), "pay")
    await pays(guest, "38")
    await guest.press(guest.say("receipt.join"), "joined")
    await guest.page.locator("#member strong").first.wait_for()
    phone = f"+358457{ids.new_number(6)[-6:]}"
    await guest.press(guest.say("receipt.guest.sign_in"), "sign in")
    await sign_in.by_code(guest, phone, "receipt")
    first = await as_guest.fact(guest, "consumer.order.number")

    # The leaflet brings them back; they agree that what they follow is joined to them.
    await guest.visit(f"/{MARKET}/me/privacy", "privacy")
    await guest.press(guest.page.locator("#journey button"), "agreed")
    await guest.visit(await scanned(owner, desk, leaflet, "leaflet"), "leaflet")
    await guest.visit(f"/{MARKET}/me/code", "member code")
    digits = await guest.page.locator(".member-digits").inner_text()
    clerk = owner
    await clerk.visit(f"{counter}/payments", "payments")
    await clerk.page.locator("#lookup input[name=code]").fill(digits)
    await clerk.press(clerk.page.locator("#lookup button"), "asked")
    assert await clerk.page.get_by_text(clerk.say("counter.ask.coupons")).is_visible()
    await clerk.page.locator("#amount").fill("100")
    await clerk.press(clerk.page.locator("main form[action$='/payments'] button[type=submit]"), "waiting")
    await guest.page.wait_for_url("**/orders/*")
    await guest.press(guest.say("consumer.order.pay_now"), "provider")
    await as_guest.pays(guest, "receipt")
    await guest.page.locator(".receipt-paid").wait_for()
    second = await as_guest.fact(guest, "consumer.order.number")
    assert "94.00" in await as_guest.fact(guest, "consumer.order.total")

    # Both under the right code, with what each brought and what came back for it.
    for channel, number in (("table_card", first), ("leaflet", second)):
        await owner.visit(f"{desk}/channels/orders?channel={channel}&model=last&days=7", channel)
        assert number in await owner.page.locator("main").inner_text()
    after = await returns(owner, desk)
    told = {name: after[name]["paid"] - before[name]["paid"] for name in ("table_card", "leaflet")}
    assert told == {"table_card": FIRST, "leaflet": SECOND - OFF}
    assert after["table_card"]["members"] == before["table_card"]["members"] + 1
    row = after["leaflet"]
    assert row["cost"] >= COST
    assert row["times"] == (row["paid"] - row["refunded"]) * 100 // row["cost"] / 100


async def code_at(owner: Person, desk: str, channel: str, label: str, landing: str) -> str:
    """A code of this channel that leads there; gives its id."""
    await owner.page.goto(f"{owner.stage.url}{desk}/codes")
    form = owner.page.locator("#new")
    await form.locator("select[name=channel]").select_option(channel)
    await form.locator("input[name=label]").fill(label)
    await form.locator("summary").click()
    await form.locator("select[name=landing]").select_option(landing)
    await owner.press(owner.say("desk.links.make"), "code made")
    way = await owner.page.get_by_role("link", name=label, exact=True).get_attribute("href")
    assert way
    return way.rpartition("/")[2]


async def scanned(owner: Person, desk: str, link_id: str, material: str) -> str:
    """The address on the printed sheet of a code, as another program reads it off the PDF; its path."""
    await owner.page.goto(
        f"{owner.stage.url}{desk}/codes/print?pick={link_id}&material={material}&language=en"
    )
    (sheet, *_) = papers(await owner.page.pdf(prefer_css_page_size=True, print_background=True), most=1)
    return urlsplit(sheet.codes[0].lower()).path


async def spent(owner: Person, desk: str, mark: str) -> None:
    """What the leaflet cost, entered for today."""
    await owner.page.goto(f"{owner.stage.url}{desk}/channels/costs")
    form = owner.page.locator("form", has=owner.page.locator("[name=amount]")).first
    today = clock.now().date().isoformat()
    await form.locator("[name=channel]").select_option("leaflet")
    for name, value in {"label": mark, "amount": f"{COST / 100:.2f}", "from": today, "to": today}.items():
        await form.locator(f"[name='{name}']").fill(value)
    await owner.press(owner.say("desk.channels.cost_enter"), "cost entered")


async def pays(guest: Person, amount: str) -> None:
    """An amount typed on the page of the code on the table, paid at the provider's, and the receipt."""
    await guest.page.locator("[name=amount]").fill(amount)
    await guest.press(guest.page.locator("main form button[type=submit]").last, "provider")
    await as_guest.pays(guest, "receipt")
    await guest.page.locator("#join").wait_for()


async def returns(owner: Person, desk: str) -> dict[str, dict[str, float]]:
    """The desk's file of channels: amounts in minor units, what was not said as nothing."""
    answer = await owner.context.request.get(f"{owner.stage.url}{desk}/channels.csv?model=last&days=7")
    rows = list(csv.reader(io.StringIO((await answer.text()).lstrip("\ufeff"))))[1:]
    named = {owner.say(f"desk.channel.{name}"): name for name in ("table_card", "leaflet")}
    nothing = dict.fromkeys(("paid", "refunded", "members", "cost", "times"), 0.0)
    found = {name: dict(nothing) for name in named.values()}
    for row in rows:
        if row[0] in named:
            minor = [round(float(row[place] or 0) * 100) for place in (3, 4, 8)]
            found[named[row[0]]] = {
                "paid": minor[0],
                "refunded": minor[1],
                "members": float(row[7]),
                "cost": minor[2],
                "times": float(row[9] or 0),
            }
    return found
