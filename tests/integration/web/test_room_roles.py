"""Who may see which page of the room: every route, every role, strangers and colleagues of another market."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from litestar.handlers import HTTPRouteHandler

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules.identity import OperatorRole
from linli.services import Who
from linli.web.operator.roles import NAVIGATION
from linli.web.operator.routes import ROUTES
from tests.integration.web.room_stage import ROLES, ROOM, colleague, open_room
from tests.integration.web.shop_stage import SLUG, Stage

NOBODY = "00000000-0000-7000-8000-000000000000"
NO_DAY = "2020-01-01"
GETS = [one for one in ROUTES if "GET" in one.http_methods]
POSTS = [one for one in ROUTES if "POST" in one.http_methods]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


def address(handler: HTTPRouteHandler) -> str:
    (path,) = handler.paths
    parts = [NOBODY if part.endswith(":uuid}") else part for part in path.split("/")]
    return "/".join(parts).replace("{market:str}", SLUG).replace("{day:str}", NO_DAY)


def names_a_record(handler: HTTPRouteHandler) -> bool:
    """Something of its own stands in the address: an id, or a day that may have been closed."""
    (path,) = handler.paths
    return ":uuid}" in path or "{day:str}" in path


def test_every_endpoint_of_the_room_declares_its_roles() -> None:
    for handler in ROUTES:
        assert handler.opt["who"] is Who.OPERATOR, handler.paths
        assert handler.opt["roles"], handler.paths
        assert OperatorRole.DIRECTOR in handler.opt["roles"], handler.paths


@pytest.mark.asyncio(loop_scope="module")
async def test_every_page_opens_for_its_roles_and_for_nobody_else(stage: Stage) -> None:
    for role in ROLES:
        browser = await colleague(stage, role)
        for handler in GETS:
            answer = await browser.get(address(handler))
            allowed = OperatorRole(role) in handler.opt["roles"]
            # A record that is not there is not found, but only by those who may look.
            missing = names_a_record(handler) and allowed and answer.status_code == 404
            assert missing or answer.status_code == (200 if allowed else 403), (role, handler.paths)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", ["foreigner", "owner", "clerk", "guest"])
async def test_for_everybody_else_nothing_is_there(stage: Stage, name: str) -> None:
    browser = await stage.browser(name)
    for handler in GETS:
        assert (await browser.get(address(handler))).status_code == 404, handler.paths
    for handler in POSTS:
        answer = await browser.post(address(handler), why="because I can", pick=NOBODY)
        assert answer.status_code == 404, handler.paths


@pytest.mark.asyncio(loop_scope="module")
async def test_an_action_is_refused_to_colleagues_of_another_role(stage: Stage) -> None:
    for role in ROLES:
        browser = await colleague(stage, role)
        for handler in POSTS:
            if OperatorRole(role) not in handler.opt["roles"]:
                answer = await browser.post(address(handler), why="because I can", pick=NOBODY)
                assert answer.status_code == 403, (role, handler.paths)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_navigation_offers_what_may_be_opened_and_nothing_else(stage: Stage) -> None:
    for role in ROLES:
        page = (await (await colleague(stage, role)).get(ROOM)).text
        for _, items in NAVIGATION:
            for _, _, path, who in items:
                offered = f'href="{ROOM}/{path}"'.replace('/"', '"') in page
                assert offered == (OperatorRole(role) in who), (role, path)
