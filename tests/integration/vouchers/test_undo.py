"""Taking a mistaken redemption back: at the store that made it, within the window, once."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from linli.kernel.database import Work
from linli.kernel.events import Event
from linli.kernel.ids import uuid7
from linli.kernel.refusals import Refusal
from linli.modules import vouchers
from tests.integration.vouchers.stage import (
    HOUR,
    MARKET,
    MEI,
    NOON,
    OTHER_STORE,
    STORE,
    bought,
    taken,
)


async def _undone(work: Work, done: vouchers.Redeemed, store_id: UUID = STORE) -> vouchers.Voucher:
    redemption_id = done.redemption.redemption_id
    return await vouchers.undo_redemption(work, MARKET, redemption_id, store_id, MEI, HOUR)


async def test_an_undone_redemption_makes_the_voucher_good_again_and_is_announced(
    work: Work, heard: list[Event]
) -> None:
    [voucher] = await bought(work)
    done = await taken(work, voucher.code)
    assert await _undone(work, done) == voucher
    assert [type(event).__name__ for event in heard] == ["VoucherRedeemed", "RedemptionUndone"]
    for told in map(msgspec.structs.asdict, heard):
        assert told["redemption_id"] == done.redemption.redemption_id
        assert (told["voucher_id"], told["value_minor"]) == (voucher.voucher_id, 12_800)


async def test_a_voucher_undone_can_be_redeemed_again_and_undone_again(work: Work) -> None:
    [voucher] = await bought(work)
    first = await taken(work, voucher.code)
    await _undone(work, first)
    second = await taken(work, voucher.code)
    assert second.redemption.redemption_id != first.redemption.redemption_id
    assert (await _undone(work, second)).state == "issued"


async def test_undoing_an_older_redemption_does_not_touch_the_one_that_holds(work: Work) -> None:
    [voucher] = await bought(work)
    first = await taken(work, voucher.code)
    await _undone(work, first)
    second = await taken(work, voucher.code)
    with pytest.raises(Refusal, match="redemption_undone"):
        await _undone(work, first)
    held = await vouchers.voucher(work, MARKET, voucher.voucher_id)
    assert held.redemption_id == second.redemption.redemption_id


async def test_undoing_twice_is_refused(work: Work, heard: list[Event]) -> None:
    [voucher] = await bought(work)
    done = await taken(work, voucher.code)
    await _undone(work, done)
    with pytest.raises(Refusal, match="redemption_undone"):
        await _undone(work, done)
    assert len(heard) == 2


@pytest.mark.parametrize(("early", "allowed"), [(timedelta(microseconds=1), True), (timedelta(0), False)])
async def test_the_window_is_open_until_just_before_its_end(
    work: Work, early: timedelta, allowed: bool
) -> None:
    [voucher] = await bought(work)
    done = await taken(work, voucher.code)
    work.now = NOON + HOUR - early
    if allowed:
        assert (await _undone(work, done)).state == "issued"
        return
    with pytest.raises(Refusal) as no:
        await _undone(work, done)
    assert (no.value.code, no.value.params) == ("undo_window_over", {"minutes": 60})


async def test_another_store_cannot_undo_and_does_not_learn_that_it_happened(work: Work) -> None:
    [voucher] = await bought(work)
    done = await taken(work, voucher.code)
    with pytest.raises(Refusal, match="redemption_not_found"):
        await _undone(work, done, OTHER_STORE)
    assert (await vouchers.voucher(work, MARKET, voucher.voucher_id)).state == "redeemed"


async def test_a_redemption_that_never_was_is_not_found(work: Work) -> None:
    with pytest.raises(Refusal, match="redemption_not_found"):
        await vouchers.undo_redemption(work, MARKET, uuid7(), STORE, MEI, HOUR)


async def test_a_voucher_whose_validity_ended_meanwhile_can_still_be_undone(work: Work) -> None:
    [voucher] = await bought(work, valid_until=NOON + timedelta(minutes=5))
    done = await taken(work, voucher.code)
    work.now = NOON + timedelta(minutes=30)
    assert (await _undone(work, done)).state == "issued"
    with pytest.raises(Refusal, match="voucher_expired"):
        await taken(work, voucher.code)


async def test_the_counters_list_keeps_what_was_undone_and_marks_it(work: Work) -> None:
    one, two = await bought(work, quantity=2)
    first = await taken(work, one.code)
    second = await taken(work, two.code)
    await _undone(work, first)
    lines = await vouchers.redemptions_of_store(work, MARKET, STORE, NOON - HOUR, 10)
    assert [(line.redemption_id, line.undone) for line in lines] == [
        (second.redemption.redemption_id, False),
        (first.redemption.redemption_id, True),
    ]
    assert (lines[0].code_tail, lines[0].title, lines[0].value_minor) == (two.code[-4:], "双人火锅", 12_800)
    assert lines[0].clerk_name == "Mei"


async def test_the_counters_list_shows_its_own_store_since_a_moment_and_no_more_than_asked(
    work: Work,
) -> None:
    units = await bought(work, quantity=3)
    for number, unit in enumerate(units):
        work.now = NOON + number * HOUR
        await taken(work, unit.code)
    since = await vouchers.redemptions_of_store(work, MARKET, STORE, NOON + HOUR, 10)
    assert [line.at for line in since] == [NOON + 2 * HOUR, NOON + HOUR]
    assert len(await vouchers.redemptions_of_store(work, MARKET, STORE, NOON, 1)) == 1
    assert await vouchers.redemptions_of_store(work, MARKET, OTHER_STORE, NOON, 10) == []


async def test_the_counters_totals_leave_out_what_was_undone(work: Work) -> None:
    one, two, three = await bought(work, quantity=3)
    await taken(work, one.code)
    work.now = NOON + HOUR
    await _undone(work, await taken(work, two.code))
    await taken(work, three.code)
    since = [await vouchers.redemption_totals(work, MARKET, STORE, at) for at in (NOON, NOON + HOUR)]
    assert [(totals.redemptions, totals.value_minor) for totals in since] == [(2, 25_600), (1, 12_800)]
    assert (await vouchers.redemption_totals(work, MARKET, OTHER_STORE, NOON)).redemptions == 0
