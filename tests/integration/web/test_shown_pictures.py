"""Uploaded pictures as browsers get them: by their content's address, for ever, and as nothing else."""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import media
from linli.web.shared.photos import photo
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage, open_stage
from tests.unit.modules.test_media_drawing import opened, picture


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened_stage:
        yield opened_stage


async def test_a_picture_is_served_for_ever_and_as_nothing_but_a_picture(stage: Stage) -> None:
    ready = await media.prepare_picture(picture(900, 600))
    async with stage.db.work() as work:
        kept = await media.keep_picture(work, MARKET, NOODLES, ready)
    shown = photo(SLUG, kept)
    assert shown.srcset.count(".webp") == 3
    browser = await stage.browser("guest")
    answer = await browser.get(shown.of_size(320))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "set-cookie" not in answer.headers
    assert opened(answer.content).size == (320, 213)
    etag = {"If-None-Match": answer.headers["etag"]}
    assert (await browser.http.get(shown.of_size(320), headers=etag)).status_code == 304


async def test_what_is_not_there_is_not_there(stage: Stage) -> None:
    async with stage.db.work() as work:
        kept = await media.keep_picture(work, MARKET, NOODLES, await media.prepare_picture(picture(400, 400)))
    browser = await stage.browser("guest")
    folder = f"/{SLUG}/pictures/{kept.picture_id}"
    for path in (
        f"{folder}/321.webp",
        f"{folder}/320.jpg",
        f"{folder}/320",
        f"{folder}/../320.webp",
        f"/nowhere/pictures/{kept.picture_id}/320.webp",
        f"/{SLUG}/pictures/01890000-0000-7000-8000-000000000000/320.webp",
        f"/{SLUG}/pictures/no-id/320.webp",
    ):
        assert (await browser.get(path)).status_code == 404
