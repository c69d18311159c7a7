"""Channels at the desk: who is credited, what it cost, and the line of one order."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest_asyncio

from linli.kernel import trail
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import attribution, merchants
from linli.modules.marketing import Channel
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage, open_stage
from tests.integration.web.test_desk_results import visits

CHANNELS = f"/{SLUG}/desk/noodles/channels"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def test_a_channel_leads_to_its_orders_and_says_what_came_back_for_what_it_cost(stage: Stage) -> None:
    owner = await stage.browser("owner")
    empty = await owner.get(CHANNELS)
    assert empty.status_code == 200
    assert "Nothing to credit in this time" in empty.text
    seen = await visits(stage, Channel.POSTER, 3, timedelta(hours=1))
    [first] = await stage.buy(1, visit_id=seen.visit_id)
    await stage.redeem(first)
    await stage.buy(1)
    await stage.settle()
    page = unescape((await owner.get(CHANNELS)).text)
    assert "Poster brought the most: ¥62, 100% of what codes brought" in page
    assert "Of 2 orders in all" in page
    assert f'href="{CHANNELS}/orders?channel=poster&model=last&days=30">1</a>' in page
    rows = (await owner.get(f"{CHANNELS}/orders?channel=poster&model=data_driven")).text
    assert f"{CHANNELS}/orders/{first.order_id}" in rows
    line = unescape((await owner.get(f"{CHANNELS}/orders/{first.order_id}")).text)
    assert "poster 1" in line
    assert line.count("100%") == 6
    assert "Used ¥62" in re.sub(r"<[^>]+>", "", line)
    await _costs(stage)
    table = (await owner.get(f"{CHANNELS}.csv?model=linear")).text
    assert table.splitlines()[1].startswith("Poster,3,1,62.00,0.00,1,0,0,31.00,2.0")
    assert "2×" in unescape((await owner.get(CHANNELS)).text)
    await _everybody(stage)


async def _costs(stage: Stage) -> None:
    """Entered, sent as a file, refused, taken back; each once."""
    owner, costs = await stage.browser("owner"), f"{CHANNELS}/costs"
    today = stage.db.clock().date().isoformat()
    fields = {"channel": "poster", "label": "Door", "amount": "31", "from": today, "to": today}
    for _ in range(2):
        done = await owner.post(costs, **fields)
        assert done.headers["location"] == f"{costs}?done=cost_entered"
    page = await owner.post(costs, **{**fields, "amount": "nothing"})
    assert (page.status_code, "An amount above nothing" in page.text) == (422, True)
    assert 'value="Door"' in page.text
    page = await owner.post(f"{costs}/windows", window_channel="poster", days="91")
    assert (page.status_code, "A whole number from 1 to 90" in page.text) == (422, True)
    assert (await owner.post(f"{costs}/file")).status_code == 422
    listed = (await owner.get(costs)).text
    [removal] = re.findall(rf'action="({costs}/[0-9a-f-]+/removal)"', listed)
    assert (await owner.post(removal)).status_code == 303
    assert "/removal" not in (await owner.get(costs)).text
    assert (await owner.post(costs, **fields)).status_code == 303


async def _everybody(stage: Stage) -> None:
    """The head office and the market see the same."""
    async with stage.db.read() as reader:
        merchant_id = (await merchants.store(reader, MARKET, NOODLES)).merchant_id
    office = await (await stage.browser("owner")).get(f"/{SLUG}/head-office/{merchant_id}/channels")
    assert "Poster brought the most: ¥62, 100%" in unescape(office.text)
    room = await (await stage.browser("operator")).get(f"/{SLUG}/operator/channels?model=position")
    assert room.status_code == 200
    assert f"/operator/merchants/{merchant_id}" in room.text
    await _market(stage)


async def _market(stage: Stage) -> None:
    """The market's own file, rules, customers and footfall."""
    operator = await stage.browser("operator")
    at = f"/{SLUG}/operator/channels"
    file = await operator.get(f"{at}.csv?days=90")
    assert (file.status_code, "Poster" in file.text) == (200, True)
    for fields, wrong in (
        ({"hours": "0", "why": "try"}, "A whole number from 1 to 2160"),
        ({"hours": "48", "why": ""}, "Say why"),
    ):
        page = await operator.post(f"{at}/half-life", **fields)
        assert (page.status_code, wrong in page.text) == (422, True)
        assert f'value="{fields["hours"]}"' in page.text
    assert (await operator.post(f"{at}/half-life", hours="48", why="shorter here")).status_code == 303
    for fields, wrong in (
        ({"channel": "", "days": "9", "why": "try"}, "Choose one of the list"),
        ({"channel": "poster", "days": "91", "why": "try"}, "A whole number from 1 to 90"),
    ):
        page = await operator.post(f"{at}/windows", **fields)
        assert (page.status_code, wrong in page.text) == (422, True)
    said = {"channel": "poster", "days": "9", "why": "posters fade"}
    assert (await operator.post(f"{at}/windows", **said)).status_code == 303
    async with stage.db.read() as reader:
        merchant_id = (await merchants.store(reader, MARKET, NOODLES)).merchant_id
        assert merchant_id is not None
        rules = await attribution.rules_of(reader, MARKET, merchant_id)
        assert rules.half_life_hours == await attribution.half_life_of(reader, MARKET) == 48
        assert await attribution.windows_of_market(reader, MARKET) == [("poster", 9)]
        told = await trail.deeds(reader, MARKET, trail.DeedFilter())
    assert {"attribution.half_life_set", "attribution.window_set"} <= {one.action for one in told.items}
    for page_name in ("customers", "footfall"):
        page = await operator.get(f"/{SLUG}/operator/{page_name}")
        assert page.status_code == 200
