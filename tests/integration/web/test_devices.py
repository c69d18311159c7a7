"""Devices: enrolled once by the owner's code, taken out of use for good; clerks at them open one counter."""

from uuid import UUID

import httpx
import pytest

from linli.kernel.signing import Signer
from linli.modules import catalog, identity, terminals, vouchers
from linli.web.shared import security
from tests import devices
from tests.integration.web.shop_stage import MARKET, NOODLES, SETTINGS, SLUG, Browser, Stage

DESK, COUNTER = f"/{SLUG}/desk/noodles/devices", f"/{SLUG}/counter/noodles"
PIN = "4071"
TEN_TIMES = catalog.UseRules(kind=catalog.UseKind.TIMES, times=10)


def bare(stage: Stage) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(stage.app, "", "en")


async def offer(stage: Stage) -> tuple[UUID, str]:
    """The owner presses the button; the offer and the token of its code."""
    owner = await stage.browser("owner")
    made = await owner.post(f"{DESK}/enrolments")
    assert made.status_code == 303, made.text
    enrolment_id = UUID(made.headers["location"].rsplit("/", 1)[-1])
    shown = await owner.get(made.headers["location"])
    token = Signer(SETTINGS.secret, "enrolments").sign(enrolment_id.hex)
    assert token in shown.text
    return enrolment_id, token


async def a_device(stage: Stage) -> tuple[devices.Device, Browser]:
    """An enrolled device and its browser, with nobody at it."""
    owner_id = stage.people["owner"].person_id
    device = await devices.enrolled(stage.db, MARKET, owner_id, NOODLES)
    browser = bare(stage)
    browser.http.cookies.set(security.DEVICE_COOKIE, device.cookie)
    return device, browser


async def with_pin(stage: Stage, name: str = "clerk", pin: str = PIN) -> str:
    answer = await (await stage.browser(name)).post(f"{COUNTER}/pin", pin=pin)
    assert answer.status_code == 303, answer.text
    return str(stage.people[name].person_id)


async def seated(stage: Stage) -> tuple[devices.Device, Browser]:
    """The clerk sits at a device by PIN."""
    clerk = await with_pin(stage)
    device, browser = await a_device(stage)
    answer = await browser.post(f"{COUNTER}/sitting", person_id=clerk, pin=PIN)
    assert (answer.status_code, answer.headers["location"]) == (303, COUNTER)
    return device, browser


async def test_a_code_enrolls_one_browser_and_no_second(stage: Stage) -> None:
    enrolment_id, token = await offer(stage)
    path = f"{COUNTER}/enrolment"
    browser = bare(stage)
    assert (await browser.get(f"{path}?token={token}")).status_code == 200
    device = devices.Device()
    made = await browser.post(path, **device.form(enrolment_id, token, "前台"))
    assert made.status_code == 201, made.text
    assert made.json()["name"] == "前台"
    cookie = made.headers["set-cookie"]
    assert cookie.startswith(f"{security.DEVICE_COOKIE}=")
    assert f"Path=/{SLUG}/counter" in cookie and "HttpOnly" in cookie
    again = await bare(stage).post(path, **devices.Device().form(enrolment_id, token))
    assert again.status_code == 410
    assert (await bare(stage).get(f"{path}?token={token}")).status_code == 410
    listed = await (await stage.browser("owner")).get(DESK)
    assert "前台" in listed.text and "loss-rule" in listed.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("public_key", "AAAA"), ("signature", devices.base64url(b"\1" * 64)), ("name", " "), ("name", "x" * 41)],
)
async def test_without_a_key_that_signs_and_a_name_nothing_is_enrolled(
    stage: Stage, field: str, value: str
) -> None:
    enrolment_id, token = await offer(stage)
    form = {**devices.Device().form(enrolment_id, token), field: value}
    refused = await bare(stage).post(f"{COUNTER}/enrolment", **form)
    assert refused.status_code == 422
    made = await bare(stage).post(f"{COUNTER}/enrolment", **devices.Device().form(enrolment_id, token))
    assert made.status_code == 201, "the code is still good"


async def test_a_code_of_another_shop_or_of_nobody_leads_nowhere(stage: Stage) -> None:
    enrolment_id, token = await offer(stage)
    form = devices.Device().form(enrolment_id, token)
    elsewhere = f"/{SLUG}/counter/tea/enrolment"
    assert (await bare(stage).post(elsewhere, **form)).status_code == 404
    for wrong in ("", f"{enrolment_id.hex}.x", token[:-1]):
        assert (await bare(stage).get(f"{COUNTER}/enrolment?token={wrong}")).status_code == 404


async def test_a_clerk_sits_down_by_pin_and_redeems_in_their_name(stage: Stage) -> None:
    _, browser = await seated(stage)
    home = await browser.get(COUNTER)
    assert home.status_code == 200 and "Clerk" in home.text
    voucher = (await stage.buy())[0]
    done = await browser.post(f"{COUNTER}/redemptions", code=voucher.code, key="one")
    assert done.status_code == 200, done.text
    assert "Clerk" in (await browser.get(COUNTER)).text


async def test_a_sitting_opens_its_counter_and_nothing_else(stage: Stage) -> None:
    await with_pin(stage, "owner", "5173")
    device, browser = await a_device(stage)
    owner = str(stage.people["owner"].person_id)
    assert (await browser.post(f"{COUNTER}/sitting", person_id=owner, pin="5173")).status_code == 303
    assert (await browser.get(COUNTER)).status_code == 200
    inside = "wallet orders me/passkeys desk desk/noodles counter counter/tea counter/noodles/pin operator"
    async with stage.db.read() as reader:
        known = len(await terminals.devices_of_store(reader, MARKET, NOODLES))
    closed = [DESK, *(f"/{SLUG}/{path}" for path in inside.split())]
    for path in closed:
        answer = await browser.get(path)
        assert answer.status_code == 303 and "/sign-in?next=" in answer.headers["location"], path
    assert (await browser.post(f"{DESK}/enrolments")).status_code == 303
    everywhere = await browser.get(f"/{SLUG}/me")
    assert "Owner" not in everywhere.text
    async with stage.db.read() as reader:
        every = await terminals.devices_of_store(reader, MARKET, NOODLES)
    assert device.device_id in {one.device_id for one in every}
    assert len(every) == known, "none was added from there"


async def test_at_an_enrolled_device_nobody_is_asked_for_a_pin(stage: Stage) -> None:
    await with_pin(stage)
    _, browser = await a_device(stage)
    away = await browser.get(COUNTER)
    assert (away.status_code, away.headers["location"]) == (303, f"{COUNTER}/sitting")
    page = await browser.get(f"{COUNTER}/sitting")
    assert page.status_code == 200 and "Clerk" in page.text and "Stranger" not in page.text


async def test_who_stands_up_or_takes_another_pin_is_out(stage: Stage) -> None:
    _, browser = await seated(stage)
    copied = Browser(stage.app, "", "en")
    for cookie in browser.http.cookies.jar:
        copied.http.cookies.set(cookie.name, cookie.value or "")
    assert (await copied.get(COUNTER)).status_code == 200
    assert (await browser.post(f"{COUNTER}/sitting/end")).status_code == 303
    assert (await copied.get(COUNTER)).status_code == 303
    _, browser = await seated(stage)
    await with_pin(stage, pin="9630")
    assert (await browser.get(COUNTER)).status_code == 303


async def test_a_revoked_device_opens_nothing(stage: Stage) -> None:
    device, browser = await seated(stage)
    owner = await stage.browser("owner")
    path = f"{DESK}/{device.device_id}"
    assert (await owner.post(f"{path}/revocation")).status_code == 303
    assert (await browser.get(COUNTER)).headers["location"].startswith(f"/{SLUG}/sign-in")
    assert (await browser.get(f"{COUNTER}/sitting")).status_code == 409
    again = await owner.post(f"{path}/revocation")
    assert again.status_code == 409
    changed = await owner.post(f"{path}/allowance", offline="yes", hours="5", uses="5", limit="5")
    assert changed.status_code == 409


async def test_who_signs_out_everywhere_does_not_sit_at_a_till_any_more(stage: Stage) -> None:
    _, browser = await seated(stage)
    assert (await browser.get(COUNTER)).status_code == 200
    elsewhere = await stage.browser("clerk")
    assert (await elsewhere.post(f"/{SLUG}/sessions/end")).status_code == 303
    assert (await browser.get(COUNTER)).headers["location"] == f"{COUNTER}/sitting"
    voucher = (await stage.buy())[0]
    refused = await browser.post(f"{COUNTER}/redemptions", code=voucher.code, key="one")
    assert (refused.status_code, refused.headers["location"]) == (303, f"{COUNTER}/sitting")
    assert (await stage.voucher(voucher)).state is vouchers.VoucherState.ISSUED
    _, again = await seated(stage)
    assert (await again.get(COUNTER)).status_code == 200, "with the same PIN"


async def test_wrong_pins_are_counted_and_then_even_the_right_one_waits(stage: Stage) -> None:
    clerk = await with_pin(stage)
    _, browser = await a_device(stage)

    async def tried(pin: str, who: str = clerk) -> httpx.Response:
        return await browser.post(f"{COUNTER}/sitting", person_id=who, pin=pin)

    assert (await tried("")).status_code == 403
    assert (await tried(PIN, "nobody")).status_code == 403
    assert [(await tried("4072")).status_code for _ in range(4)] == [403] * 4
    assert (await tried(PIN)).status_code == 429
    other = await with_pin(stage, "manager", "8520")
    assert (await tried("8520", other)).status_code == 303


@pytest.mark.parametrize("pin", ["123", "1234", "4321", "7777", "1234567", "12a4", "", "一二三四"])
async def test_a_pin_that_anybody_would_try_first_is_refused(stage: Stage, pin: str) -> None:
    clerk = await stage.browser("clerk")
    answer = await clerk.post(f"{COUNTER}/pin", pin=pin)
    assert answer.status_code == 422 and "4 to 6 digits" in answer.text


async def test_a_new_device_has_a_limit_that_fits_its_currency(stage: Stage) -> None:
    device, _ = await a_device(stage)
    async with stage.db.read() as reader:
        found = await terminals.device(reader, MARKET, device.device_id)
    assert found.allowance == terminals.Allowance(limit_minor=200_000)
    page = await (await stage.browser("owner")).get(f"{DESK}/{device.device_id}")
    assert 'value="2000"' in page.text
    usual = {"CNY": 200_000, "EUR": 30_000, "JPY": 40_000, "KWD": 100_000}
    assert {currency: terminals.usual_limit(currency) for currency in usual} == usual


async def test_whoever_takes_over_the_till_gets_the_answer_that_was_lost(stage: Stage) -> None:
    _, browser = await seated(stage)
    card = await stage.publish(title="十次卡", title_en="Ten", use_rules=TEN_TIMES)
    [voucher] = await stage.buy(deal=card)
    said = {"code": voucher.code, "key": "sent once", "part-0": "1"}
    first = await browser.post(f"{COUNTER}/redemptions", **said)
    assert first.status_code == 200 and 'data-outcome="ok"' in first.text
    manager = await with_pin(stage, "manager", "8520")
    assert (await browser.post(f"{COUNTER}/sitting", person_id=manager, pin="8520")).status_code == 303
    again = await browser.post(f"{COUNTER}/redemptions", **said)
    assert again.status_code == 200 and 'data-outcome="ok"' in again.text
    assert (await stage.voucher(voucher)).used == (1,)


async def test_every_redemption_names_what_it_was_made_with(stage: Stage) -> None:
    device, browser = await seated(stage)
    by_session = await stage.browser("clerk")
    one, two = await stage.buy(2)
    assert (await browser.post(f"{COUNTER}/redemptions", code=one.code, key="terminal")).status_code == 200
    assert (await by_session.post(f"{COUNTER}/redemptions", code=two.code, key="browser")).status_code == 200
    cookie = by_session.http.cookies[security.SESSION_COOKIE]
    async with stage.db.read() as reader:
        [at_device] = await vouchers.redemptions_of_vouchers(reader, MARKET, [one.voucher_id])
        [in_browser] = await vouchers.redemptions_of_vouchers(reader, MARKET, [two.voucher_id])
        session = await identity.present_session(reader, cookie)
    assert session
    assert (at_device.device_kind, at_device.device_id) == ("terminal", device.device_id)
    assert (in_browser.device_kind, in_browser.device_id) == ("browser", session.session_id)
    undoing = f"{COUNTER}/redemptions/{at_device.redemption_id}/undoing"
    assert (await by_session.post(undoing)).status_code == 303
    async with stage.db.read() as reader:
        _, undone = await vouchers.redemptions_of_vouchers(reader, MARKET, [one.voucher_id])
    assert (undone.device_kind, undone.device_id) == ("browser", session.session_id)


async def test_the_owner_says_what_a_device_may_do_offline(stage: Stage) -> None:
    device, _ = await a_device(stage)
    owner, path = await stage.browser("owner"), f"{DESK}/{device.device_id}"
    answer = await owner.post(f"{path}/allowance", offline="yes", hours="24", uses="20", limit="500")
    assert answer.status_code == 303, answer.text
    async with stage.db.read() as reader:
        found = await terminals.device(reader, MARKET, device.device_id)
    assert found.allowance == terminals.Allowance(offline=True, hours=24, uses=20, limit_minor=50_000)
    assert 'value="500"' in (await owner.get(path)).text
    any_amount = {"offline": "yes", "hours": "24", "uses": "20", "limit": "", "any_amount": "yes"}
    assert (await owner.post(f"{path}/allowance", **any_amount)).status_code == 303
    async with stage.db.read() as reader:
        found = await terminals.device(reader, MARKET, device.device_id)
    assert found.limit_minor == terminals.ANY_AMOUNT
    for blank in ("", "0", "0.00"):
        forgotten = await owner.post(f"{path}/allowance", **{**any_amount, "limit": blank, "any_amount": ""})
        assert forgotten.status_code == 422 and "field-error" in forgotten.text, blank
    for field, value in {"hours": "169", "uses": "0", "limit": "-1"}.items():
        form = {"offline": "yes", "hours": "24", "uses": "20", "limit": "9", field: value}
        wrong = await owner.post(f"{path}/allowance", **form)
        assert wrong.status_code == 422 and "field-error" in wrong.text, field
    assert (await owner.post(f"{path}/name", name="门口")).status_code == 303
    assert "门口" in (await owner.get(DESK)).text
