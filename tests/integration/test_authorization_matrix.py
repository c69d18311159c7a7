"""Every endpoint × everyone who could ask, over an object of their own and one of somebody else."""

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
import pytest_asyncio

from linli.app import build_app
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings
from tests.integration.matrix import people as who
from tests.integration.matrix.endpoints import CASES, FIXED, Made
from tests.integration.matrix.world import PHONES, SCOPES, World, open_world

ROUTES = {
    f"{method} {route.path}": handler
    for route in build_app(Settings(), "postgresql://nowhere").routes
    for handler in getattr(route, "route_handlers", [])
    for method in handler.http_methods - {"OPTIONS"}
}
_NAME = re.compile(r"\{(\w+):\w+\}")


@pytest_asyncio.fixture(scope="module")
async def world(postgres: EmbeddedPostgres) -> AsyncIterator[World]:
    async with open_world(postgres) as opened:
        yield opened


def test_every_endpoint_has_its_row() -> None:
    assert set(ROUTES) == set(CASES)


def filled(value: Any, names: Mapping[str, str]) -> Any:
    """What is sent, with the names in braces filled in."""
    if isinstance(value, str):
        return value.format(**names) if value.startswith("{") else value
    if isinstance(value, Mapping):
        return {key: filled(one, names) for key, one in value.items()}
    return [filled(one, names) for one in value] if isinstance(value, list) else value


class Asking:
    """One endpoint, asked by one after another."""

    def __init__(self, world: World, endpoint: str) -> None:
        self.world = world
        self.case = CASES[endpoint]
        self.method, self.template = endpoint.split(" ", 1)
        self._fixed = FIXED.get(endpoint, {})
        self.api = self.template.startswith("/api/v1")

    async def made(self, at: str = "here") -> Made:
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
        names |= filled(self._fixed, names)
        path = _NAME.sub(lambda found: names[found[1]], self.template) + self.case.query
        send = None if self.case.send is None else filled(self.case.send, names)
        if self.method == "POST" and send is None and not self.api:
            send = {}
        return await self.world.ask(name, self.method, path, send, scopes=scopes, fresh=fresh)

    def leaks(self, answer: httpx.Response, made: Made) -> list[str]:
        """What of the guest's stands in an answer where it may not."""
        secret = {"phone": PHONES[who.GUEST][3:], "code": made.get("code", "no code at all")}
        told = re.sub(r"[\s-]", "", answer.text)
        return [name for name, text in secret.items() if text in told]


def outcome(answer: httpx.Response) -> str:
    """How somebody was received."""
    if answer.status_code == 401 or (
        answer.status_code == 303 and "/sign-in?next=" in answer.headers["location"]
    ):
        return "sign in"
    return {403: "forbidden", 404: "absent"}.get(answer.status_code, str(answer.status_code))


@pytest.mark.parametrize("endpoint", sorted(CASES))
async def test_nobody_else_is_let_in_and_their_asking_changes_nothing(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    made, before = await asking.made(), await world.fingerprint()
    found, leaks = {}, {}
    for name in sorted(who.EVERYONE - asking.case.opens):
        answer = await asking.by(name, made)
        found[name] = outcome(answer)
        leaks[name] = asking.leaks(answer, made)
    if endpoint.startswith("POST /api/callbacks"):
        expected = dict.fromkeys(found, "sign in")
    else:
        expected = {name: "sign in" if name == who.NOBODY else "absent" for name in found}
    assert found == expected
    assert not any(leaks.values()), leaks
    assert await world.fingerprint() == before


@pytest.mark.parametrize("endpoint", sorted(CASES))
async def test_those_it_is_for_are_let_in_and_see_what_they_may(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    for name in sorted(asking.case.opens):
        made = await asking.made()
        answer = await asking.by(name, made, fresh=True)
        assert answer.status_code in asking.case.fine, (name, answer.status_code, answer.text[:600])
        assert outcome(answer) != "sign in" or asking.case.opens == who.EVERYONE, name
        world.forget()
        seen = set(asking.leaks(answer, made))
        allowed = asking.case.shows if name == who.GUEST or "phone" not in asking.case.shows else frozenset()
        assert seen <= allowed, (name, seen)


SCOPED = sorted(name for name, handler in ROUTES.items() if handler.opt.get("scope"))


@pytest.mark.parametrize("endpoint", SCOPED)
async def test_a_token_without_the_scope_opens_nothing(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    wanted = ROUTES[endpoint].opt["scope"]
    others = tuple(scope for scope in SCOPES if scope != wanted)
    made, before = await asking.made(), await world.fingerprint()
    for name in sorted(asking.case.opens):
        answer = await asking.by(name, made, scopes=others)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_needed"), name
    assert await world.fingerprint() == before


def crossing(endpoint: str) -> bool:
    names = set(_NAME.findall(endpoint)) - {"market"}
    return "slug" in names and (len(names) > 1 or "{code}" in str(CASES[endpoint].send))


@pytest.mark.parametrize("endpoint", sorted(filter(crossing, CASES)))
async def test_what_is_the_other_shops_is_not_reached_through_ones_own(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    theirs, mine = await asking.made("there"), await asking.made("here")
    before = await world.fingerprint()
    answer = await asking.by(who.OWNER, {**theirs, "slug": mine["slug"]})
    assert answer.status_code in asking.case.crossed, (answer.status_code, answer.text[:600])
    assert not (answer.is_success and asking.leaks(answer, theirs)), answer.text[:600]
    after = await world.fingerprint()
    assert {name for name in after if after[name] != before[name]} <= {"kernel.audit_trail"}


def has_object(endpoint: str) -> bool:
    return "{market" in endpoint and bool(set(_NAME.findall(endpoint)) - {"market", "provider", "code"})


@pytest.mark.parametrize("endpoint", sorted(filter(has_object, CASES)))
async def test_nothing_of_one_market_is_found_in_another(world: World, endpoint: str) -> None:
    asking = Asking(world, endpoint)
    made, before = await asking.made(), await world.fingerprint()
    for name in (who.GUEST, who.OWNER, who.OPERATOR, who.FAR_OPERATOR):
        answer = await asking.by(name, made, market=world.far_market.slug)
        assert outcome(answer) == "absent", (name, answer.status_code)
    assert await world.fingerprint() == before
