"""The room's ledger: how far it is sealed, what is set aside, and what an account has beside its balance."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import ledger
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, Stage


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


def seen(page: str) -> str:
    """What a reader sees of a page."""
    return re.sub(r"<[^>]+>", "", page)


async def set_aside(stage: Stage, minor: int) -> ledger.Account:
    """Of what the merchant has earned."""
    payable = ledger.Account(f"merchant:{stage.deal.merchant_id}", ledger.Purpose.PAYABLE, "CNY")
    payouts = ledger.Account("market", ledger.Purpose.PAYOUTS, "CNY")
    async with stage.db.work() as work:
        move = ledger.Move(payable, payouts, Money(minor, "CNY"), "payout", stage.deal.deal_id)
        await ledger.pend(work, MARKET, move, expires_at=work.now + timedelta(days=3))
    return payable


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_page_tells_how_far_the_ledger_is_sealed(stage: Stage, language: str) -> None:
    finance = await colleague(stage, "finance", language)
    said = {
        "en": ("Nothing is sealed yet", "Sealed up to block 1", "wait to be sealed", "Every entry is sealed"),
        "zh": ("还没有封账", "已封账至第 1 块", "条账目待封", "全部账目均已封存"),
    }[language]
    assert said[0] in (await finance.get(f"{ROOM}/ledger")).text
    (voucher,) = await stage.buy()
    assert said[2] in (await finance.get(f"{ROOM}/ledger")).text
    await ledger.seal(stage.db, MARKET)
    page = (await finance.get(f"{ROOM}/ledger")).text
    assert said[1] in page and said[3] in page
    async with stage.db.read() as reader:
        assert (await ledger.chain_state(reader, MARKET)).hash.hex() in page
    await stage.redeem(voucher)
    assert said[2] in (await finance.get(f"{ROOM}/ledger")).text


async def test_money_set_aside_is_listed_and_stands_beside_its_accounts(stage: Stage) -> None:
    finance = await colleague(stage, "finance")
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    assert "set aside" not in (await finance.get(f"{ROOM}/ledger")).text
    payable = await set_aside(stage, 123)
    page = (await finance.get(f"{ROOM}/ledger")).text
    assert "1 transfer is set aside" in page
    assert f'href="{ROOM}/ledger/set-aside"' in page
    listed = (await finance.get(f"{ROOM}/ledger/set-aside")).text
    assert "¥1.23" in seen(listed) and f"{ROOM}/ledger/accounts/{payable.account_id}" in listed
    account = (await finance.get(f"{ROOM}/ledger/accounts/{payable.account_id}")).text
    assert "¥1.23 set aside to leave" in seen(account)
    assert f"{ROOM}/ledger/set-aside?account={payable.account_id}" in account
    only = f"{ROOM}/ledger/set-aside.csv?account={payable.account_id}"
    rows = (await finance.get(only)).text.strip().splitlines()
    assert len(rows) == 2 and "1.23" in rows[1]
    other = (await finance.get(f"{ROOM}/ledger/set-aside.csv?account={stage.deal.deal_id}")).text
    assert len(other.strip().splitlines()) == 1
    async with stage.db.work() as work:
        waiting = await ledger.pendings_waiting(work, MARKET)
        await ledger.void(work, MARKET, [one.pending_id for one in waiting.items])
    assert "set aside" not in (await finance.get(f"{ROOM}/ledger/accounts/{payable.account_id}")).text
