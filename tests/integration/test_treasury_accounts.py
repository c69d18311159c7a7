"""Where a merchant is paid: typed twice, by two at once, and again after the bank has refused it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.sealing import Sealer
from linli.modules import treasury
from tests.integration.trade_stage import MARKET, MERCHANT, Town, open_town

COOLING_OFF = timedelta(hours=48)
OWNER = ids.derived("owner", "lao wang")
CARD, OTHER_CARD, COMPANY = "6222 0200 0000 0020 008", "6222020000000080002", "1202021409900012345"


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        yield opened


async def account(town: Town, number: str = CARD, secret: str = "a secret") -> treasury.BankAccount:
    typed, sealer = (number, "王老七", "工商银行河坊街支行"), Sealer(secret, "bank accounts")
    async with town.db.work() as work:
        return await treasury.change_account(work, MARKET, MERCHANT, OWNER, typed, "CN", sealer, COOLING_OFF)


async def test_a_second_click_on_an_account_changes_nothing_and_makes_nobody_wait(town: Town) -> None:
    made = await asyncio.gather(*(account(town) for _ in range(4)))
    assert len({one.account_id for one in made}) == 1
    assert (await account(town)).usable_from == town.clock.at
    assert await town.trail(MERCHANT) == ["bank_account_changed"]


async def test_two_accounts_typed_at_once_are_one_after_the_other_and_the_later_one_waits(town: Town) -> None:
    await account(town)
    both = await asyncio.gather(account(town, OTHER_CARD), account(town, COMPANY))
    assert len({one.account_id for one in both}) == 2
    assert {one.usable_from for one in both} == {town.clock.at + COOLING_OFF}
    async with town.db.read() as reader:
        now = await treasury.account_of(reader, MARKET, MERCHANT)
    assert now and now.account_id in {one.account_id for one in both}
    assert len(await town.rows("SELECT FROM treasury.bank_accounts WHERE ended_at IS NULL")) == 1


async def test_an_account_that_the_bank_refused_may_be_typed_again(town: Town) -> None:
    first = await account(town)
    await town.rows("UPDATE treasury.bank_accounts SET refused_at = now()")
    again = await account(town)
    assert again.account_id != first.account_id
    assert (again.refused_at, again.usable_from) == (None, town.clock.at + COOLING_OFF)


async def test_an_account_sealed_with_a_secret_that_is_gone_can_be_replaced(town: Town) -> None:
    first = await account(town)
    again = await account(town, secret="another secret")
    assert again.account_id != first.account_id
    assert again.usable_from == town.clock.at + COOLING_OFF
