"""Finance pages in the reader's words: who did it by name."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from linli.kernel.database import Actor
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import markets, settlement, treasury
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, PLACE, Stage


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


async def test_who_added_a_rule_or_closed_a_day_is_named_and_nobody_outside_the_room(stage: Stage) -> None:
    finance = await colleague(stage, "finance", "zh")
    typed = {"kind": "commission", "scope": "market", "rate": "4.5", "why": "agreed for winter", "key": "a"}
    assert (await finance.post(f"{ROOM}/rules", **typed)).status_code == 303
    guest = Actor("person", stage.people["guest"].person_id)
    async with stage.db.work(guest) as work:
        rate = settlement.Commission(300)
        await settlement.add_rule(work, MARKET, settlement.RuleKind.COMMISSION, "trade:cafe", rate, "before")
    day = markets.day_began(stage.db.clock(), PLACE["timezone"]).date() - timedelta(days=1)
    async with stage.db.work() as work:
        await treasury.close_day(work, MARKET, day)
    rules = (await finance.get(f"{ROOM}/rules")).text
    assert "Finance" in rules and "G＊＊" in rules and "person" not in rules
    days = (await finance.get(f"{ROOM}/days")).text
    assert "系统" in days and "system" not in days
