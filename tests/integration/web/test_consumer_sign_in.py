"""Signing in and out, and the page that stands in for a telephone."""

import re
import secrets

import httpx
import pytest

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.web.shared import security
from tests import cast
from tests.integration.web.consumer_stage import Street, Visitor, open_town


class Door:
    """The addresses of one street's sign-in, and a phone that nobody else has."""

    def __init__(self, street: Street) -> None:
        self.page = f"{street.root}/sign-in"
        self.codes = f"{self.page}/codes"
        self.sessions = f"{self.page}/sessions"
        self.by_password = f"{self.page}/password-sessions"
        self.phone = f"138{secrets.randbelow(10**8):08}"


@pytest.fixture
def door(street: Street) -> Door:
    return Door(street)


async def ask_for_code(visitor: Visitor, door: Door, after: str = "") -> tuple[httpx.Response, str]:
    """The page that asks for the code, and the code as the outbox shows it."""
    asked = await visitor.press(f"{door.page}?next={after}", door.codes, phone=door.phone)
    assert asked.status_code == 200
    found = re.search(r"\b(\d{6}) is your Linli", await visitor.see("/sandbox/messages"))
    assert found
    return asked, found[1]


async def test_a_code_from_the_outbox_signs_in_and_goes_on(street: Street, door: Door) -> None:
    visitor = await street.visitor()
    page, code = await ask_for_code(visitor, door, f"{street.root}/wallet")
    answer = await visitor.send(page, door.sessions, code=code)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{street.root}/wallet?done=welcome"
    assert "Welcome to the neighborhood" in await visitor.see(answer.headers["location"])


async def test_a_wrong_code_can_be_typed_again_in_place(street: Street, door: Door) -> None:
    visitor = await street.visitor()
    page, code = await ask_for_code(visitor, door)
    wrong = "000000" if code != "000000" else "111111"
    refused = await visitor.send(page, door.sessions, code=wrong)
    assert refused.status_code == 403
    assert 'aria-invalid="true"' in refused.text
    assert (await visitor.send(refused, door.sessions, code=code)).status_code == 303


async def test_a_phone_that_is_none_is_said_in_place_and_kept(street: Street, door: Door) -> None:
    visitor = await street.visitor()
    refused = await visitor.press(door.page, door.codes, phone="12")
    assert refused.status_code == 422
    assert 'value="12"' in refused.text


async def test_codes_are_not_sent_without_end(street: Street, door: Door) -> None:
    visitor = await street.visitor()
    answers = [(await visitor.press(door.page, door.codes, phone=door.phone)).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2


async def test_a_limit_that_is_reached_says_when_to_come_again(street: Street, door: Door) -> None:
    visitor = await street.visitor()
    for _ in range(6):
        answer = await visitor.press(door.page, door.codes, phone=door.phone)
    assert 3590 <= int(answer.headers["retry-after"]) <= 3600


async def test_a_password_signs_in_and_a_wrong_one_does_not(street: Street, door: Door) -> None:
    async with street.db.work() as work:
        await cast.join(work, f"+86{door.phone}", signer=Signer(street.settings.secret, "phones"))
    visitor = await street.visitor()
    way = f"{door.page}?way=password"
    refused = await visitor.press(way, door.by_password, phone=door.phone, password="not this one")
    assert refused.status_code == 403
    assert (
        await visitor.press(way, door.by_password, phone=door.phone, password=cast.PASSWORD)
    ).status_code == 303
    assert "小满" in await visitor.see(f"{street.root}/me")


@pytest.mark.parametrize(
    "wanted", ["https://evil.test/", "//evil.test/x", "/other-market/me", "javascript:x", ""]
)
async def test_signing_in_never_leads_out_of_the_market(street: Street, door: Door, wanted: str) -> None:
    visitor = await street.visitor()
    page, code = await ask_for_code(visitor, door, wanted)
    answer = await visitor.send(page, door.sessions, code=code)
    assert answer.headers["location"].startswith(f"{street.root}/me")


async def test_every_sign_in_is_a_session_of_its_own_and_signing_out_ends_it(street: Street) -> None:
    visitor = await street.visitor("小满")
    before = visitor.http.cookies[security.SESSION_COOKIE]
    answer = await visitor.press(f"{street.root}/me", f"{street.root}/session/end")
    assert answer.status_code == 303
    visitor.http.cookies.set(security.SESSION_COOKIE, before)
    assert "Nice to see you" in await visitor.see(f"{street.root}/me")


async def test_what_is_mine_asks_who_i_am_and_comes_back(street: Street) -> None:
    visitor = await street.visitor()
    answer = await visitor.get(f"{street.root}/orders", 303)
    assert answer.headers["location"] == f"{street.root}/sign-in?next={street.root}/orders"


async def test_a_form_without_its_token_is_refused(street: Street) -> None:
    visitor = await street.visitor("小满")
    await visitor.get(f"{street.root}/me")
    answer = await visitor.http.post(f"{street.root}/me/name", data={"name": "Mallory", "csrf_token": "x.y"})
    assert answer.status_code == 403


async def test_a_name_can_be_chosen(street: Street) -> None:
    visitor = await street.visitor("小满")
    assert (
        await visitor.press(f"{street.root}/me", f"{street.root}/me/name", name="大满")
    ).status_code == 303
    assert "大满" in await visitor.see(f"{street.root}/me?done=renamed")


async def test_the_cookie_lives_as_long_as_the_session(street: Street, door: Door) -> None:
    visitor = await street.visitor()
    page, code = await ask_for_code(visitor, door)
    answer = await visitor.send(page, door.sessions, code=code)
    (cookie,) = [
        line for line in answer.headers.get_list("set-cookie") if line.startswith(security.SESSION_COOKIE)
    ]
    assert f"max-age={90 * 24 * 3600};" in cookie.lower()


async def test_the_outbox_is_not_there_without_demo_sign_in(postgres: EmbeddedPostgres) -> None:
    async with open_town(postgres, demo_sign_in=False) as town:
        street = await town.street()
        await (await street.visitor()).get("/sandbox/messages", 404)
