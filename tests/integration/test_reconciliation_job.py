"""Which days the job asks for, what it does about those that do not come, and the difference that says so."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.modules import payments, reconciliation
from linli.modules.payments import BILL_NOT_READY, BillLine
from linli.modules.reconciliation import DayState, DifferenceState
from linli.services import open_services
from linli.worker.bills import reconcile_bills
from tests.integration.bill_stage import Books, K, bill, charge
from tests.integration.trade_stage import MARKET, answer, open_town

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TENTH = datetime(2026, 3, 10, tzinfo=UTC)


class Provider:
    """The part of a provider that has bills: those of days in `absent` are not there yet, one in `broken`
    ends in an error that nobody has thought of.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[date] = []
        self.absent: set[date] = set()
        self.broken: set[date] = set()
        self.lines: dict[date, list[BillLine]] = {}

    async def bill(self, day: date, zone: str) -> payments.Bill:
        self.asked.append(day)
        if day in self.broken:
            raise RuntimeError("a bill from another planet")
        if day in self.absent:
            raise BILL_NOT_READY()
        return msgspec.structs.replace(bill(day, self.lines.get(day, ()), self.name), zone=zone)


class Office(Books):
    """A town whose timetable reads bills."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.providers = {name: Provider(name) for name in ("sandbox", "stripe", "wechat_pay", "alipay")}

    async def run(self, *names: str) -> list[date]:
        """One run of the job for these providers; the days that it asked for."""
        names = names or ("sandbox",)
        for name in names:
            self.providers[name].asked.clear()
        await reconciliation.reconcile_due(self.town.db, MARKET, self.providers, names, {})
        return [day for name in names for day in self.providers[name].asked]

    async def due(self, provider: str = "sandbox") -> list[date]:
        async with self.town.db.read() as reader:
            return await reconciliation.due_days(reader, MARKET, provider)


@pytest_asyncio.fixture
async def office(postgres: EmbeddedPostgres) -> AsyncIterator[Office]:
    async with open_town(postgres) as town:
        town.clock.at = TENTH + 12 * HOUR
        yield Office(town)


def days(first: int, last: int) -> list[date]:
    return [date(2026, 3, number) for number in range(first, last + 1)]


@pytest.mark.parametrize(
    ("provider", "ready"),
    [
        ("sandbox", TENTH + 10 * MINUTE),
        ("stripe", TENTH + 4 * HOUR),
        # Their days are Beijing's, and so is ten in the morning.
        ("wechat_pay", TENTH + 2 * HOUR),
        ("alipay", TENTH + 2 * HOUR),
    ],
)
async def test_a_day_is_asked_for_from_the_minute_its_bill_should_be_there(
    office: Office, provider: str, ready: datetime
) -> None:
    office.town.clock.at = ready - timedelta(seconds=1)
    assert await office.due(provider) == days(2, 8)
    office.town.clock.at = ready
    assert await office.due(provider) == days(3, 9)


async def test_a_day_that_was_read_is_read_once_more_after_two_days_and_then_no_more(office: Office) -> None:
    assert await office.run() == days(3, 9)
    assert await office.run() == []
    office.town.clock.move_on(timedelta(hours=47, minutes=59))
    assert await office.run() == days(10, 11)
    office.town.clock.move_on(MINUTE)
    assert await office.run() == days(3, 9)
    assert await office.run() == []
    office.town.clock.move_on(2 * DAY)
    # The two that came later have their second look; the others had theirs.
    assert await office.run() == days(10, 13)


async def test_a_bill_that_has_changed_is_looked_at_once_more(office: Office) -> None:
    await office.run()
    office.town.clock.move_on(2 * DAY)
    stray = charge(await office.town.place(await office.town.deal()), TENTH - 5 * HOUR, reference=None)
    office.providers["sandbox"].lines[date(2026, 3, 9)] = [stray]
    assert await office.run() == days(3, 11)
    office.town.clock.move_on(2 * DAY)
    assert await office.run() == days(9, 13)


async def test_a_bill_that_is_not_there_is_asked_for_again_half_an_hour_later(office: Office) -> None:
    ninth = date(2026, 3, 9)
    office.providers["sandbox"].absent = {ninth}
    assert await office.run() == days(3, 9)
    assert (await office.day(ninth)).state is DayState.WAITING
    office.town.clock.move_on(29 * MINUTE)
    assert await office.run() == []
    office.town.clock.move_on(MINUTE)
    assert await office.run() == [ninth]
    office.town.clock.move_on(30 * MINUTE)
    office.providers["sandbox"].absent = set()
    assert await office.run() == [ninth]
    assert (await office.day(ninth)).state is DayState.CLEAN
    office.town.clock.move_on(30 * MINUTE)
    assert await office.run() == []


async def test_a_bill_that_is_a_day_late_is_a_difference_until_it_comes(office: Office) -> None:
    """And it is asked for however late it is."""
    ninth = date(2026, 3, 9)
    office.providers["sandbox"].absent = {ninth}
    office.town.clock.at = TENTH + DAY + 9 * MINUTE
    await office.run()
    assert (await office.day(ninth)).state is DayState.WAITING
    assert await office.all(kind=K.BILL_MISSING) == []
    office.town.clock.move_on(30 * MINUTE)
    await office.run()
    missing = await office.one(K.BILL_MISSING)
    assert (await office.day(ninth)).state is DayState.MISSING
    assert (missing.state, missing.day, missing.gap.minor) == (DifferenceState.OPEN, ninth, 0)
    for _ in range(2):
        office.town.clock.move_on(9 * DAY)
        assert ninth in await office.run()
    assert (await office.one(K.BILL_MISSING)).difference_id == missing.difference_id
    office.providers["sandbox"].absent = set()
    office.town.clock.move_on(30 * MINUTE)
    assert await office.run() == [ninth]
    assert (await office.one(K.BILL_MISSING)).state is DifferenceState.RESOLVED
    assert (await office.day(ninth)).state is DayState.CLEAN


async def test_what_a_person_said_of_a_missing_bill_stays_said(office: Office) -> None:
    ninth = date(2026, 3, 9)
    office.providers["sandbox"].absent = {ninth}
    office.town.clock.at = TENTH + 2 * DAY
    await office.run()
    missing = await office.one(K.BILL_MISSING)
    async with office.town.db.work() as work:
        await reconciliation.explain(work, MARKET, missing.difference_id, "The account was opened later.")
    office.town.clock.move_on(HOUR)
    assert ninth in await office.run()
    assert (await office.one(K.BILL_MISSING)).state is DifferenceState.EXPLAINED
    assert (await office.day(ninth)).state is DayState.MISSING


async def test_a_worker_that_was_away_leaves_no_day_out(office: Office) -> None:
    assert await office.run() == days(3, 9)
    office.town.clock.move_on(15 * DAY)
    assert await office.run() == days(3, 24)


async def test_a_bill_that_breaks_the_job_keeps_no_other_waiting(office: Office) -> None:
    fifth = date(2026, 3, 5)
    office.providers["sandbox"].broken = {fifth}
    for left in (days(3, 9) * 2, [fifth]):
        with pytest.raises(RuntimeError, match="another planet"):
            await office.run("sandbox", "stripe")
        asked = [day for name in ("sandbox", "stripe") for day in office.providers[name].asked]
        assert asked == left
    office.providers["sandbox"].broken = set()
    assert await office.run("sandbox", "stripe") == [fifth]
    assert (await office.day(fifth)).state is DayState.CLEAN


async def test_a_payment_after_the_markets_midnight_is_on_its_providers_day(office: Office) -> None:
    """Half past one in Hangzhou is half past five in the afternoon of Greenwich's day before."""
    town, at = office.town, TENTH - DAY + timedelta(hours=17, minutes=30)
    for provider, day in (("sandbox", 9), ("wechat_pay", 10)):
        town.clock.at = at
        order = await town.place(await town.deal())
        async with town.db.work() as work:
            told = (f"pay_{order.number}", order.total_minor, order.currency, provider)
            await payments.record_paid(work, MARKET, order.intent_id, *told)
        lines = office.providers[provider].lines
        lines[date(2026, 3, day)] = [charge(order, at - timedelta(seconds=2))]
        town.clock.at = TENTH + DAY + 12 * HOUR
        assert date(2026, 3, day) in await office.run(provider)
        async with town.db.read() as reader:
            read = await reconciliation.day(reader, MARKET, provider, date(2026, 3, day))
        assert read and (read.state, read.matched, read.known_in_minor) == (DayState.CLEAN, 1, 1290)
    assert await office.open() == []


async def test_a_day_that_is_not_over_is_refused_and_nothing_is_noted(office: Office) -> None:
    provider = office.providers["wechat_pay"]
    office.town.clock.at = TENTH + 15 * HOUR + 59 * MINUTE
    for day in (date(2026, 3, 10), date(2062, 3, 10)):
        read = reconciliation.reconcile_day(office.town.db, MARKET, provider, day)
        assert await answer(read) == "bill_not_ready"
    assert provider.asked == []
    async with office.town.db.read() as reader:
        assert await reconciliation.day(reader, MARKET, "wechat_pay", date(2026, 3, 10)) is None


async def test_a_bill_that_was_read_early_is_looked_at_as_soon_as_it_should_be_whole(office: Office) -> None:
    office.town.clock.at = TENTH + HOUR
    provider, ninth = office.providers["stripe"], date(2026, 3, 9)
    await reconciliation.reconcile_day(office.town.db, MARKET, provider, ninth)
    assert ninth not in await office.run("stripe")
    office.town.clock.at = TENTH + 4 * HOUR
    assert ninth in await office.run("stripe")
    office.town.clock.move_on(2 * DAY)
    assert ninth in await office.run("stripe")


async def test_a_market_reads_the_bills_of_what_it_offers(office: Office) -> None:
    """The job as the timetable calls it; a provider of other markets is not asked for this one."""
    settings = Settings(pay_with="hangzhou=alipay,sandbox *=stripe", pool_size=1)
    services = await open_services(settings, office.town.url, Journey(), office.providers)
    try:
        assert await reconcile_bills(replace(services, db=office.town.db), MARKET) == 14
    finally:
        await services.db.pool.close()
    assert {name for name, one in office.providers.items() if one.asked} == {"alipay", "sandbox"}
