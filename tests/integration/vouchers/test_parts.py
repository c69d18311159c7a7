"""Packages, cards of so many times, and value vouchers: each use takes exactly its share."""

import asyncio
import random
from collections.abc import Awaitable
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from linli.kernel.database import Database, Work
from linli.kernel.idempotency import Key
from linli.kernel.ids import derived
from linli.kernel.refusals import Refusal
from linli.modules import vouchers
from tests.integration.vouchers.stage import (
    DINNER,
    GUEST,
    HANGZHOU,
    HOUR,
    HUNDRED,
    MARKET,
    MEI,
    NOON,
    STORE,
    TEN_TIMES,
    bought,
    taken,
)

SEED = 20261122


async def _refused(doing: Awaitable[object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await doing
    return caught.value


async def _undo(work: Work, redemption_id: UUID) -> vouchers.Voucher:
    return await vouchers.undo_redemption(work, MARKET, redemption_id, STORE, MEI, HOUR)


async def test_a_package_is_eaten_dish_by_dish_and_each_releases_its_share(work: Work) -> None:
    [voucher] = await bought(work, uses=DINNER, minor=25_800)
    assert [part.value_minor for part in voucher.each_part] == [19_800, 6_000, 0]
    drinks = await taken(work, voucher.code, units=[0, 3, 0])
    assert (drinks.redemption.value_minor, drinks.voucher.state) == (4_500, "issued")
    duck = await taken(work, voucher.code, units=[1, 0, 1])
    assert (duck.redemption.value_minor, duck.redemption.units) == (19_800, (1, 0, 1))
    # One use is left in all: now nothing has to be said.
    last = await taken(work, voucher.code)
    assert (last.redemption.units, last.voucher.state) == ((0, 1, 0), "redeemed")
    assert drinks.redemption.value_minor + duck.redemption.value_minor + last.redemption.value_minor == 25_800


async def test_a_package_needs_to_be_told_which_part(work: Work) -> None:
    [voucher] = await bought(work, uses=DINNER)
    assert (await _refused(taken(work, voucher.code))).code == "voucher_part_needed"


@pytest.mark.parametrize("units", [[1], [1, 0, 0, 0], [0, 0, 0], [-1, 2, 0], [0, 10**12, 0], []])
async def test_what_is_no_share_of_the_voucher_is_refused_and_takes_nothing(
    work: Work, units: list[int]
) -> None:
    [voucher] = await bought(work, uses=DINNER)
    refusal = await _refused(taken(work, voucher.code, units=units))
    assert (refusal.code, refusal.params) == ("invalid", {"field": "taken"})
    assert (await vouchers.voucher(work, MARKET, voucher.voucher_id)).used == (0, 0, 0)


async def test_more_than_is_left_of_a_part_is_refused_with_how_much_there_is(work: Work) -> None:
    [voucher] = await bought(work, uses=DINNER)
    await taken(work, voucher.code, units=[0, 3, 0])
    refusal = await _refused(taken(work, voucher.code, units=[1, 2, 0]))
    assert refusal.code == "voucher_too_little_left"
    assert refusal.params == {"part": "饮料", "part_en": "Drinks", "left": 1}
    assert (await vouchers.voucher(work, MARKET, voucher.voucher_id)).used == (0, 3, 0)


async def test_ten_times_cost_what_was_paid_to_the_last_cent(work: Work) -> None:
    [voucher] = await bought(work, uses=TEN_TIMES, minor=9_999)
    worth = [(await taken(work, voucher.code, units=[1])).redemption.value_minor for _ in range(10)]
    assert sum(worth) == 9_999
    assert set(worth) == {999, 1_000}
    assert (await _refused(taken(work, voucher.code, units=[1]))).code == "voucher_used"


async def test_a_value_voucher_is_spent_in_amounts_and_releases_what_was_paid_for_them(work: Work) -> None:
    [voucher] = await bought(work, uses=HUNDRED, minor=9_000)
    first = await taken(work, voucher.code, units=[3_333])
    assert first.redemption.value_minor == 3_333 * 9_000 // 10_000
    refusal = await _refused(taken(work, voucher.code, units=[6_668]))
    assert (refusal.code, refusal.params["left"]) == ("voucher_too_little_left", 6_667)
    rest = await taken(work, voucher.code, units=[6_667])
    assert first.redemption.value_minor + rest.redemption.value_minor == 9_000


async def test_a_part_is_taken_back_once_and_is_good_again(work: Work) -> None:
    [voucher] = await bought(work, uses=TEN_TIMES, minor=1_000)
    first = await taken(work, voucher.code, units=[3])
    second = await taken(work, voucher.code, units=[2])
    back = await _undo(work, first.redemption.redemption_id)
    assert (back.used, back.redemption_id) == ((2,), second.redemption.redemption_id)
    assert (await _refused(_undo(work, first.redemption.redemption_id))).code == "redemption_undone"
    back = await _undo(work, second.redemption.redemption_id)
    assert (back.used, back.redemption_id, back.redeemed_at) == ((0,), None, None)


async def test_a_use_cannot_be_taken_back_when_the_rest_has_gone_back(work: Work) -> None:
    [voucher] = await bought(work, uses=TEN_TIMES)
    first = await taken(work, voucher.code, units=[3])
    [gone] = await vouchers.void_for_refund(work, MARKET, voucher.order_id, GUEST)
    assert gone.left_minor == 12_800 - 12_800 * 3 // 10
    assert (await _refused(_undo(work, first.redemption.redemption_id))).code == "voucher_refunded"


async def test_a_voucher_is_not_good_before_its_first_day(work: Work) -> None:
    uses = vouchers.Uses(valid_from=NOON + timedelta(days=1))
    [voucher] = await bought(work, uses=uses)
    refusal = await _refused(taken(work, voucher.code))
    assert (refusal.code, refusal.params) == ("voucher_not_yet_valid", {"since": "2026-11-24 12:00"})
    work.now = NOON + timedelta(days=1)
    assert (await taken(work, voucher.code)).voucher.state == "redeemed"


async def test_what_waits_to_be_decided_is_neither_used_again_nor_given_back_nor_expired(
    db: Database,
) -> None:
    async with db.work() as work:
        [voucher] = await bought(work, uses=TEN_TIMES, valid_until=NOON + HOUR)
    async with db.pool.acquire() as connection:
        await connection.execute("RESET ROLE")
        await connection.execute("UPDATE vouchers.vouchers SET waiting = '{8}'")
    async with db.work() as work:
        refusal = await _refused(taken(work, voucher.code, units=[3]))
        assert (refusal.code, refusal.params["left"]) == ("voucher_too_little_left", 2)
    async with db.work() as work:
        assert await vouchers.void_for_refund(work, MARKET, voucher.order_id, GUEST) == []
    db.clock = lambda: NOON + 2 * HOUR
    assert await vouchers.expire_due(db, MARKET) == 0


async def test_only_the_payer_who_still_has_it_gets_money_back(work: Work) -> None:
    [voucher] = await bought(work)
    assert await vouchers.void_for_refund(work, MARKET, voucher.order_id, derived("somebody else")) == []


async def test_many_counters_never_take_more_than_was_sold(db: Database) -> None:
    dice = random.Random(SEED)
    async with db.work() as work:
        cards = [
            (await bought(work, order=f"{kind} {number}", uses=uses, minor=997))[0]
            for number in range(4)
            for kind, uses in (("dinner", DINNER), ("times", TEN_TIMES), ("value", HUNDRED))
        ]
    wishes = [
        (card, [dice.randint(0, max(1, units // 3)) for units in card.units])
        for card in cards
        for _ in range(12)
    ]
    dice.shuffle(wishes)

    async def use(number: int, code: str, units: list[int]) -> int:
        try:
            async with db.work() as work:
                key = Key("mei", f"race {number}", b"")
                done = await vouchers.redeem(work, MARKET, code, STORE, MEI, key, HANGZHOU, units)
            return done.redemption.value_minor
        except Refusal as refusal:
            assert refusal.code in {"voucher_too_little_left", "voucher_used", "invalid"}
            return 0

    released = await asyncio.gather(
        *(use(number, card.code, units) for number, (card, units) in enumerate(wishes))
    )
    async with db.read() as reader:
        now = [await vouchers.voucher(reader, MARKET, card.voucher_id) for card in cards]
    assert all(u <= n for card in now for u, n in zip(card.used, card.units, strict=True))
    assert sum(released) == sum(card.used_minor for card in now)
    assert any(card.state is vouchers.VoucherState.REDEEMED for card in now)


async def test_two_undoings_at_once_give_back_once(db: Database) -> None:
    async with db.work() as work:
        [voucher] = await bought(work, uses=TEN_TIMES)
        one = await taken(work, voucher.code, units=[4])
        await taken(work, voucher.code, units=[4])

    async def back() -> bool:
        try:
            async with db.work() as work:
                await _undo(work, one.redemption.redemption_id)
            return True
        except Refusal:
            return False

    assert sum(await asyncio.gather(*(back() for _ in range(8)))) == 1
    async with db.read() as reader:
        assert (await vouchers.voucher(reader, MARKET, voucher.voucher_id)).used == (4,)


async def test_the_database_itself_refuses_what_is_used_too_often(db: Database) -> None:
    async with db.work() as work:
        await bought(work, uses=DINNER)
    async with db.pool.acquire() as connection:
        await connection.execute("RESET ROLE")
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute("UPDATE vouchers.vouchers SET used = '{0,5,0}'")
