"""Made-up codes at counters: what counts, what closes, what is seen, and what it costs."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from linli.kernel import ids, limits
from linli.kernel.database import SYSTEM, Reader, Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import markets, vouchers
from linli.modules.vouchers.guessing import (
    WRONG_CODES,
    WRONG_CODES_AT_A_DEVICE,
    WRONG_SHORT_CODES,
    Alarm,
)
from tests.integration.trade_stage import HANGZHOU, MARKET, Town, open_town
from tests.integration.tries_stage import ISSUERS, bought, take, till

HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        yield opened


async def alarms(town: Town) -> list[Alarm]:
    async with town.db.read() as reader:
        return (await vouchers.alarms(reader, MARKET)).items


async def counted(town: Town) -> int:
    """How many tries count now, under whatever limit."""
    text = "SELECT sum(tries) FROM kernel.tries WHERE window_start > $1"
    return (await town.rows(text, town.clock() - HOUR))[0]["sum"] or 0


async def test_digits_that_are_right_leave_nothing_counted(town: Town) -> None:
    voucher, digits = await bought(town)
    at = till(device_id=ids.uuid7())
    async with vouchers.trying(town.db, SYSTEM, at, digits) as tried, town.db.read() as reader:
        assert await counted(town) == 3
        market = await markets.market(reader, MARKET)
        seen = await vouchers.look(reader, ISSUERS, market, tried, HANGZHOU)
        assert seen.voucher == voucher and seen.usable_now and not tried.wrong
    assert await counted(town) == 0
    assert await take(town, digits, at) == "done"
    # It was read right, whatever became of the voucher.
    assert await take(town, digits, at) == "voucher_used"
    assert await counted(town) == 0


async def test_digits_mean_nothing_at_another_merchant_s_counter(town: Town) -> None:
    _, digits = await bought(town)
    merchant_id, store_id = await town.shop()
    assert await take(town, digits, till(merchant_id, store_id)) == "voucher_unknown"
    assert await counted(town) == 2
    assert await take(town, digits) == "done"


async def test_a_clerk_a_device_and_a_merchant_are_each_told_to_wait(town: Town) -> None:
    voucher, digits = await bought(town)
    device_id = ids.uuid7()
    lan, mei, wu = (till(device_id=device_id) for _ in range(3))
    for _ in range(WRONG_CODES.tries):
        assert await take(town, ids.new_number(10), lan) == "voucher_unknown"
    assert await take(town, digits, lan) == "too_many_tries"
    for _ in range(WRONG_CODES_AT_A_DEVICE.tries - WRONG_CODES.tries):
        assert await take(town, ids.new_code(16), mei) == "voucher_unknown"
    assert await take(town, digits, wu) == "too_many_tries"
    assert await take(town, voucher.code, mei) == "too_many_tries"
    for _ in range(WRONG_SHORT_CODES.tries - WRONG_CODES.tries):
        assert await take(town, ids.new_number(10)) == "voucher_unknown"
    assert await take(town, digits) == "short_codes_closed"
    assert [(one.reach.value, one.tries, one.turned_away) for one in await alarms(town)] == [
        ("merchant", 60, 1),
        ("device", 30, 2),
        ("person", 20, 1),
    ]
    assert await take(town, voucher.code) == "done"
    town.clock.move_on(TEN_MINUTES)
    assert await take(town, voucher.code, lan) == "voucher_used"
    assert await take(town, digits) == "short_codes_closed"
    town.clock.move_on(HOUR - TEN_MINUTES)
    assert await take(town, digits) == "voucher_used"


async def test_whole_codes_and_slips_do_not_close_ten_digits(town: Town) -> None:
    _, digits = await bought(town)
    at = till()
    for _ in range(WRONG_CODES.tries - 1):
        assert await take(town, ids.new_code(16), at) == "voucher_unknown"
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    for _ in range(WRONG_CODES.tries):
        assert await take(town, wrong, at) == "voucher_code_malformed"
    assert await take(town, digits, at) == "done"
    assert await alarms(town) == []


async def test_an_alarm_is_told_once_and_one_more_for_the_next_window(town: Town) -> None:
    at = till()
    for _ in range(2):
        for _ in range(WRONG_CODES.tries + 3):
            await take(town, ids.new_code(16), at)
        town.clock.move_on(TEN_MINUTES)
    found = await alarms(town)
    assert [(one.tries, one.turned_away, one.person_id) for one in found] == [(20, 3, at.person_id)] * 2
    told = "SELECT count(*) FROM kernel.outbox WHERE market_id = $1 AND event = 'GuessingNoticed'"
    assert (await town.rows(told, MARKET))[0]["count"] == 2


async def test_many_that_are_right_at_once_are_neither_turned_away_nor_noticed(town: Town) -> None:
    """A program that takes fifty whole codes at once for one clerk is no guesser."""
    _, found = await town.bought(await town.deal(stock=50, per_person=50), 50)
    at = till()
    ends = Counter(await asyncio.gather(*(take(town, one.code, at) for one in found)))
    assert ends == {"done": 50}
    assert await alarms(town) == [] and await counted(town) == 0


async def test_a_platform_s_answer_takes_a_guess_back(town: Town) -> None:
    at, digits = till(), ids.new_number(10)
    async with vouchers.trying(town.db, SYSTEM, at, digits) as tried:
        tried.judge(vouchers.VOUCHER_UNKNOWN())
        assert tried.wrong and tried.may_be_foreign(vouchers.VOUCHER_UNKNOWN())
        tried.wrong = False
    assert await counted(town) == 0


async def test_an_alarm_is_looked_at_once_with_a_note(town: Town) -> None:
    at = till()
    for _ in range(WRONG_CODES.tries):
        await take(town, ids.new_code(16), at)
    (alarm,) = await alarms(town)
    async with town.db.work() as work:
        twice = [alarm.alarm_id, alarm.alarm_id]
        assert await vouchers.acknowledge_alarms(work, MARKET, twice, "spoke to the shop") == 1
        assert await vouchers.acknowledge_alarms(work, MARKET + 1, twice, "another market") == 0
        assert await vouchers.acknowledge_alarms(work, MARKET, twice, "again") == 0
    assert await town.trail(alarm.alarm_id) == ["guessing_acknowledged"]
    (seen,) = await alarms(town)
    assert (seen.note, seen.acknowledged_by) == ("spoke to the shop", "system")
    async with town.db.read() as reader:
        assert await vouchers.open_alarms(reader, MARKET) == 0
        assert (await vouchers.alarms(reader, MARKET, unseen=True)).items == []


async def test_limits_cost_one_round_trip_by_code_and_two_by_digits(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count, and giving it back in the transaction of the redemption."""
    (first, digits), (second, _) = await bought(town), await bought(town)
    asked: list[str] = []
    for name in ("count_tries", "full_limits", "give_back_tries"):
        statement = getattr(limits.SQL, name)
        asked.append(statement.text)
    seen = await _statements(town, monkeypatch, digits)
    assert [seen.count(text) for text in asked] == [1, 0, 1]
    by_digits = len(seen)
    seen = await _statements(town, monkeypatch, second.code)
    assert [seen.count(text) for text in asked] == [0, 1, 0]
    assert by_digits - len(seen) == 1
    assert first.code != second.code


async def _statements(town: Town, monkeypatch: pytest.MonkeyPatch, code: str) -> list[str]:
    """What one redemption asks of the database."""
    seen: list[str] = []

    def spied(original: Any, place: int) -> Any:
        async def spy(*args: Any) -> Any:
            seen.append(args[place].text)
            return await original(*args)

        return spy

    with monkeypatch.context() as patch:
        for name in ("one", "many", "value", "column"):
            patch.setattr(Reader, name, spied(getattr(Reader, name), 2))
        patch.setattr(Work, "run", spied(Work.run, 1))
        assert await take(town, code) == "done"
    return seen
