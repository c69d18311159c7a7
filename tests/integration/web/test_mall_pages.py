"""An owner makes a mall at the desk, visitors see it, its stores wear its look; what the platform shows."""

import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio
from PIL import Image

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import malls, merchants
from linli.web.shared import security
from tests.integration.web.shop_stage import MARKET, SEED, SETTINGS, SLUG, Browser, Stage, open_stage

DESK = f"/{SLUG}/desk/noodles/mall"
MALL = f"/{SLUG}/malls/wangjie"
LOOK = {"path": "wangjie", "name": "望街", "name_en": "Wangjie", "tagline_en": "Noodles", "ground": "white"}


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def sent(browser: Browser, *, logo: bytes = b"", **fields: str) -> httpx.Response:
    """The form of the look as a browser sends it, with a logo or without."""
    token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
    files: dict[str, Any] = {"logo_upload": ("logo.png", logo, "image/png")}
    form = {"csrf_token": token, "revision": "0", "swatch": "#1b7f63", **LOOK, **fields}
    return await browser.http.post(DESK, data=form, files=files)


async def posted(browser: Browser, path: str, fields: dict[str, str]) -> httpx.Response:
    token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
    return await browser.http.post(path, data={"csrf_token": token, **fields})


def drawn(color: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), color).save(out, "PNG")
    return out.getvalue()


async def opened(stage: Stage) -> Browser:
    owner = await stage.browser("owner")
    assert (await sent(owner, logo=drawn("red"))).status_code == 303
    assert (await owner.post(f"{DESK}/opening")).headers["location"].endswith("?done=opened")
    return owner


async def test_an_owner_makes_it_changes_it_and_goes_back(stage: Stage) -> None:
    owner, guest = await stage.browser("owner"), await stage.browser("guest")
    assert "desk/noodles/mall" in (await owner.get(f"/{SLUG}/desk/noodles")).text
    assert 'value="noodles"' in (await owner.get(DESK)).text
    refused = await sent(owner, path="Wang Jie!", tagline="一碗面")
    assert refused.status_code == 422
    assert 'value="Wang Jie!"' in refused.text
    assert "一碗面" in refused.text
    assert (await sent(owner, logo=drawn("red"))).status_code == 303
    # Its own people see the draft, nobody else does.
    assert "Only you see this yet" in (await owner.get(MALL)).text
    assert (await guest.get(MALL)).status_code == 404
    seen = await posted(owner, f"{DESK}/preview", {**LOOK, "swatch": "own", "color": "#ffee00"})
    assert 'fill="#ffee00"' in seen.text
    assert "contrast" in seen.text
    kept = await sent(owner, revision="2", swatch="#1d5fd1")
    assert kept.headers["location"].endswith("?done=changed")
    late = await sent(owner, revision="2", swatch="#b3261e")
    assert late.status_code == 409
    undo = await owner.post(f"{DESK}/undoing", revision="3")
    assert undo.headers["location"].endswith("?done=undone")
    async with stage.db.read() as reader:
        mall = await malls.mall_by_slug(reader, MARKET, "wangjie")
    assert (mall.color, mall.revision, mall.logo_id is not None) == ("#1b7f63", 4, True)


async def test_its_pages_are_written_and_no_markup_becomes_html(stage: Stage) -> None:
    owner = await opened(stage)
    page = {
        "path": "us",
        "title": "我们",
        "title_en": "Us",
        "body": "# Tea\n<script>alert(1)</script> **hot**",
    }
    assert (await posted(owner, f"{DESK}/pages", page)).status_code == 303
    assert (await posted(owner, f"{DESK}/pages", page)).status_code == 409
    guest = await stage.browser("guest")
    shown = (await guest.get(f"{MALL}/pages/us")).text
    assert "<h2>Tea</h2>" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <strong>hot</strong>" in shown
    assert f"{MALL}/pages/us" in (await guest.get(MALL)).text
    async with stage.db.read() as reader:
        merchant_id = (await malls.mall_by_slug(reader, MARKET, "wangjie")).merchant_id
        [found] = await malls.pages(reader, MARKET, merchant_id)
    assert (await owner.post(f"{DESK}/pages/{found.page_id}/removal")).status_code == 303
    assert (await guest.get(f"{MALL}/pages/us")).status_code == 404
    assert "/return" in (await owner.get(f"{DESK}?done=page_removed")).text
    assert (await owner.post(f"{DESK}/pages/{found.page_id}/return")).status_code == 303
    assert (await guest.get(f"{MALL}/pages/us")).status_code == 200


async def test_whoever_comes_by_the_mall_keeps_its_look_on_its_pages_and_leaves_it_beyond(
    stage: Stage,
) -> None:
    await opened(stage)
    guest = await stage.browser("guest")
    look = f"{MALL}/look.css"
    assert look not in (await guest.get(f"/{SLUG}/stores/noodles")).text
    front = await guest.get(MALL)
    assert "Noodles for two" in front.text
    assert look in front.text
    for path in ("stores/noodles", f"deals/{stage.deal.deal_id}", "wallet", "sign-in/codes"):
        answer = await (guest.post if "codes" in path else guest.get)(f"/{SLUG}/{path}")
        assert look in answer.text, path
    assert look not in (await guest.get(f"/{SLUG}/stores/tea")).text
    assert look not in (await guest.get(f"/{SLUG}/wallet")).text
    css = await guest.get(look)
    assert css.headers["content-type"].startswith("text/css")
    assert "--persimmon: #1b7f63" in css.text
    manifest = (await guest.get(f"{MALL}/app.webmanifest")).json()
    assert (manifest["name"], manifest["start_url"]) == ("Wangjie", MALL)
    icon = await guest.get(manifest["icons"][0]["src"])
    assert Image.open(io.BytesIO(icon.content)).size == (192, 192)


async def test_a_store_that_is_not_listed_stands_in_its_mall_and_nowhere_else(stage: Stage) -> None:
    owner = await opened(stage)
    guest = await stage.browser("guest")
    search = f"/{SLUG}/search?q=noodles"
    assert "/stores/noodles" in (await guest.get(search)).text
    assert (await owner.post(f"{DESK}/listing")).status_code == 303
    await stage.settle()
    assert "/stores/noodles" not in (await guest.get(search)).text
    assert "/stores/noodles" not in (await guest.get(f"/{SLUG}")).text
    assert "/stores/noodles" in (await guest.get(MALL)).text
    assert (await guest.get(f"/{SLUG}/stores/noodles")).status_code == 200
    # Nobody else's mall, and no mall without its owner.
    manager = await stage.browser("manager")
    assert (await manager.post(f"{DESK}/listing")).status_code == 404
    async with stage.db.work() as work:
        [found] = await merchants.stores_of_merchant(work, MARKET, stage.deal.merchant_id)
        listed = str(found.store_id)
    assert (await owner.post(f"{DESK}/listing", listed=listed)).status_code == 303
    await stage.settle()
    assert "/stores/noodles" in (await guest.get(search)).text
