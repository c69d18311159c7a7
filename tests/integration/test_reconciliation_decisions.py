"""What a person does about a difference: taking it on, explaining, correcting, linking, sending back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import clock, ids
from linli.kernel.database import Actor
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders, payments, reconciliation
from linli.modules.ledger import Purpose
from linli.modules.reconciliation import DayState, DifferenceState, ReturnState
from tests.bill_writers import intent
from tests.integration.bill_stage import SECOND, Books, K, charge, strange
from tests.integration.till_stage import Till, open_till, within
from tests.integration.trade_stage import MARKET, answer, open_town

ME = Actor("person", ids.derived("finance", "lin"))
WHY = "seen on the provider's own pages"


@pytest_asyncio.fixture
async def books(postgres: EmbeddedPostgres) -> AsyncIterator[Books]:
    async with open_town(postgres) as town:
        town.clock.at = datetime.combine(town.clock.at.date(), time(12), UTC)
        yield Books(town)


async def act(books: Books, verb: object, difference_id: UUID, *rest: object) -> str:
    """How it ended, in a transaction of its own."""
    async with books.town.db.work(ME) as work:
        return await answer(verb(work, MARKET, difference_id, *rest))


async def trail(books: Books, difference_id: UUID) -> list[str]:
    return await books.town.trail(difference_id)


async def off_by(books: Books, cents: int) -> tuple[orders.Order, list[payments.BillLine]]:
    order = (await books.town.bought(await books.town.deal()))[0]
    at = books.town.clock.at - SECOND
    return order, [charge(order, at, amount_minor=order.total_minor + cents, fee_minor=0)]


async def test_an_explained_difference_stays_closed_until_its_facts_change(books: Books) -> None:
    order, lines = await off_by(books, 1)
    await books.read(lines)
    one = await books.one(K.AMOUNT_DIFFERS)
    assert await act(books, reconciliation.take_on, one.difference_id, ME.person_id) == "done"
    assert (await books.one(K.AMOUNT_DIFFERS)).taken_by == ME.person_id
    assert await act(books, reconciliation.explain, one.difference_id, "no") == "invalid"
    assert await act(books, reconciliation.explain, one.difference_id, WHY) == "done"
    assert await act(books, reconciliation.explain, one.difference_id, WHY) == "difference_closed"
    assert await act(books, reconciliation.explain, ids.uuid7(), WHY) == "not_found"
    assert (await books.day()).state is DayState.CLEAN
    await books.read(lines)
    closed = await books.one(K.AMOUNT_DIFFERS)
    assert (closed.state, closed.why, closed.closed_by) == (DifferenceState.EXPLAINED, WHY, ME.name)
    assert await trail(books, one.difference_id) == ["difference.taken", "difference.explained"]
    at = books.town.clock.at - SECOND
    await books.read([charge(order, at, amount_minor=order.total_minor + 2, fee_minor=0)])
    assert await books.open() == [K.AMOUNT_DIFFERS]
    assert (await books.day()).state is DayState.OPEN


@pytest.mark.parametrize("cents", [1, -1])
async def test_a_correction_moves_the_gap_once_and_comes_back_when_it_was_wrong(
    books: Books, cents: int
) -> None:
    order, lines = await off_by(books, cents)
    await books.read(lines)
    one = await books.one(K.AMOUNT_DIFFERS)
    assert await act(books, reconciliation.correct, one.difference_id, WHY) == "done"
    assert await act(books, reconciliation.correct, one.difference_id, WHY) == "difference_closed"
    assert await books.holds(Purpose.ADJUSTMENTS, "market") == cents
    assert await books.holds(Purpose.CLEARING) == -(order.total_minor + cents)
    await books.read(lines)
    assert (await books.open(), (await books.day()).state) == ([], DayState.CLEAN)
    # The provider corrects its bill: what was booked has to be taken back.
    await books.read([charge(order, books.town.clock.at - SECOND, fee_minor=0)])
    assert await books.open() == [K.AMOUNT_DIFFERS]
    assert (await books.one(K.AMOUNT_DIFFERS)).gap.minor == -cents
    assert await act(books, reconciliation.correct, one.difference_id, WHY) == "done"
    assert await books.holds(Purpose.ADJUSTMENTS, "market") == 0
    assert await books.holds(Purpose.CLEARING) == -order.total_minor
    await books.read([charge(order, books.town.clock.at - SECOND, fee_minor=0)])
    assert await books.open() == []


async def test_nothing_is_corrected_where_the_amounts_agree(books: Books) -> None:
    order = (await books.town.bought(await books.town.deal()))[0]
    await books.read([charge(order, books.town.clock.at - SECOND, fee_minor=900)])
    one = await books.one(K.FEE_UNEXPECTED)
    for verb in (reconciliation.correct, reconciliation.send_back):
        code = "nothing_to_correct" if verb is reconciliation.correct else "no_stray_money"
        assert await act(books, verb, one.difference_id, WHY) == code


async def test_money_is_linked_to_the_order_that_it_paid(books: Books) -> None:
    town = books.town
    order = await town.place(await town.deal())
    other = await town.place(await town.deal(price=999))
    paid = (await town.bought(await town.deal()))[0]
    at = town.clock.at - SECOND
    lines = [charge(paid, at), strange(order.total_minor, at)]
    await books.read(lines)
    one = await books.one(K.MISSING_HERE)
    for wrong in (other, paid):
        assert await act(books, reconciliation.link, one.difference_id, wrong.order_id, WHY) == (
            "order_does_not_fit"
        )
    assert await act(books, reconciliation.link, one.difference_id, ids.uuid7(), WHY) == "not_found"
    assert await act(books, reconciliation.link, one.difference_id, order.order_id, WHY) == "done"
    assert (await town.order(order.order_id)).state is orders.OrderState.PAID
    assert (await town.intent(order)).provider_ref == one.provider_ref
    await books.read(lines)
    assert await books.open() == []
    assert (await books.one(K.MISSING_HERE)).state is DifferenceState.LINKED


async def test_money_of_no_order_is_sent_back_once(books: Books) -> None:
    """It is due from now on, and asked for again while the provider is away."""
    town = books.town
    await books.read([strange(4200, town.clock.at - SECOND)])
    one = await books.one(K.MISSING_HERE)
    assert await act(books, reconciliation.send_back, one.difference_id, WHY) == "done"
    assert await act(books, reconciliation.send_back, one.difference_id, WHY) == "difference_closed"
    assert await books.holds(Purpose.REFUNDS) == 4200
    assert await books.holds(Purpose.SUSPENSE) == 0
    away = {"sandbox": payments.SandboxGateway("http://127.0.0.1:9", "x" * 32)}
    for tries in (1, 2):
        assert await reconciliation.send_returns(town.db, MARKET, away) == 0
        assert await reconciliation.send_returns(town.db, MARKET, away) == 0
        async with town.db.read() as reader:
            back = await reconciliation.return_of(reader, MARKET, one.difference_id)
        assert back and (back.state, back.tries) == (ReturnState.DUE, tries)
        town.clock.move_on(timedelta(minutes=1))


async def test_what_a_corrected_bill_adds_to_money_on_its_way_back_is_a_correction(books: Books) -> None:
    """The first amount goes back once; the rest is booked, and nothing a second time."""
    town = books.town
    line = strange(4200, town.clock.at - SECOND)
    await books.read([line])
    one = await books.one(K.MISSING_HERE)
    assert await act(books, reconciliation.send_back, one.difference_id, WHY) == "done"
    held = await books.holds(Purpose.CLEARING)
    await books.read([msgspec.structs.replace(line, amount_minor=4300)])
    one = await books.one(K.MISSING_HERE)
    assert (one.state, one.gap.minor) == (DifferenceState.OPEN, 100)
    assert await act(books, reconciliation.send_back, one.difference_id, WHY) == "no_stray_money"
    order = await town.place(await town.deal(price=100))
    link = act(books, reconciliation.link, one.difference_id, order.order_id, WHY)
    assert await link == "no_stray_money"
    assert await act(books, reconciliation.correct, one.difference_id, WHY) == "done"
    assert (await books.holds(Purpose.REFUNDS), await books.holds(Purpose.SUSPENSE)) == (4200, 0)
    assert await books.holds(Purpose.CLEARING) == held - 100


async def test_money_that_an_order_waits_for_is_not_sent_back(books: Books) -> None:
    town = books.town
    order = await town.place(await town.deal())
    await books.read([charge(order, town.clock.at)])
    one = await books.one(K.MISSING_HERE)
    assert await act(books, reconciliation.send_back, one.difference_id, WHY) == "no_stray_money"
    assert await act(books, reconciliation.link, one.difference_id, order.order_id, WHY) == "done"
    assert (await town.order(order.order_id)).state is orders.OrderState.PAID


class Stranger:
    """Somebody paid the shop's account at the real provider for nothing of ours."""

    def __init__(self, till: Till) -> None:
        self.till, self.books = till, Books(till.town)
        self.gateway = till.gateways["sandbox"]

    async def pays(self) -> UUID:
        """The difference that the day's bill shows."""
        later = clock.now() + timedelta(minutes=15)
        nobody = msgspec.structs.replace(intent(ids.uuid7(), "sandbox", 4200, clock.now()), expires_at=later)
        page = (await self.gateway.create(nobody, self.till.ask())).pay_url
        assert (await self.till.press(page)).is_success
        day = await self.read()
        assert (day.state, day.lines, day.matched) == (DayState.OPEN, 1, 0)
        return (await self.books.one(K.MISSING_HERE)).difference_id

    async def read(self) -> reconciliation.Day:
        """Today's bill, as far as it has come."""
        bill = await payments.fetch_bill(self.till.town.db, self.gateway, self.books.today, "UTC")
        return await reconciliation.reconcile_bill(self.till.town.db, MARKET, bill)

    async def back(self, difference_id: UUID) -> reconciliation.Return | None:
        """How the money stands after the timetable's next turn."""
        self.till.town.clock.move_on(timedelta(minutes=1))
        await reconciliation.send_returns(self.till.town.db, MARKET, self.till.gateways)
        async with self.till.town.db.read() as reader:
            return await reconciliation.return_of(reader, MARKET, difference_id)

    async def stands(self, difference_id: UUID, state: ReturnState) -> reconciliation.Return | None:
        """The money, as soon as it stands so."""
        return await within(lambda: self.back(difference_id), lambda one: bool(one and one.state is state))


@pytest_asyncio.fixture
async def stranger(postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Stranger]:
    async with open_till(postgres, tmp_path) as till:
        yield Stranger(till)


async def test_the_real_provider_sends_money_of_no_order_back(stranger: Stranger) -> None:
    books, one = stranger.books, await stranger.pays()
    assert await act(books, reconciliation.send_back, one, WHY) == "done"
    await stranger.stands(one, ReturnState.DONE)
    assert (await books.holds(Purpose.REFUNDS), await books.holds(Purpose.SUSPENSE)) == (0, 0)
    day = await stranger.read()
    assert (day.state, day.lines, day.matched, await books.open()) == (DayState.CLEAN, 2, 1, [])
    assert day.bill_changes == 1
    fee = -await books.holds(Purpose.FEES, "market")
    assert fee > 0
    assert await books.holds(Purpose.CLEARING) == fee


async def refused(stranger: Stranger) -> UUID:
    """Money that the provider would not send back."""
    one = await stranger.pays()
    await stranger.till.plan(next_refund="fail")
    assert await act(stranger.books, reconciliation.send_again, one, WHY) == "return_not_refused"
    assert await act(stranger.books, reconciliation.send_back, one, WHY) == "done"
    await stranger.stands(one, ReturnState.FAILED)
    assert await stranger.books.holds(Purpose.REFUNDS) == 4200
    return one


async def test_what_the_provider_refused_to_send_back_is_sent_once_more(stranger: Stranger) -> None:
    books, one = stranger.books, await refused(stranger)
    assert await act(books, reconciliation.send_again, one, "no") == "invalid"
    assert await act(books, reconciliation.send_again, one, WHY) == "done"
    assert await act(books, reconciliation.send_again, one, WHY) == "return_not_refused"
    back = await stranger.stands(one, ReturnState.DONE)
    assert back and back.round == 2
    assert await books.holds(Purpose.REFUNDS) == 0
    day = await stranger.read()
    assert (day.state, await books.open()) == (DayState.CLEAN, [])


@pytest.mark.parametrize(("way", "purpose"), [("bank", Purpose.BANK), ("provider", Purpose.CLEARING)])
async def test_what_a_person_paid_back_is_owed_no_more(
    stranger: Stranger, way: str, purpose: Purpose
) -> None:
    books, one = stranger.books, await refused(stranger)
    owner = "market" if purpose is Purpose.BANK else "provider:sandbox"
    before = await books.holds(purpose, owner)
    other = payments.OtherWay(way)
    assert await act(books, reconciliation.returned_otherwise, one, other, WHY) == "done"
    assert await act(books, reconciliation.returned_otherwise, one, other, WHY) == "return_not_refused"
    assert await act(books, reconciliation.send_again, one, WHY) == "return_not_refused"
    assert await books.holds(Purpose.REFUNDS) == 0
    assert await books.holds(purpose, owner) == before + 4200
    back = await stranger.back(one)
    assert back and back.state is ReturnState.OTHERWISE


async def test_a_second_payment_of_an_order_is_told_to_payments_and_goes_back(books: Books) -> None:
    """Its callback never came: the bill is the first that tells of it."""
    town = books.town
    order = (await town.bought(await town.deal()))[0]
    at = town.clock.at - SECOND
    lines = [charge(order, at), charge(order, at, provider_ref="pay_second")]
    await books.read(lines)
    one = await books.one(K.MISSING_HERE)
    assert one.known_state == "paid"
    assert await act(books, reconciliation.send_back, one.difference_id, WHY) == "no_stray_money"
    assert await act(books, reconciliation.link, one.difference_id, order.order_id, WHY) == "done"
    (due,) = await town.refunds(order)
    assert (due.amount_minor, due.state) == (order.total_minor, payments.RefundState.DUE)
    day = await books.read(lines)
    assert (day.state, day.matched, await books.open()) == (DayState.CLEAN, 2, [])


async def test_a_payment_that_waits_as_a_loose_end_is_no_difference(books: Books) -> None:
    town = books.town
    order = await town.pay(await town.place(await town.deal()), 1)
    await books.read([charge(order, town.clock.at - SECOND, amount_minor=1, fee_minor=0)])
    assert await books.open() == []
