"""The page on which codes are printed, printed: its sheets have their size and can be scanned."""

import re
from urllib.parse import urlencode

import pytest

from linli.modules import marketing, media
from linli.modules.marketing import MATERIALS
from tests.browser import errands, sign_in
from tests.browser.theater import DESKTOP, Person, Theater
from tests.paper import Paper, papers

DESK = "/hangzhou/desk/wangjie-noodles/codes"
CODE = re.compile(r"/codes/[0-9a-f-]{36}$")


async def sheets(owner: Person, **asked: str) -> list[Paper]:
    """What the browser prints: the pages of its own PDF, as another program sees them at 150 dpi."""
    await owner.page.goto(f"{owner.stage.url}{DESK}/print?{urlencode(asked)}")
    pdf = await owner.page.pdf(prefer_css_page_size=True, print_background=True)
    return papers(pdf)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_material_prints_at_its_size_and_is_scanned_off_the_paper(
    theater: Theater, language: str
) -> None:
    owner = await theater.person("owner", language, size=DESKTOP, script=False)
    await sign_in.by_password(owner, "hangzhou", errands.signs_in("hangzhou", "owner").phone, DESK)
    links = await owner.page.locator("a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    pick = next(link for link in links if CODE.search(link or "")).rpartition("/")[2]
    await owner.page.goto(f"{owner.stage.url}{DESK}/{pick}")
    address = await owner.page.locator(".link-card-url").inner_text()
    for kind, material in MATERIALS.items():
        (sheet,) = await sheets(owner, pick=pick, material=kind.value, language=language)
        margin = 2 * media.MARGIN if material.bleed else 0
        wanted = (material.width + margin, material.height + margin)
        assert sheet.size == pytest.approx(wanted, abs=0.3), kind
        assert set(sheet.codes) == {marketing.printed(address)}, kind
    tents = await sheets(owner, pick=pick, material="table_tent", paper="a4", copies="3")
    assert [(len(sheet.codes), sheet.size) for sheet in tents] == [
        (4, pytest.approx((210, 297), abs=0.3)),
        (2, pytest.approx((210, 297), abs=0.3)),
    ]
