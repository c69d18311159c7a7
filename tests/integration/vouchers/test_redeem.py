"""Redemption at the counter: once, at its own store, while it is good."""

from datetime import timedelta
from typing import Any

import pytest

from linli.kernel.database import Work
from linli.kernel.events import Event
from linli.kernel.ids import derived, new_code
from linli.kernel.refusals import Refusal
from linli.modules import vouchers
from tests.integration.vouchers.stage import (
    GUEST,
    HANGZHOU,
    HOUR,
    MARKET,
    MEI,
    MERCHANT,
    NOON,
    OTHER_STORE,
    STORE,
    bought,
    taken,
)


async def _refused(work: Work, code: str, **how: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        await taken(work, code, **how)
    return no.value


async def test_a_good_voucher_at_its_store_is_redeemed_and_announced(work: Work, heard: list[Event]) -> None:
    [voucher] = await bought(work)
    done = await taken(work, voucher.code)
    assert done.voucher.state is vouchers.VoucherState.REDEEMED
    assert (done.voucher.redeemed_at, done.voucher.redemption_id) == (NOON, done.redemption.redemption_id)
    assert (done.redemption.clerk_id, done.redemption.clerk_name, done.redemption.at) == (*MEI, NOON)
    assert await vouchers.voucher(work, MARKET, voucher.voucher_id) == done.voucher
    news = vouchers.VoucherRedeemed(
        market_id=MARKET, redemption_id=done.redemption.redemption_id, voucher_id=voucher.voucher_id,
        order_id=derived("order"), store_id=STORE, merchant_id=MERCHANT, person_id=GUEST,
        value_minor=12_800, currency="CNY", line_no=1,
    )  # fmt: skip
    assert heard == [news]


async def test_a_repeat_under_the_same_key_gets_the_first_receipt(work: Work, heard: list[Event]) -> None:
    [voucher] = await bought(work)
    first = await taken(work, voucher.code, key="k")
    assert await taken(work, voucher.code, key="k") == first
    assert len(heard) == 1


async def test_the_same_key_for_another_voucher_is_refused(work: Work) -> None:
    one, two = await bought(work, quantity=2)
    await taken(work, one.code, key="k", body=b"one")
    with pytest.raises(Refusal, match="idempotency_key_reused"):
        await taken(work, two.code, key="k", body=b"two")


async def test_a_code_that_nobody_was_given_is_unknown(work: Work) -> None:
    await bought(work)
    no = await _refused(work, new_code(16))
    assert (no.code, no.status) == ("voucher_unknown", 404)


async def test_a_code_of_another_market_is_unknown(work: Work) -> None:
    [voucher] = await bought(work)
    prepared = await vouchers.prepare(work, MARKET + 1, voucher.code, STORE, HANGZHOU)
    assert (prepared.voucher, prepared.usable_now, prepared.why) == (None, False, "voucher_unknown")


async def test_a_voucher_of_another_store_is_refused_and_stays_good(work: Work, heard: list[Event]) -> None:
    [voucher] = await bought(work)
    assert (await _refused(work, voucher.code, store_id=OTHER_STORE)).code == "voucher_of_another_store"
    assert heard == []
    assert (await taken(work, voucher.code)).voucher.state == "redeemed"


async def test_a_used_voucher_says_when_by_the_stores_clock(work: Work) -> None:
    [voucher] = await bought(work)
    await taken(work, voucher.code)
    work.now = NOON + HOUR
    no = await _refused(work, voucher.code)
    assert (no.code, no.params) == ("voucher_used", {"at": "2026-11-23 12:00"})


async def test_a_refunded_voucher_is_refused(work: Work) -> None:
    [voucher] = await bought(work)
    await vouchers.void_for_refund(work, MARKET, derived("order"), GUEST)
    assert (await _refused(work, voucher.code)).code == "voucher_refunded"


@pytest.mark.parametrize(
    ("early", "outcome"), [(timedelta(microseconds=1), None), (timedelta(0), "voucher_expired")]
)
async def test_a_voucher_is_good_until_just_before_its_end(
    work: Work, early: timedelta, outcome: str | None
) -> None:
    [voucher] = await bought(work, valid_until=NOON + HOUR)
    work.now = NOON + HOUR - early
    if outcome is None:
        assert (await taken(work, voucher.code)).voucher.state == "redeemed"
    else:
        no = await _refused(work, voucher.code)
        assert (no.code, no.params) == (outcome, {"since": "2026-11-23 13:00"})


async def test_a_voucher_used_before_its_end_is_called_used_afterwards(work: Work) -> None:
    [voucher] = await bought(work, valid_until=NOON + HOUR)
    await taken(work, voucher.code)
    work.now = NOON + 2 * HOUR
    assert (await _refused(work, voucher.code)).code == "voucher_used"


async def test_a_voucher_outside_its_hours_says_when_it_can_be_used(work: Work) -> None:
    [voucher] = await bought(work, usable="Mo-Fr 14:00-17:00")
    no = await _refused(work, voucher.code)
    assert no.code == "voucher_not_usable_now"
    assert no.params == {"usable": "Mo-Fr 14:00-17:00", "next": "2026-11-23 14:00"}


async def test_a_voucher_inside_its_hours_at_the_stores_local_time_is_redeemed(work: Work) -> None:
    [voucher] = await bought(work, usable="Mo-Fr 14:00-17:00")
    work.now = NOON + 2 * HOUR
    assert (await taken(work, voucher.code)).voucher.state == "redeemed"


async def test_another_stores_refunded_expired_voucher_is_another_stores_first(work: Work) -> None:
    [voucher] = await bought(work, usable="Su", valid_until=NOON + HOUR)
    await vouchers.void_for_refund(work, MARKET, derived("order"), GUEST)
    work.now = NOON + 2 * HOUR
    assert (await _refused(work, voucher.code, store_id=OTHER_STORE)).code == "voucher_of_another_store"
    assert (await _refused(work, voucher.code)).code == "voucher_refunded"


async def test_an_expired_voucher_outside_its_hours_is_expired_first(work: Work) -> None:
    [voucher] = await bought(work, usable="Su", valid_until=NOON + HOUR)
    work.now = NOON + 2 * HOUR
    assert (await _refused(work, voucher.code)).code == "voucher_expired"


async def test_preparing_a_good_voucher_shows_it_and_changes_nothing(work: Work, heard: list[Event]) -> None:
    [voucher] = await bought(work)
    prepared = await vouchers.prepare(work, MARKET, voucher.code, STORE, HANGZHOU)
    assert (prepared.voucher, prepared.usable_now, prepared.why) == (voucher, True, None)
    assert (await vouchers.voucher(work, MARKET, voucher.voucher_id)).state == "issued"
    assert heard == []


async def test_preparing_says_as_data_what_redeeming_would_refuse(work: Work) -> None:
    [voucher] = await bought(work, usable="Su")
    prepared = await vouchers.prepare(work, MARKET, voucher.code, STORE, HANGZHOU)
    assert (prepared.voucher, prepared.usable_now, prepared.why) == (voucher, False, "voucher_not_usable_now")


async def test_preparing_another_stores_voucher_does_not_show_it(work: Work) -> None:
    [voucher] = await bought(work)
    prepared = await vouchers.prepare(work, MARKET, voucher.code, OTHER_STORE, HANGZHOU)
    assert (prepared.voucher, prepared.usable_now, prepared.why) == (None, False, "voucher_of_another_store")
