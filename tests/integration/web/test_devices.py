"""Devices: enrolled once by the owner's code, taken out of use for good; clerks at them open one counter."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import terminals
from linli.web.shared import security
from tests import devices
from tests.integration.web.shop_stage import MARKET, NOODLES, SETTINGS, SLUG, Browser, Stage, open_stage

DESK, COUNTER = f"/{SLUG}/desk/noodles/devices", f"/{SLUG}/counter/noodles"
PIN = "4071"


@pytest_asyncio.fixture(scope="module")
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


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
    changed = await owner.post(f"{path}/allowance", offline="yes", hours="5", uses="5", limit="")
    assert changed.status_code == 409


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


async def test_the_owner_says_what_a_device_may_do_offline(stage: Stage) -> None:
    device, _ = await a_device(stage)
    owner, path = await stage.browser("owner"), f"{DESK}/{device.device_id}"
    answer = await owner.post(f"{path}/allowance", offline="yes", hours="24", uses="20", limit="500")
    assert answer.status_code == 303, answer.text
    async with stage.db.read() as reader:
        found = await terminals.device(reader, MARKET, device.device_id)
    assert found.allowance == terminals.Allowance(True, 24, 20, 50_000)
    assert 'value="500"' in (await owner.get(path)).text
    for field, value in {"hours": "169", "uses": "0", "limit": "-1"}.items():
        form = {"offline": "yes", "hours": "24", "uses": "20", "limit": "", field: value}
        wrong = await owner.post(f"{path}/allowance", **form)
        assert wrong.status_code == 422 and "field-error" in wrong.text, field
    assert (await owner.post(f"{path}/name", name="门口")).status_code == 303
    assert "门口" in (await owner.get(DESK)).text
