"""Setting and changing a password on its page, signing out everywhere, and guessing."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from linli.app import behind_proxies
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import identity
from linli.web.shared import security
from tests import cast
from tests.integration.web.consumer_stage import SITE, Street, Town, Visitor, open_town

NEW = "a lantern by the lake"
PROXY = "198.51.100.1"


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, trusted_proxies=f"{PROXY}, 10.9.0.0/16") as opened:
        yield opened


@pytest.fixture
def page(street: Street) -> str:
    return f"{street.root}/me/password"


async def member(street: Street, password: str | None = cast.PASSWORD) -> Visitor:
    """Someone who is signed in here; with a password unless told."""
    visitor = Visitor(street.app, "en")
    async with street.db.work() as work:
        signer = Signer(street.settings.secret, "phones")
        visitor.person = await cast.join(work, signer=signer, password=password)
    await signed_in(street, visitor)
    return visitor


async def signed_in(street: Street, visitor: Visitor) -> str:
    """A session in this browser; gives a token of the same person."""
    assert visitor.person
    async with street.db.work() as work:
        cookie = await identity.start_session(work, visitor.person.person_id)
        issued = await identity.issue_token(work, visitor.person.person_id, ["consumer"])
    visitor.http.cookies.set(security.SESSION_COOKIE, cookie)
    return issued.token


async def other_device(street: Street, visitor: Visitor) -> tuple[Visitor, dict[str, str]]:
    """The same person in another browser, and the head that a program of theirs sends."""
    other = Visitor(street.app, "en")
    other.person = visitor.person
    return other, {"Authorization": f"Bearer {await signed_in(street, other)}"}


async def is_someone(street: Street, visitor: Visitor) -> bool:
    return "Nice to see you" not in await visitor.see(f"{street.root}/me")


async def may_call(street: Street, visitor: Visitor, bearer: dict[str, str]) -> bool:
    answer = await visitor.http.get(f"/api/v1/markets/{street.market.slug}/orders", headers=bearer)
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


async def texted(visitor: Visitor) -> str:
    found = re.search(r"\b(\d{6}) is your code for a new", await visitor.see("/sandbox/messages"))
    assert found
    return found[1]


async def test_with_the_old_password_a_new_one_and_all_others_are_out(street: Street, page: str) -> None:
    visitor = await member(street)
    other, bearer = await other_device(street, visitor)
    before = visitor.http.cookies[security.SESSION_COOKIE]
    assert await may_call(street, other, bearer)
    assert "signs you out on every other device" in await visitor.see(page)
    answer = await visitor.press(page, page, old=cast.PASSWORD, password=NEW)
    assert answer.status_code == 303, answer.text
    visitor.http.cookies.clear()
    visitor.http.cookies.set(security.SESSION_COOKIE, answer.cookies[security.SESSION_COOKIE])
    assert "小满" in await visitor.see(f"{street.root}/me")
    assert not await is_someone(street, other)
    assert not await may_call(street, other, bearer)
    copied = Visitor(street.app, "en")
    copied.http.cookies.set(security.SESSION_COOKIE, before)
    assert not await is_someone(street, copied)


async def test_without_the_old_password_nothing_changes(street: Street, page: str) -> None:
    visitor = await member(street)
    other, bearer = await other_device(street, visitor)
    for typed in ("not this one", ""):
        refused = await visitor.press(page, page, old=typed, password=NEW)
        assert refused.status_code == 403
        assert "not the password you have now" in refused.text
    bare = await visitor.press(page, page, password=NEW)
    assert bare.status_code == 403
    assert await is_someone(street, other)
    assert await may_call(street, other, bearer)


async def test_whoever_has_none_sets_one_with_a_code(street: Street, page: str) -> None:
    visitor = await member(street, password=None)
    asked = await visitor.press(page, f"{page}/codes")
    assert asked.status_code == 303
    form = await visitor.get(asked.headers["location"])
    code = await texted(visitor)
    wrong = "000000" if code != "000000" else "111111"
    refused = await visitor.send(form, page, code=wrong, password=NEW)
    assert (refused.status_code, 'aria-invalid="true"' in refused.text) == (403, True)
    weak = await visitor.send(refused, page, code=code, password=" " * 10)
    assert (weak.status_code, "too weak" in weak.text) == (422, True)
    assert (await visitor.send(weak, page, code=code, password=NEW)).status_code == 303
    assert "Change your password" in await visitor.see(page)


async def test_whoever_forgot_it_gets_a_code_too(street: Street, page: str) -> None:
    visitor = await member(street)
    asked = await visitor.press(page, f"{page}/codes")
    form = await visitor.get(asked.headers["location"])
    assert (await visitor.send(form, page, code=await texted(visitor), password=NEW)).status_code == 303


async def test_codes_for_a_password_run_out_and_the_page_says_until_when(street: Street, page: str) -> None:
    visitor = await member(street)
    answers = [await visitor.press(page, f"{page}/codes") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert 3590 <= int(answers[-1].headers["retry-after"]) <= 3600


async def test_guessing_the_old_password_is_stopped(street: Street, page: str) -> None:
    visitor = await member(street)
    answers = [await visitor.press(page, page, old=f"guess {n}", password=NEW) for n in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]
    assert 890 <= int(answers[-1].headers["retry-after"]) <= 900


async def test_signing_out_everywhere_ends_browsers_and_programs(street: Street) -> None:
    visitor = await member(street)
    other, bearer = await other_device(street, visitor)
    me = f"{street.root}/me"
    assert "API tokens end as well" in await visitor.see(me)
    answer = await visitor.press(me, f"{street.root}/sessions/end")
    assert answer.status_code == 303
    for browser in (visitor, other):
        assert not await is_someone(street, browser)
    assert not await may_call(street, other, bearer)


class Caller:
    """Someone at a network address of their own, who may claim another one."""

    def __init__(self, street: Street, address: str, forwarded: str = "") -> None:
        app = behind_proxies(street.app, street.settings)
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        self.visitor = Visitor(street.app, "en")
        self.visitor.http = httpx.AsyncClient(transport=transport, base_url=SITE, headers=headers)
        self.page = f"{street.root}/sign-in?way=password"
        self.door = f"{street.root}/sign-in/password-sessions"

    async def guesses(self, phone: int, times: int = 1) -> list[int]:
        """The answers to one guess at each of so many phones."""
        form = await self.visitor.get(self.page)
        answers = []
        for number in range(phone, phone + times):
            self.last = await self.visitor.send(
                form, self.door, phone=f"+8613850{number:06}", password="password1"
            )
            answers.append(self.last.status_code)
        return answers


async def test_one_password_tried_on_many_phones_is_stopped(street: Street) -> None:
    sprayer = Caller(street, "203.0.113.5")
    assert await sprayer.guesses(1000, 31) == [403] * 30 + [429]
    assert 3590 <= int(sprayer.last.headers["retry-after"]) <= 3600
    assert await Caller(street, "203.0.113.6").guesses(1100) == [403]


async def test_behind_a_trusted_proxy_everyone_has_an_address_of_their_own(street: Street) -> None:
    sprayer = Caller(street, PROXY, "192.0.2.66, 203.0.113.7")
    assert await sprayer.guesses(2000, 31) == [403] * 30 + [429]
    # What a sender claims before the proxy's own word counts for nothing.
    assert await Caller(street, PROXY, "192.0.2.67, 203.0.113.7").guesses(2100) == [429]
    assert await Caller(street, "10.9.1.1", "203.0.113.7").guesses(2100) == [429]
    assert await Caller(street, PROXY, "203.0.113.8").guesses(2100) == [403]


async def test_a_stranger_who_claims_to_be_a_proxy_is_not_believed(street: Street) -> None:
    assert await Caller(street, "203.0.113.9", "192.0.2.1").guesses(3000, 30) == [403] * 30
    assert await Caller(street, "203.0.113.9", "192.0.2.2").guesses(3100) == [429]
