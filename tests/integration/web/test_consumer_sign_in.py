"""Signing in and out, and the page that stands in for a telephone."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.web.shared import security
from tests import cast
from tests.integration.web.consumer_stage import ROOT, Street, Visitor, open_street

PHONE = "13800000001"
SIGN_IN, CODES = f"{ROOT}/sign-in", f"{ROOT}/sign-in/codes"
SESSIONS, BY_PASSWORD = f"{ROOT}/sign-in/sessions", f"{ROOT}/sign-in/password-sessions"


@pytest_asyncio.fixture
async def street(postgres: EmbeddedPostgres) -> AsyncIterator[Street]:
    async with open_street(postgres) as opened:
        yield opened


async def ask_for_code(visitor: Visitor, after: str = "") -> tuple[httpx.Response, str]:
    """The page that asks for the code, and the code as the outbox shows it."""
    asked = await visitor.press(f"{SIGN_IN}?next={after}", CODES, phone=PHONE)
    assert asked.status_code == 200
    found = re.search(r"\b(\d{6}) is your Linli", await visitor.see("/sandbox/messages"))
    assert found
    return asked, found[1]


async def test_a_code_from_the_outbox_signs_in_and_goes_on_where_one_wanted_to(street: Street) -> None:
    visitor = await street.visitor()
    page, code = await ask_for_code(visitor, f"{ROOT}/wallet")
    answer = await visitor.send(page, SESSIONS, code=code)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{ROOT}/wallet?done=welcome"
    assert "Welcome to the neighborhood" in await visitor.see(answer.headers["location"])


async def test_a_wrong_code_can_be_typed_again_in_place(street: Street) -> None:
    visitor = await street.visitor()
    page, code = await ask_for_code(visitor)
    wrong = "000000" if code != "000000" else "111111"
    refused = await visitor.send(page, SESSIONS, code=wrong)
    assert refused.status_code == 403
    assert 'aria-invalid="true"' in refused.text
    assert (await visitor.send(refused, SESSIONS, code=code)).status_code == 303


async def test_a_phone_that_is_none_is_said_in_place_and_kept(street: Street) -> None:
    visitor = await street.visitor()
    refused = await visitor.press(SIGN_IN, CODES, phone="12")
    assert refused.status_code == 422
    assert 'value="12"' in refused.text


async def test_codes_are_not_sent_without_end(street: Street) -> None:
    visitor = await street.visitor()
    answers = [(await visitor.press(SIGN_IN, CODES, phone=PHONE)).status_code for _ in range(7)]
    assert answers[0] == 200
    assert answers[-1] == 429


async def test_a_password_signs_in_and_a_wrong_one_does_not(street: Street) -> None:
    async with street.db.work() as work:
        await cast.join(work, f"+86{PHONE}", signer=Signer(street.settings.secret, "phones"))
    visitor = await street.visitor()
    way = f"{SIGN_IN}?way=password"
    refused = await visitor.press(way, BY_PASSWORD, phone=PHONE, password="not this one")
    assert refused.status_code == 403
    assert (await visitor.press(way, BY_PASSWORD, phone=PHONE, password=cast.PASSWORD)).status_code == 303
    assert "小满" in await visitor.see(f"{ROOT}/me")


@pytest.mark.parametrize(
    "wanted", ["https://evil.test/", "//evil.test/x", "/other-market/me", "javascript:x", ""]
)
async def test_signing_in_never_leads_out_of_the_market(street: Street, wanted: str) -> None:
    visitor = await street.visitor()
    page, code = await ask_for_code(visitor, wanted)
    answer = await visitor.send(page, SESSIONS, code=code)
    assert answer.headers["location"].startswith(f"{ROOT}/me")


async def test_every_sign_in_is_a_session_of_its_own_and_signing_out_ends_it(street: Street) -> None:
    visitor = await street.visitor("小满")
    before = visitor.http.cookies[security.SESSION_COOKIE]
    answer = await visitor.press(f"{ROOT}/me", f"{ROOT}/session/end")
    assert answer.status_code == 303
    visitor.http.cookies.set(security.SESSION_COOKIE, before)
    assert "Nice to see you" in await visitor.see(f"{ROOT}/me")


async def test_what_is_mine_asks_who_i_am_and_comes_back(street: Street) -> None:
    visitor = await street.visitor()
    answer = await visitor.get(f"{ROOT}/orders", 303)
    assert answer.headers["location"] == f"{ROOT}/sign-in?next={ROOT}/orders"


async def test_a_form_without_its_token_is_refused(street: Street) -> None:
    visitor = await street.visitor("小满")
    await visitor.get(f"{ROOT}/me")
    answer = await visitor.http.post(f"{ROOT}/me/name", data={"name": "Mallory", "csrf_token": "x.y"})
    assert answer.status_code == 403


async def test_name_and_password_can_be_chosen(street: Street) -> None:
    visitor = await street.visitor("小满")
    assert (await visitor.press(f"{ROOT}/me", f"{ROOT}/me/name", name="大满")).status_code == 303
    assert "大满" in await visitor.see(f"{ROOT}/me?done=renamed")
    refused = await visitor.press(f"{ROOT}/me", f"{ROOT}/me/password", password="short")
    assert refused.status_code == 422
    assert (
        await visitor.press(f"{ROOT}/me", f"{ROOT}/me/password", password="long enough")
    ).status_code == 303


async def test_the_outbox_is_not_there_without_demo_sign_in(postgres: EmbeddedPostgres) -> None:
    async with open_street(postgres, demo_sign_in=False) as street:
        await (await street.visitor()).get("/sandbox/messages", 404)
