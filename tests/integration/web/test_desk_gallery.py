"""A store's own photos: several at once, in an order, with words; on its page, its card and in search."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
from PIL import Image

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import catalog, media, merchants
from linli.web.shared import security
from tests.integration.web.shop_stage import (
    MARKET,
    NOODLES,
    SEED,
    SETTINGS,
    SLUG,
    Stage,
    open_stage,
)

PHOTOS = f"/{SLUG}/desk/noodles/photos"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


def drawn(color: str, width: int = 900) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 600), color).save(out, "JPEG")
    return out.getvalue()


async def send(stage: Stage, *pictures: bytes, by: str = "manager") -> httpx.Response:
    browser = await stage.browser(by)
    token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
    files = [("upload", (f"{n}.jpg", one, "image/jpeg")) for n, one in enumerate(pictures)]
    return await browser.http.post(PHOTOS, data={"csrf_token": token}, files=files)


async def hung(stage: Stage) -> list[merchants.StorePhoto]:
    async with stage.db.read() as reader:
        return await merchants.photos_of_store(reader, MARKET, NOODLES)


async def arrange(stage: Stage, order: list[UUID], deed: str = "", **captions: str) -> httpx.Response:
    browser = await stage.browser("manager")
    fields: dict[str, Any] = {"photo": [str(one) for one in order], "deed": deed, **captions}
    return await browser.post(f"{PHOTOS}/order", **fields)


async def test_several_are_hung_at_once_in_the_order_they_were_chosen(stage: Stage) -> None:
    assert (await send(stage, drawn("red"), drawn("green"), drawn("blue"))).status_code == 303
    first = await hung(stage)
    assert len(first) == 3
    assert (await send(stage, drawn("red"))).status_code == 303
    assert await hung(stage) == first


async def test_the_page_shows_them_with_their_words_and_the_drawing_stays_without(stage: Stage) -> None:
    guest = await stage.browser("guest")
    page = (await guest.get(f"/{SLUG}/stores/noodles")).text
    assert '<img class="picture" src="/art/' in page
    await send(stage, drawn("red"), drawn("green"))
    [one, two] = [photo.picture_id for photo in await hung(stage)]
    await arrange(stage, [one, two], **{f"caption_en_{one}": "The counter", f"caption_zh_{one}": "柜台"})
    page = (await guest.get(f"/{SLUG}/stores/noodles")).text
    cover = page.split('class="hero"')[1].split("</div>")[0]
    assert f"/{SLUG}/pictures/{one}/640.webp" in cover
    assert 'alt="The counter"' in cover
    assert "640w" in cover
    assert 'width="800" height="500"' in cover
    assert str(two) in page.split("photo-strip")[1]
    chinese = await stage.browser("guest", "zh")
    assert 'alt="柜台"' in (await chinese.get(f"/{SLUG}/stores/noodles")).text


async def test_the_cover_is_on_the_card_in_search(stage: Stage) -> None:
    await send(stage, drawn("red"), drawn("green"))
    [one, two] = [photo.picture_id for photo in await hung(stage)]
    await stage.settle()
    guest = await stage.browser("guest")
    assert f"/pictures/{one}/320.webp" in (await guest.get(f"/{SLUG}/search")).text
    await arrange(stage, [one, two], f"first:{two}")
    await stage.settle()
    page = (await guest.get(f"/{SLUG}/search")).text
    assert f"/pictures/{two}/320.webp" in page
    assert str(one) not in page


async def test_moving_and_removing_keep_the_words_that_were_typed(stage: Stage) -> None:
    await send(stage, drawn("red"), drawn("green"), drawn("blue"))
    [a, b, c] = [photo.picture_id for photo in await hung(stage)]
    await arrange(stage, [a, b, c], f"down:{a}", **{f"caption_en_{c}": "The yard"})
    now = await hung(stage)
    assert [photo.picture_id for photo in now] == [b, a, c]
    assert now[2].caption_en == "The yard"
    await arrange(stage, [b, a, c], f"drop:{b}", **{f"caption_en_{c}": "The yard"})
    assert [photo.picture_id for photo in await hung(stage)] == [a, c]
    await arrange(stage, [b, a, c], f"up:{c}")
    assert [photo.picture_id for photo in await hung(stage)] == [c, a]


async def test_one_that_cannot_be_read_is_told_and_the_others_hang(stage: Stage) -> None:
    said = await send(stage, drawn("red"), b"no picture", drawn("green"))
    assert said.status_code == 422
    assert len(await hung(stage)) == 2
    assert (await send(stage)).status_code == 422


async def test_there_are_twelve_at_most(stage: Stage) -> None:
    colors = [f"#{n:02x}{n * 7 % 256:02x}{n * 13 % 256:02x}" for n in range(10, 26)]
    for start in range(0, 12, 4):
        assert (await send(stage, *(drawn(one) for one in colors[start : start + 4]))).status_code == 303
    said = await send(stage, drawn(colors[13]))
    assert said.status_code == 409
    assert "12" in said.text
    assert len(await hung(stage)) == 12


async def test_a_caption_that_is_too_long_is_refused_and_nothing_typed_is_lost(stage: Stage) -> None:
    await send(stage, drawn("red"))
    [one] = [photo.picture_id for photo in await hung(stage)]
    said = await arrange(stage, [one], **{f"caption_en_{one}": "x" * 200, f"caption_zh_{one}": "柜台"})
    assert said.status_code == 422
    assert "柜台" in said.text
    assert (await hung(stage))[0].caption_zh == ""


async def test_another_shops_people_and_clerks_hang_nothing(stage: Stage) -> None:
    for name in ("clerk", "stranger", "guest"):
        assert (await send(stage, drawn("red"), by=name)).status_code in (403, 404)
    assert await hung(stage) == []


async def test_a_photo_of_a_deal_that_no_deal_shows_is_gone_after_a_day_and_all_others_stay(
    stage: Stage,
) -> None:
    await send(stage, drawn("red"))
    shown = await media.prepare_picture(drawn("yellow"))
    unused = await media.prepare_picture(drawn("black"))
    async with stage.db.work() as work:
        for one in (shown, unused):
            await media.keep_picture(work, MARKET, NOODLES, one)
    deal = await stage.publish(picture_id=shown.picture_id)
    assert deal.picture_id == shown.picture_id
    assert await catalog.drop_unused_pictures(stage.db, MARKET) == 0
    later = stage.db.clock() + timedelta(days=1, minutes=1)
    stage.db.clock = lambda: later
    assert await catalog.drop_unused_pictures(stage.db, MARKET) == 1
    assert await media.sweep(stage.db, MARKET) == 1
    async with stage.db.read() as reader:
        wanted = [shown.picture_id, unused.picture_id, (await hung(stage))[0].picture_id]
        left = await media.pictures(reader, MARKET, wanted)
    assert set(left) == {wanted[0], wanted[2]}
