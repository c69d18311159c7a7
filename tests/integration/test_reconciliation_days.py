"""A day's bill beside the books of a real town: what is noted, resolved, booked, and what is not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import payments
from linli.modules.ledger import Purpose
from linli.modules.reconciliation import DayState, DifferenceState
from tests.integration.bill_stage import SECOND, Books, K, charge, fee_of, refunded, sent, strange
from tests.integration.trade_stage import open_town

DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def books(postgres: EmbeddedPostgres) -> AsyncIterator[Books]:
    async with open_town(postgres) as town:
        noon = datetime.combine(town.clock.at.date(), time(12), UTC)
        town.clock.at = noon
        yield Books(town)


async def test_a_bill_that_agrees_closes_the_day_and_books_its_fees_once(books: Books) -> None:
    town = books.town
    deal = await town.deal()
    bought = [(await town.bought(deal, number))[0] for number in (1, 2, 3)]
    back = await refunded(town, bought[0])
    lines = [charge(order, town.clock.at - SECOND) for order in bought]
    lines.append(sent(back, town.clock.at))
    held = await books.holds(Purpose.CLEARING)
    day = await books.read(lines)
    fees = sum(line.fee_minor for line in lines)
    assert (day.state, day.lines, day.matched, await books.open()) == (DayState.CLEAN, 4, 4, [])
    assert (day.billed_in_minor, day.known_in_minor, day.booked_in_minor) == (6 * 1290,) * 3
    assert (day.billed_out_minor, day.known_out_minor, day.booked_out_minor) == (1290,) * 3
    assert await books.holds(Purpose.FEES, "market") == -fees
    assert await books.holds(Purpose.CLEARING) == held + fees
    before = await books.prints()
    for _ in range(2):
        await books.read(lines)
    assert await books.prints() == before


async def test_each_kind_of_fault_is_found_and_nothing_else(books: Books) -> None:
    town, at = books.town, books.town.clock.at - SECOND
    deal = await town.deal()
    right, missing, cent, odd, twice, one, other, fee = [(await town.bought(deal))[0] for _ in range(8)]
    lost, less, fine = [await refunded(town, (await town.bought(deal))[0]) for _ in range(3)]
    refunds = (lost, less, fine)
    paid_back = [await town.order(refund.order_id) for refund in refunds]
    lines = [
        *(charge(order, at) for order in (right, *paid_back)),
        charge(cent, at, amount_minor=cent.total_minor + 1),
        charge(odd, at, currency="EUR"),
        *[charge(twice, at)] * 2,
        charge(one, at, reference=other.intent_id),
        charge(other, at, reference=one.intent_id),
        charge(fee, at, fee_minor=400),
        strange(500, at),
        sent(less, town.clock.at, amount_minor=less.amount_minor - 1),
        sent(fine, town.clock.at),
        sent(lost, town.clock.at, reference=None, provider_ref="re_nobody"),
    ]
    day = await books.read(lines)
    expected = [
        K.MISSING_THERE, K.AMOUNT_DIFFERS, K.CURRENCY_DIFFERS, K.DUPLICATE_LINE, K.REFERENCE_DIFFERS,
        K.REFERENCE_DIFFERS, K.FEE_UNEXPECTED, K.MISSING_HERE, K.REFUND_DIFFERS, K.REFUND_MISSING,
        K.REFUND_EXTRA,
    ]  # fmt: skip
    assert await books.open() == sorted(expected)
    assert day.state is DayState.OPEN
    assert (await books.one(K.MISSING_THERE)).reference == missing.intent_id
    assert (await books.one(K.AMOUNT_DIFFERS)).gap.minor == 1
    assert (await books.one(K.DUPLICATE_LINE)).gap.minor == twice.total_minor
    assert (await books.one(K.REFUND_DIFFERS)).gap.minor == 1
    assert (await books.one(K.REFUND_MISSING)).reference == lost.refund_id
    # The right bill comes: all of it resolves itself, and the fee that was too high is given back.
    right_lines = [charge(order, at) for order in (right, missing, cent, odd, twice, one, other, fee)]
    right_lines += [*(charge(order, at) for order in paid_back), *(sent(r, town.clock.at) for r in refunds)]
    day = await books.read(right_lines)
    assert (await books.open(), day.state, day.bill_changes) == ([], DayState.CLEAN, 1)
    assert await books.holds(Purpose.FEES, "market") == -11 * fee_of(1290)
    assert {one.state for one in await books.all()} == {DifferenceState.RESOLVED}


async def test_a_line_on_the_next_days_bill_is_matched_before_it_is_called_missing(books: Books) -> None:
    town = books.town
    deal = await town.deal()
    # Midnight at the provider: twenty seconds before, and long before.
    town.clock.at = datetime.combine(books.today, time(23, 59, 40), UTC)
    late = (await town.bought(deal))[0]
    town.clock.at = datetime.combine(books.today, time(8), UTC)
    early = (await town.bought(deal))[0]
    tomorrow = datetime.combine(books.today + DAY, time(0, 0, 2), UTC)
    await books.read([])
    assert await books.open() == [K.MISSING_THERE]
    assert (await books.one(K.MISSING_THERE)).reference == early.intent_id
    await books.read([charge(late, tomorrow), charge(early, tomorrow + 9 * SECOND)], books.today + DAY)
    assert await books.open() == [K.WRONG_DAY]
    assert (await books.one(K.MISSING_THERE)).state is DifferenceState.RESOLVED
    states = {one.reference: one.state for one in await books.all(kind=K.WRONG_DAY)}
    assert states == {
        late.intent_id: DifferenceState.RESOLVED,
        early.intent_id: DifferenceState.OPEN,
    }
    assert (await books.day()).state is DayState.CLEAN


async def test_the_order_in_which_days_are_read_makes_no_difference(books: Books) -> None:
    town = books.town
    deal = await town.deal()
    town.clock.at = datetime.combine(books.today, time(23, 59, 50), UTC)
    order = (await town.bought(deal))[0]
    moment = datetime.combine(books.today + DAY, time(0, 0, 3), UTC)
    await books.read([charge(order, moment)], books.today + DAY)
    await books.read([])
    assert await books.open() == []
    # A line that both days have is one too many on the second.
    await books.read([charge(order, town.clock.at)])
    assert await books.open() == [K.DUPLICATE_LINE]
    assert (await books.one(K.DUPLICATE_LINE)).day == books.today + DAY
    assert await books.holds(Purpose.FEES, "market") == -fee_of(order.total_minor)


async def test_news_that_comes_after_the_bill_resolves_what_was_unknown(books: Books) -> None:
    town = books.town
    order = await town.place(await town.deal())
    lines = [charge(order, town.clock.at)]
    await books.read(lines)
    unknown = await books.one(K.MISSING_HERE)
    assert (unknown.known_state, unknown.reference) == ("created", order.intent_id)
    town.clock.move_on(timedelta(hours=20))
    await town.pay(order)
    await books.read(lines)
    assert await books.open() == []
    assert (await books.one(K.WRONG_DAY)).state is DifferenceState.RESOLVED


async def test_a_captured_payment_whose_order_stayed_unpaid_is_found(books: Books) -> None:
    town = books.town
    order = (await town.bought(await town.deal()))[0]
    await town.rows("UPDATE orders.orders SET state = 'canceled' WHERE order_id = $1", order.order_id)
    await books.read([charge(order, town.clock.at)])
    assert await books.open() == [K.ORDER_DISAGREES]
    await town.rows("UPDATE orders.orders SET state = 'paid' WHERE order_id = $1", order.order_id)
    await books.read([charge(order, town.clock.at)])
    assert await books.open() == []


@pytest.mark.parametrize(
    ("kind", "expected"), [("fee", K.FEE_UNEXPECTED), ("other", K.OTHER_LINE), ("payout", None)]
)
async def test_lines_of_nothing_of_ours(books: Books, kind: str, expected: K | None) -> None:
    line = charge(await books.town.place(await books.town.deal()), books.town.clock.at, fee_minor=0)
    line = msgspec.structs.replace(line, kind=payments.BillKind(kind), reference=None, amount_minor=700)
    await books.read([line])
    await books.read([line])
    assert await books.open() == ([expected] if expected else [])
    moved = {"fee": (Purpose.FEES, -700), "payout": (Purpose.BANK, -700), "other": (Purpose.FEES, 0)}
    purpose, amount = moved[kind]
    assert await books.holds(purpose, "market") == amount
    found = await books.one(expected or K.PAYOUT)
    assert found.state is (DifferenceState.OPEN if expected else DifferenceState.RESOLVED)
