"""One running product and one Chromium for all browser tests; each test opens its own contexts.

`LINLI_TEST_URL` and `LINLI_TEST_FOLDER` point them at a demo that runs already, and at its folder.
`LINLI_STORY_PICTURES` names a folder for a picture of every step.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.stages import named
from tests.browser.theater import Theater, chromium
from tests.product import Product
from tests.simulators.douyin import Douyin


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest) -> Product:
    """The running product that is played on."""
    there = named()
    if there:
        return there
    product: Product = request.getfixturevalue("product")
    return product


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest) -> Douyin:
    """The platform to which the product speaks. A demo that runs already speaks to none."""
    assert not named(), (
        "leave LINLI_TEST_URL away: here the product is told of a platform of ours as it starts"
    )
    program: Douyin = request.getfixturevalue("sold_elsewhere")
    return program


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture
async def theater(stage: Product, browser: Browser) -> AsyncIterator[Theater]:
    theater = Theater(stage, browser)
    yield theater
    await theater.close()
