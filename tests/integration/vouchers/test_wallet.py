"""The shelves of a wallet: what is active, what was used, what ended unused."""

from datetime import timedelta

import pytest

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.kernel.refusals import Refusal
from linli.modules import vouchers
from linli.modules.vouchers import Shelf
from tests.integration.vouchers.stage import GUEST, MARKET, NOON, bought, taken


async def on(work: Work, shelf: Shelf, size: int = 20) -> list[vouchers.Voucher]:
    """Everything on one shelf, page by page."""
    found, cursor = [], None
    while True:
        page = await vouchers.shelf_of_person(work, MARKET, GUEST, shelf, cursor, size)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


async def test_every_voucher_lies_on_one_shelf_and_the_counts_agree(work: Work) -> None:
    first, second, third = await bought(work, order="one", quantity=3)
    await bought(work, order="someone else's", person_id=derived("another guest"))
    await taken(work, first.code)
    [gone] = await bought(work, order="two")
    await vouchers.void_for_refund(work, MARKET, derived("two"), GUEST)
    assert [one.voucher_id for one in await on(work, Shelf.ACTIVE)] == [second.voucher_id, third.voucher_id]
    assert [one.voucher_id for one in await on(work, Shelf.USED)] == [first.voucher_id]
    assert [one.voucher_id for one in await on(work, Shelf.EXPIRED)] == [gone.voucher_id]
    shelves = await vouchers.shelves_of_person(work, MARKET, GUEST)
    assert [shelves.on(shelf) for shelf in Shelf] == [2, 1, 1]


async def test_what_ends_soonest_is_on_top_and_pages_leave_no_gap(work: Work) -> None:
    mine = []
    for number, days in enumerate((9, 2, 5, 2, 7)):
        mine += await bought(work, order=f"order {number}", valid_until=NOON + timedelta(days=days))
    wanted = sorted(mine, key=lambda one: (one.valid_until, one.voucher_id))
    assert await on(work, Shelf.ACTIVE, size=2) == wanted


async def test_one_whose_time_is_over_has_left_the_first_shelf_before_anybody_swept(work: Work) -> None:
    [late] = await bought(work, valid_until=NOON + timedelta(minutes=1))
    work.now = NOON + timedelta(minutes=1)
    assert await on(work, Shelf.ACTIVE) == []
    assert await on(work, Shelf.EXPIRED) == [late]
    assert await vouchers.shelves_of_person(work, MARKET, GUEST) == vouchers.Shelves(0, 0, 1)


async def test_a_cursor_of_somebody_else_begins_anew_and_a_broken_one_is_refused(work: Work) -> None:
    mine = await bought(work)
    foreign = await bought(work, order="someone else's", person_id=derived("another guest"), quantity=2)

    async def after(cursor: str) -> list[vouchers.Voucher]:
        return (await vouchers.shelf_of_person(work, MARKET, GUEST, Shelf.ACTIVE, cursor)).items

    page = await vouchers.shelf_of_person(work, MARKET, derived("another guest"), Shelf.ACTIVE, None, 1)
    assert page.items == foreign[:1]
    assert page.next_cursor
    assert await after(page.next_cursor) == mine
    with pytest.raises(Refusal, match="invalid"):
        await after("!")
