"""From payment to wallet, and out of use again by a refund."""

from datetime import timedelta

import pytest

from linli.kernel.database import Work
from linli.kernel.ids import derived, read_code, uuid7
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import vouchers
from tests.integration.vouchers.stage import GUEST, MARKET, NOON, bought, taken


async def test_an_order_of_three_gets_three_vouchers_with_codes_of_their_own(work: Work) -> None:
    issued = await bought(work, quantity=3)
    assert len({voucher.code for voucher in issued}) == 3
    assert all(read_code(voucher.code, 16) == voucher.code for voucher in issued)
    assert {(voucher.value, voucher.state, voucher.issued_at) for voucher in issued} == {
        (Money(12_800, "CNY"), vouchers.VoucherState.ISSUED, NOON)
    }
    assert await vouchers.vouchers_of_order(work, MARKET, derived("order")) == issued


async def test_a_code_is_shown_in_groups_of_four(work: Work) -> None:
    [voucher] = await bought(work)
    assert voucher.code_grouped.split() == [voucher.code[i : i + 4] for i in range(0, 16, 4)]


async def test_an_order_that_was_never_paid_has_no_vouchers(work: Work) -> None:
    assert await vouchers.vouchers_of_order(work, MARKET, uuid7()) == []


async def test_a_voucher_of_another_market_is_not_found(work: Work) -> None:
    [voucher] = await bought(work)
    with pytest.raises(Refusal, match="not_found"):
        await vouchers.voucher(work, MARKET + 1, voucher.voucher_id)


async def test_the_wallet_turns_its_pages_newest_first_without_gaps(work: Work) -> None:
    mine = [(await bought(work, order=f"order {number}"))[0] for number in range(5)]
    await bought(work, order="someone else's", person_id=derived("another guest"))
    seen, cursor = [], None
    for _ in range(3):
        page = await vouchers.vouchers_of_person(work, MARKET, GUEST, cursor, 2)
        seen += page.items
        cursor = page.next_cursor
    assert seen == mine[::-1]
    assert cursor is None


async def test_a_refund_takes_the_unused_vouchers_and_leaves_the_used_one(work: Work) -> None:
    used, *unused = await bought(work, quantity=3)
    await taken(work, used.code)
    voided = await vouchers.void_for_refund(work, MARKET, derived("order"), GUEST)
    assert [voucher.voucher_id for voucher in voided] == [voucher.voucher_id for voucher in unused]
    now = await vouchers.vouchers_of_order(work, MARKET, derived("order"))
    assert [voucher.state.value for voucher in now] == ["redeemed", "refunded", "refunded"]


async def test_a_refund_of_an_order_with_nothing_left_takes_nothing(work: Work) -> None:
    await bought(work)
    assert len(await vouchers.void_for_refund(work, MARKET, derived("order"), GUEST)) == 1
    assert await vouchers.void_for_refund(work, MARKET, derived("order"), GUEST) == []


async def test_a_refund_also_takes_a_voucher_that_has_run_out_but_not_been_expired_yet(work: Work) -> None:
    await bought(work, valid_until=NOON + timedelta(hours=1))
    work.now = NOON + timedelta(hours=2)
    assert len(await vouchers.void_for_refund(work, MARKET, derived("order"), GUEST)) == 1


async def test_a_refund_touches_no_other_order(work: Work) -> None:
    await bought(work, order="mine")
    [other] = await bought(work, order="yours")
    await vouchers.void_for_refund(work, MARKET, derived("mine"), GUEST)
    assert (await vouchers.voucher(work, MARKET, other.voucher_id)).state == "issued"
