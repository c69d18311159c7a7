"""From a deal's rules of use to vouchers and money: what is used is released, what is left goes back."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import audits, catalog, orders, reservations, settlement, vouchers
from linli.modules.orders.validity import first_moment, usable_when, uses_of
from tests.integration.trade_stage import HANGZHOU, MARKET, MEI, STORE, Town, open_town

DINNER = [
    catalog.Content(name="烤鸭", qty=1, price_minor=6_000),
    catalog.Content(name="饮料", qty=2, price_minor=1_000),
    catalog.Content(name="茶", qty=1, price_minor=0),
]


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        yield opened


async def _bought(town: Town, rules: catalog.UseRules, quantity: int = 1) -> list[vouchers.Voucher]:
    """Vouchers of a deal for ¥50.00 that is used so."""
    async with town.db.work() as work:
        new = catalog.NewDeal(
            store_id=STORE, title="套餐", price_minor=5_000, list_price_minor=8_000, currency="CNY",
            stock=50, contents=DINNER, use_rules=rules,
        )  # fmt: skip
        deal = await catalog.publish_deal(work, MARKET, new)
    _, issued = await town.bought(deal, quantity)
    return issued


async def _use(town: Town, voucher: vouchers.Voucher, *taken: int) -> vouchers.Redeemed:
    async with town.db.work() as work:
        where = (MARKET, voucher.code, STORE, MEI, town.key(), HANGZHOU)
        return await vouchers.redeem(work, *where, taken)


async def _refund(town: Town, voucher: vouchers.Voucher) -> orders.RefundReceipt:
    async with town.db.work() as work:
        return await orders.refund(work, MARKET, voucher.order_id, voucher.person_id, town.key())


async def _books(town: Town, voucher: vouchers.Voucher) -> tuple[str, int, int]:
    """The order's state, what was released and what went back; and the audit finds nothing."""
    async with town.db.snapshot() as reader:
        order = await orders.order(reader, MARKET, voucher.order_id, None)
        escrow = await settlement.escrow(reader, MARKET, voucher.order_id)
        wrong = [one for one in await audits.check(reader, MARKET) if not one.fine]
    assert not wrong
    assert escrow is not None
    return order.state.value, escrow.released_minor, escrow.refunded_minor


async def test_dishes_are_released_one_by_one_and_the_last_completes_the_order(town: Town) -> None:
    [dinner] = await _bought(town, catalog.UseRules(kind=catalog.UseKind.PACKAGE))
    assert [part.value_minor for part in dinner.each_part] == [3_750, 1_250, 0]
    await _use(town, dinner, 0, 1, 1)
    assert await _books(town, dinner) == ("paid", 625, 0)
    await _use(town, dinner, 1, 1, 0)
    assert await _books(town, dinner) == ("completed", 5_000, 0)


async def test_a_present_in_a_package_moves_no_money_and_can_be_taken_back(town: Town) -> None:
    [dinner] = await _bought(town, catalog.UseRules(kind=catalog.UseKind.PACKAGE))
    tea = await _use(town, dinner, 0, 0, 1)
    assert await _books(town, dinner) == ("paid", 0, 0)
    async with town.db.work() as work:
        which = tea.redemption.redemption_id
        await vouchers.undo_redemption(work, MARKET, which, STORE, MEI, timedelta(hours=1))
    assert await _books(town, dinner) == ("paid", 0, 0)


async def test_what_is_left_of_a_card_goes_back_to_the_cent_and_the_order_is_completed(town: Town) -> None:
    [card] = await _bought(town, catalog.UseRules(kind=catalog.UseKind.TIMES, times=7))
    await _use(town, card, 3)
    receipt = await _refund(town, card)
    assert receipt.amount_minor == 5_000 - 5_000 * 3 // 7
    assert await _books(town, card) == ("completed", 5_000 * 3 // 7, receipt.amount_minor)
    with pytest.raises(Refusal, match="nothing_to_refund"):
        await _refund(town, card)


async def test_a_value_voucher_releases_what_was_paid_for_what_is_spent(town: Town) -> None:
    rules = catalog.UseRules(kind=catalog.UseKind.VALUE, face_minor=6_000)
    [first, second] = await _bought(town, rules, 2)
    await _use(town, first, 1_999)
    await _use(town, second, 6_000)
    released = 1_999 * 5_000 // 6_000 + 5_000
    assert await _books(town, first) == ("paid", released, 0)
    assert (await _refund(town, first)).amount_minor == 10_000 - released
    assert await _books(town, first) == ("completed", released, 10_000 - released)


async def test_stock_comes_back_only_for_what_nobody_has_begun_to_use(town: Town) -> None:
    [begun, untouched] = await _bought(town, catalog.UseRules(kind=catalog.UseKind.TIMES, times=5), 2)
    await _use(town, begun, 1)
    await _refund(town, untouched)
    async with town.db.read() as reader:
        assert await reservations.left(reader, MARKET, begun.deal_id) == 50 - 1


async def test_what_was_promised_then_holds_when_the_deal_changes(town: Town) -> None:
    [card] = await _bought(town, catalog.UseRules(kind=catalog.UseKind.TIMES, times=4))
    async with town.db.work() as work:
        deal = await catalog.deal(work, MARKET, card.deal_id)
        new = catalog.NewDeal(
            store_id=STORE, title="套餐", price_minor=5_000, list_price_minor=8_000, currency="CNY",
            stock=50, contents=DINNER,
        )  # fmt: skip
        changed = await catalog.change_deal(work, MARKET, card.deal_id, new, deal.revision)
    assert changed.terms_id != card.terms_id
    assert (await _use(town, card, 1)).voucher.units == (4,)


NONSENSE = [
    (catalog.UseRules(kind=catalog.UseKind.TIMES), "times"),
    (catalog.UseRules(kind=catalog.UseKind.TIMES, times=366), "times"),
    (catalog.UseRules(times=2), "times"),
    (catalog.UseRules(kind=catalog.UseKind.VALUE, face_minor=4_999), "face_minor"),
    (catalog.UseRules(kind=catalog.UseKind.VALUE, face_minor=10**8 + 1), "face_minor"),
    (catalog.UseRules(face_minor=1), "face_minor"),
    (catalog.UseRules(blackout=(catalog.Blackout(date(2027, 2, 2), date(2027, 2, 1)),)), "blackout"),
    (catalog.UseRules(blackout=(catalog.Blackout(date(2027, 2, 2), date(2027, 2, 2)),) * 21), "blackout"),
    (catalog.UseRules(valid_after_days=90), "valid_after_days"),
    (catalog.UseRules(book_ahead_hours=721), "book_ahead_hours"),
]


async def test_rules_that_make_no_sense_are_refused_by_name(town: Town) -> None:
    for rules, field in NONSENSE:
        with pytest.raises(Refusal) as caught:
            await _bought(town, rules)
        assert (caught.value.code, caught.value.params["field"]) == ("invalid", field)


def test_blackout_days_close_the_hours_of_use() -> None:
    days = (catalog.Blackout(date(2026, 12, 31), date(2027, 1, 2)),)
    assert usable_when("", ()) == ""
    assert usable_when("", days) == "24/7; 2026 Dec 31-2027 Jan 02 off"
    assert usable_when("Mo-Fr", days) == "Mo-Fr; 2026 Dec 31-2027 Jan 02 off"


def test_the_first_day_begins_at_the_markets_midnight() -> None:
    bought = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # 02:30 on the 24th in Hangzhou
    assert first_moment(bought, 0, "Asia/Shanghai") == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert first_moment(bought, 1, "Asia/Shanghai") == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def test_a_unit_without_rules_is_used_at_once() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    terms = catalog.Terms(
        terms_id=MEI[0], deal_id=MEI[0], contents=tuple(DINNER), rules_zh=(), rules_en=(), valid_days=9,
        usable="", written_at=now,
    )  # fmt: skip
    uses = uses_of(terms, now, "Asia/Shanghai")
    assert (uses.kind.value, [part.units for part in uses.parts]) == ("single", [1])
    assert uses.valid_from == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
