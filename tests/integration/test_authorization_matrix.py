"""Every endpoint × everyone who could ask, over an object of their own and one of somebody else."""

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from tests.integration.apps import routes
from tests.integration.matrix import page
from tests.integration.matrix import people as who
from tests.integration.matrix.endpoints import CASES
from tests.integration.matrix.objects import Made, paid
from tests.integration.matrix.papers import stand
from tests.integration.matrix.rows import Case
from tests.integration.matrix.world import COMPARED, PHONES, SCOPES, World, open_world

ROUTES = {
    f"{method} {route.path}": handler
    for route in routes()
    for handler in getattr(route, "route_handlers", [])
    for method in handler.http_methods - {"OPTIONS"}
}
_NAME = re.compile(r"\{(\w+):\w+\}")


@pytest_asyncio.fixture(scope="module")
async def world(postgres: EmbeddedPostgres) -> AsyncIterator[World]:
    async with open_world(postgres) as opened:
        await stand(opened)
        yield opened


def test_every_endpoint_has_its_row() -> None:
    assert set(ROUTES) == set(CASES)


def test_the_page_about_it_says_the_same() -> None:
    assert page.PAGE.read_text("utf-8") == page.text(), "run `make authorization`"


def filled(value: Any, names: Mapping[str, str]) -> Any:
    """What is sent, with the names in braces filled in."""
    if isinstance(value, str):
        return value.format(**names)
    if isinstance(value, Mapping):
        return {key: filled(one, names) for key, one in value.items()}
    return [filled(one, names) for one in value] if isinstance(value, list) else value


class Asking:
    """One endpoint, asked by one after another."""

    def __init__(self, world: World, endpoint: str) -> None:
        self.world = world
        self.case = CASES[endpoint]
        self.method, self.template = endpoint.split(" ", 1)
        self.api = self.template.startswith("/api/v1")

    async def made(self, at: str = "here") -> Made:
        await self.world.renew()
        return await self.case.make(self.world, at)

    async def by(
        self,
        name: str,
        made: Made,
        *,
        scopes: tuple[str, ...] = SCOPES,
        fresh: bool = False,
        market: str = "",
    ) -> httpx.Response:
        names = {"market": market or self.world.market.slug, "random": secrets.token_hex(8), **made}
        names["guest_phone"] = PHONES[who.GUEST]
        names |= filled(self.case.names, names)
        path = _NAME.sub(lambda found: names[found[1]], self.template) + filled(self.case.query, names)
        send = None if self.case.send is None else filled(self.case.send, names)
        if self.method == "POST" and send is None and not self.api:
            send = {}
        return await self.world.ask(name, self.method, path, send, scopes=scopes, fresh=fresh)

    def seen(self, answer: httpx.Response) -> set[str]:
        """The kinds of secrets in an answer or the address it leads to, grouped or not."""
        return self.world.secrets.told_by(answer.text + unquote(answer.headers.get("location", "")))

    def may_see(self, name: str) -> set[str]:
        return {kind for kind, readers in self.case.shows.items() if name in readers}


def outcome(answer: httpx.Response) -> str:
    """How somebody was received."""
    if answer.status_code == 401 or (
        answer.status_code == 303 and "/sign-in?next=" in answer.headers["location"]
    ):
        return "sign in"
    return {403: "forbidden", 404: "absent"}.get(answer.status_code, str(answer.status_code))


def turned_away(case: Case, name: str) -> str:
    """How somebody is received whom an endpoint is not for."""
    if name == who.NOBODY:
        return "sign in"
    # A colleague is told that it is not theirs; to all others nothing is there.
    if name in who.COLLEAGUES and who.NO_ONE < case.opens < who.COLLEAGUES:
        return "forbidden"
    if name == who.BOTH and case.opens == who.MANAGERS:
        return "forbidden"
    return case.refused


async def test_a_secret_that_an_answer_tells_is_found(world: World) -> None:
    asking = Asking(world, "GET /")
    for kind, texts in world.secrets.items():
        for text in texts:
            grouped = f"<b>{text[:4]} {text[4:]}</b>" if text.isalnum() else text
            for before in range(12):
                for said in (text, grouped):
                    assert kind in asking.seen(httpx.Response(200, text="x" * before + said + "y")), kind
            assert kind in asking.seen(httpx.Response(303, headers={"location": f"/x?y={quote(text)}"})), kind
    assert asking.seen(httpx.Response(200, text="nothing to see")) == set()


_FIRST_COLUMN = "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum = 1"


@pytest.mark.parametrize("name", sorted(COMPARED))
async def test_a_row_that_is_written_is_seen_and_one_that_is_taken_back_is_not(
    world: World, name: str
) -> None:
    """So the tests below would see it if a table were written into."""
    hand = world.watcher
    column = await hand.fetchval(_FIRST_COLUMN, name)
    touch = f"UPDATE {name} SET {column} = {column} WHERE ctid = (SELECT min(ctid) FROM {name})"
    before = await world.moment()
    taken_back = hand.transaction()
    await taken_back.start()
    await hand.execute(touch)
    await taken_back.rollback()
    await hand.fetch(f"SELECT FROM {name} LIMIT 1 FOR UPDATE")
    assert await world.written_since(before) == set()
    found = await hand.execute(touch)
    assert await world.written_since(before) == (set() if found == "UPDATE 0" else {name})


async def test_a_row_that_comes_or_goes_is_seen(world: World) -> None:
    hand, name = world.watcher, "kernel.audit_trail"
    await hand.execute(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM {name} LIMIT 1")
    for change in (
        f"DELETE FROM {name} AS trail USING kept WHERE trail.audit_id = kept.audit_id",
        f"INSERT INTO {name} SELECT * FROM kept",
    ):
        before = await world.moment()
        assert (await hand.execute(change)).endswith("1")
        assert await world.written_since(before) == {name}


@pytest.mark.parametrize("endpoint", sorted(CASES))
async def test_nobody_else_is_let_in_and_their_asking_changes_nothing(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    made, before = await asking.made(), await world.moment()
    strangers = sorted(who.EVERYONE - asking.case.opens)
    answers = {name: await asking.by(name, made) for name in strangers}
    found = {name: outcome(answer) for name, answer in answers.items()}
    assert found == {name: turned_away(asking.case, name) for name in strangers}
    seen = {name: asking.seen(answer) for name, answer in answers.items()}
    assert seen == {name: asking.may_see(name) for name in strangers}
    assert await world.written_since(before) == set()


@pytest.mark.parametrize("endpoint", sorted(CASES))
async def test_those_it_is_for_are_let_in_and_see_what_they_may(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    looking = asking.method == "GET"
    made = await asking.made()
    for name in sorted(asking.case.opens):
        answer = await asking.by(name, made, fresh=not looking)
        assert answer.status_code in asking.case.fine, (name, answer.status_code, answer.text[:600])
        assert outcome(answer) != "sign in" or asking.case.opens == who.EVERYONE, name
        assert asking.seen(answer) == asking.may_see(name), name
        if not looking:
            world.forget()
            made = await asking.made()


SCOPED = sorted(name for name, handler in ROUTES.items() if handler.opt.get("scope"))


@pytest.mark.parametrize("endpoint", SCOPED)
async def test_a_token_without_the_scope_opens_nothing(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    wanted = ROUTES[endpoint].opt["scope"]
    others = tuple(scope for scope in SCOPES if scope != wanted)
    made, before = await asking.made(), await world.moment()
    for name in sorted(asking.case.opens):
        answer = await asking.by(name, made, scopes=others)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_needed"), name
    assert await world.written_since(before) == set()


PICKING = sorted(name for name, case in CASES.items() if "{pick}" in str(case.send))


@pytest.mark.parametrize("endpoint", PICKING)
async def test_rows_of_one_market_are_not_picked_in_another(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    made, before = await asking.made(), await world.moment()
    await asking.by(who.FAR_DIRECTOR, made, market=world.far_market.slug)
    assert await world.written_since(before) == set()


@pytest.mark.parametrize("name", sorted(who.COLLEAGUES))
async def test_the_search_finds_for_a_colleague_what_their_pages_show(world: World, name: str) -> None:
    made = await paid(world)
    looked_for = {
        "/operator/people/": (PHONES[who.GUEST], who.ON_PEOPLE),
        "/operator/orders/": (made["code"], who.ON_TRADE),
        "/stores/": (world.shops["here"].name, who.COLLEAGUES),
    }
    for place, (typed, readers) in looked_for.items():
        path = f"/{world.market.slug}/operator/search"
        answer = await world.ask(name, "POST", path, {"q": typed})
        assert answer.status_code == 200
        assert (f'href="/{world.market.slug}{place}' in answer.text) == (name in readers), place


def called(endpoint: str) -> set[str]:
    """The names in an address that are of an object."""
    return set(_NAME.findall(endpoint)) - {"market"} - set(CASES[endpoint].names)


def crossing(endpoint: str) -> bool:
    names = called(endpoint)
    return "slug" in names and (len(names) > 1 or "{code}" in str(CASES[endpoint].send))


@pytest.mark.parametrize("endpoint", sorted(filter(crossing, CASES)))
async def test_what_is_the_other_shops_is_not_reached_through_ones_own(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    theirs, mine = await asking.made("there"), await asking.made("here")
    before = await world.moment()
    answer = await asking.by(who.OWNER, {**theirs, "slug": mine["slug"]})
    assert answer.status_code in asking.case.crossed, (answer.status_code, answer.text[:600])
    assert not asking.seen(answer), answer.text[:600]
    assert await world.written_since(before) <= {"kernel.audit_trail"}


def has_object(endpoint: str) -> bool:
    return "{market" in endpoint and bool(called(endpoint))


@pytest.mark.parametrize("endpoint", sorted(filter(has_object, CASES)))
async def test_nothing_of_one_market_is_found_in_another(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    made, before = await asking.made(), await world.moment()
    for name in (who.GUEST, who.OWNER, who.APPLICANT, who.DIRECTOR, who.FAR_DIRECTOR):
        answer = await asking.by(name, made, market=world.far_market.slug)
        assert outcome(answer) == "absent", (name, answer.status_code)
    assert await world.written_since(before) == set()
