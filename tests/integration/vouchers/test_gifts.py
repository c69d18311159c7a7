"""Giving a voucher away: one link, one taker, and the old code is worth nothing."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel.database import Database, Work
from linli.kernel.events import Event
from linli.kernel.ids import derived, uuid7
from linli.kernel.refusals import Refusal
from linli.modules import vouchers
from tests.integration.vouchers.stage import (
    GUEST,
    HOUR,
    MARKET,
    NOON,
    TEN_TIMES,
    bought,
    taken,
)

FRIEND, STRANGER = derived("friend"), derived("stranger")


async def _given(work: Work, voucher: vouchers.Voucher, note: str = "") -> vouchers.Gift:
    return await vouchers.give(work, MARKET, voucher.voucher_id, GUEST, "Lin", note)


async def _claim(work: Work, gift: vouchers.Gift, who: UUID = FRIEND) -> vouchers.Voucher:
    return await vouchers.claim_gift(work, MARKET, gift.gift_id, who)


async def _code_of(doing: Awaitable[object]) -> str:
    with pytest.raises(Refusal) as caught:
        await doing
    return caught.value.code


async def test_a_claimed_gift_belongs_to_the_taker_under_a_new_code(work: Work) -> None:
    [voucher] = await bought(work)
    gift = await _given(work, voucher, "  For you \n")
    assert (gift.state.value, gift.note) == ("open", "For you")
    theirs = await _claim(work, gift)
    assert (theirs.person_id, theirs.hands) == (FRIEND, 2)
    assert theirs.code != voucher.code
    assert await _code_of(taken(work, voucher.code)) == "voucher_unknown"
    assert (await taken(work, theirs.code)).voucher.state == "redeemed"


async def test_what_is_left_of_a_card_is_given(work: Work) -> None:
    [card] = await bought(work, uses=TEN_TIMES)
    await taken(work, card.code, units=[4])
    theirs = await _claim(work, await _given(work, card))
    assert theirs.each_part[0].left == 6


async def test_a_gift_is_claimed_once_and_again_by_the_same_person_only(work: Work) -> None:
    [voucher] = await bought(work)
    gift = await _given(work, voucher)
    theirs = await _claim(work, gift)
    assert await _claim(work, gift) == theirs
    assert await _code_of(_claim(work, gift, STRANGER)) == "gift_over"


async def test_the_giver_cannot_claim_and_nobody_else_can_give_or_take_back(work: Work) -> None:
    [voucher] = await bought(work)
    assert await _code_of(vouchers.give(work, MARKET, voucher.voucher_id, STRANGER, "x")) == "not_found"
    gift = await _given(work, voucher)
    assert await _code_of(_claim(work, gift, GUEST)) == "gift_is_yours"
    assert await _code_of(_given(work, voucher)) == "gift_open"
    assert await _code_of(vouchers.revoke_gift(work, MARKET, gift.gift_id, STRANGER)) == "not_found"
    assert await _code_of(vouchers.claim_gift(work, MARKET + 1, gift.gift_id, FRIEND)) == "not_found"
    assert await _code_of(vouchers.claim_gift(work, MARKET, uuid7(), FRIEND)) == "not_found"


async def test_a_gift_that_was_taken_back_is_over_and_another_can_be_made(work: Work) -> None:
    [voucher] = await bought(work)
    gift = await _given(work, voucher)
    assert (await vouchers.revoke_gift(work, MARKET, gift.gift_id, GUEST)).state.value == "revoked"
    assert await _code_of(_claim(work, gift)) == "gift_over"
    assert await _code_of(vouchers.revoke_gift(work, MARKET, gift.gift_id, GUEST)) == "gift_over"
    assert (await _claim(work, await _given(work, voucher))).person_id == FRIEND


async def test_a_gift_whose_voucher_is_used_refunded_or_over_is_over(work: Work) -> None:
    used, refunded, late = [(await bought(work, order=name))[0] for name in ("used", "refunded", "late")]
    gifts = [await _given(work, one) for one in (used, refunded, late)]
    await taken(work, used.code)
    await vouchers.void_for_refund(work, MARKET, refunded.order_id, GUEST)
    assert [await _code_of(_claim(work, gift)) for gift in gifts[:2]] == ["gift_over"] * 2
    work.now = NOON + timedelta(days=31)
    assert await _code_of(_claim(work, gifts[2])) == "gift_over"


async def test_used_and_refunded_vouchers_cannot_be_given(work: Work) -> None:
    [used], [refunded] = await bought(work, order="used"), await bought(work, order="refunded")
    await taken(work, used.code)
    await vouchers.void_for_refund(work, MARKET, refunded.order_id, GUEST)
    assert [await _code_of(_given(work, one)) for one in (used, refunded)] == ["not_to_give"] * 2


async def test_the_payer_gets_no_money_for_what_was_given_away(work: Work) -> None:
    kept, given = await bought(work, quantity=2)
    await _claim(work, await _given(work, given))
    gone = await vouchers.void_for_refund(work, MARKET, kept.order_id, GUEST)
    assert [one.voucher_id for one in gone] == [kept.voucher_id]


async def test_the_shelf_of_gifts_holds_open_and_claimed_ones(work: Work) -> None:
    first, second, third = await bought(work, quantity=3)
    claimed, revoked, still_open = [await _given(work, one) for one in (first, second, third)]
    await _claim(work, claimed)
    await vouchers.revoke_gift(work, MARKET, revoked.gift_id, GUEST)
    page = await vouchers.gifts_of_person(work, MARKET, GUEST, None, 1)
    rest = await vouchers.gifts_of_person(work, MARKET, GUEST, page.next_cursor, 5)
    assert [one.gift_id for one in (*page.items, *rest.items)] == [still_open.gift_id, claimed.gift_id]
    assert await vouchers.count_gifts(work, MARKET, GUEST) == 2
    assert await vouchers.open_gift(work, MARKET, third.voucher_id) == still_open


async def test_claim_use_refund_and_taking_back_at_once_leave_one_winner(
    db: Database, heard: list[Event]
) -> None:
    """Each voucher ends in one way: a friend has it, it was used, it was refunded, or it was kept."""

    async def attempt(doing: Awaitable[object]) -> bool:
        try:
            await doing
            return True
        except Refusal:
            return False

    async def race(number: int) -> tuple[bool, ...]:
        async with db.work() as work:
            [voucher] = await bought(work, order=f"gift {number}")
            gift = await _given(work, voucher)

        async def claim(who: UUID) -> None:
            async with db.work() as work:
                await _claim(work, gift, who)

        async def use() -> None:
            async with db.work() as work:
                await taken(work, voucher.code)

        async def refund() -> None:
            async with db.work() as work:
                if not await vouchers.void_for_refund(work, MARKET, voucher.order_id, GUEST):
                    raise vouchers.VOUCHER_UNKNOWN()

        async def revoke() -> None:
            async with db.work() as work:
                await vouchers.revoke_gift(work, MARKET, gift.gift_id, GUEST)

        claims = (attempt(claim(FRIEND)), attempt(claim(STRANGER)))
        return tuple(await asyncio.gather(*claims, attempt(use()), attempt(refund()), attempt(revoke())))

    for outcome in await asyncio.gather(*(race(number) for number in range(12))):
        friend, stranger, used, refunded, revoked = outcome
        assert friend + stranger + used + refunded == 1
        assert not (revoked and (friend or stranger))
    claimed = [event for event in heard if isinstance(event, vouchers.GiftClaimed)]
    assert len({event.gift_id for event in claimed}) == len(claimed)


async def test_a_gift_is_open_until_the_voucher_ends(work: Work) -> None:
    [voucher] = await bought(work, valid_until=NOON + HOUR)
    gift = await _given(work, voucher)
    assert gift.claimable(voucher, NOON)
    assert not gift.claimable(voucher, NOON + HOUR)
