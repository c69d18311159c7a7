"""Channels at the desk: who is credited, what it cost, and the line of one order."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import merchants
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
