"""Where somebody is signed in: what the page shows and keeps; ending one session, the others, a token."""

import html
from datetime import timedelta

import pytest

from linli.modules import identity
from linli.web.shared import security
from tests.integration.web.consumer_stage import Street, Visitor

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Edg/140.0.0.0"


async def also(street: Street, visitor: Visitor, user_agent: str = "") -> Visitor:
    """The same person in another browser."""
    other = Visitor(street.app, "en")
    other.person = visitor.person
    assert visitor.person
    async with street.db.work() as work:
        cookie = await identity.start_session(work, visitor.person.person_id, user_agent=user_agent)
    other.http.cookies.set(security.SESSION_COOKIE, cookie)
    return other


async def token(street: Street, visitor: Visitor, name: str = "") -> str:
    assert visitor.person
    async with street.db.work() as work:
        person_id = visitor.person.person_id
        return (await identity.issue_token(work, person_id, ["consumer"], name=name)).token


async def is_in(street: Street, visitor: Visitor) -> bool:
    return "Nice to see you" not in await visitor.see(f"{street.root}/me")


async def may_call(street: Street, visitor: Visitor, bearer: str) -> bool:
    head = {"Authorization": f"Bearer {bearer}"}
    answer = await visitor.http.get(f"/api/v1/markets/{street.market.slug}/orders", headers=head)
    return answer.status_code == 200


async def test_each_session_is_listed_and_the_present_one_first(street: Street) -> None:
    mine = await street.visitor("小满")
    await also(street, mine, IPHONE)
    await also(street, mine, WINDOWS)
    page = html.unescape(await mine.see(f"{street.root}/me/sessions"))
    rows = page.split('<li class="list-row">')[1:]
    assert ["This browser" in row for row in rows] == [True, False, False]
    assert "Windows · Edge" in rows[1]
    assert "iPhone · Safari" in rows[2]
    stranger = await street.visitor("阿强")
    assert "iPhone" not in await stranger.see(f"{street.root}/me/sessions")


async def test_of_the_browser_nothing_but_two_words_is_kept(street: Street) -> None:
    mine = await street.visitor("小满")
    await also(street, mine, IPHONE)
    assert mine.person
    async with street.db.pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT s::text AS t FROM identity.sessions s WHERE person_id = $1", mine.person.person_id
        )
    told = " ".join(row["t"] for row in rows)
    assert "iphone" in told
    assert "19" not in told.replace("2019", "").split("iphone", 1)[1]
    assert "AppleWebKit" not in told


async def test_a_session_is_noted_once_in_a_quarter_of_an_hour(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, clock = await street.visitor("小满"), street.services.db.clock
    assert mine.person

    async def seen() -> list[identity.Session]:
        assert mine.person
        async with street.db.read() as reader:
            return await identity.sessions_of(reader, mine.person.person_id)

    began = (await seen())[0].seen_at
    await mine.see(f"{street.root}/me")
    assert (await seen())[0].seen_at == began
    monkeypatch.setattr(street.services.db, "clock", lambda: clock() + timedelta(minutes=31))
    await mine.see(f"{street.root}/me")
    later = (await seen())[0].seen_at
    assert later > began
    assert (later.minute % 15, later.second, later.microsecond) == (0, 0, 0)


async def test_one_session_ends_and_the_others_go_on(street: Street) -> None:
    mine = await street.visitor("小满")
    phone, laptop = await also(street, mine, IPHONE), await also(street, mine, WINDOWS)
    page = f"{street.root}/me/sessions"
    listed = await mine.get(page)
    one = next(
        action
        for action in listed.text.split('action="')
        if "sessions" in action and "Sign out iPhone" in action
    ).split('"', 1)[0]
    ended = await mine.send(listed, one)
    assert ended.status_code == 303
    assert "Signed out there" in await mine.see(ended.headers["location"])
    assert [await is_in(street, who) for who in (mine, phone, laptop)] == [True, False, True]
    assert (await mine.send(listed, one)).status_code == 404


async def test_ending_this_session_is_signing_out(street: Street) -> None:
    mine = await street.visitor("小满")
    other = await also(street, mine)
    listed = await mine.get(f"{street.root}/me/sessions")
    row = listed.text.split("This browser", 1)[1]
    ended = await mine.send(listed, row.split('action="', 1)[1].split('"', 1)[0])
    assert ended.headers["location"].endswith("?done=signed_out")
    assert not await is_in(street, mine)
    assert await is_in(street, other)


async def test_all_others_end_and_programs_go_on(street: Street) -> None:
    mine = await street.visitor("小满")
    other, bearer = await also(street, mine), await token(street, mine)
    page = f"{street.root}/me/sessions"
    ended = await mine.press(page, f"{page}/others/end")
    assert "Signed out everywhere else" in await mine.see(ended.headers["location"])
    assert [await is_in(street, who) for who in (mine, other)] == [True, False]
    assert await may_call(street, mine, bearer)
    assert f'action="{page}/others/end"' not in await mine.see(page)


async def test_a_token_is_listed_and_ends(street: Street) -> None:
    mine = await street.visitor("小满")
    page = f"{street.root}/me/sessions"
    assert "No program has a token of yours" in await mine.see(page)
    bearer, kept = await token(street, mine, "Evening report"), await token(street, mine)
    assert await may_call(street, mine, bearer)
    listed = await mine.get(page)
    assert "Evening report" in listed.text
    assert "Last used" in listed.text.split("Evening report", 1)[1]
    row = listed.text.split("Evening report", 1)[1]
    ended = await mine.send(listed, row.split('action="', 1)[1].split('"', 1)[0])
    assert "Token ended" in await mine.see(ended.headers["location"])
    assert [await may_call(street, mine, one) for one in (bearer, kept)] == [False, True]


async def test_a_program_lists_and_ends_tokens(street: Street) -> None:
    mine, stranger = await street.visitor("小满"), await street.visitor("阿强")
    bearer, other = await token(street, mine, "One"), await token(street, mine, "Two")
    head = {"Authorization": f"Bearer {bearer}"}
    items = (await mine.http.get("/api/v1/tokens", headers=head)).json()["items"]
    assert [(one["name"], one["present"]) for one in items] == [("Two", False), ("One", True)]
    two = f"/api/v1/tokens/{items[0]['token_id']}"
    theirs = {"Authorization": f"Bearer {await token(street, stranger)}"}
    assert (await mine.http.delete(two, headers=theirs)).status_code == 404
    assert (await mine.http.delete(two, headers=head)).status_code == 204
    assert (await mine.http.delete(two, headers=head)).status_code == 404
    assert [await may_call(street, mine, one) for one in (bearer, other)] == [True, False]


async def test_a_token_without_the_scope_lists_nothing(street: Street) -> None:
    mine = await street.visitor("小满")
    assert mine.person
    async with street.db.work() as work:
        issued = await identity.issue_token(work, mine.person.person_id, ["counter"])
    head = {"Authorization": f"Bearer {issued.token}"}
    assert (await mine.http.get("/api/v1/tokens", headers=head)).json()["code"] == "scope_needed"
