"""Who comes to a store: counted once and only while it stands, in whatever order it is told."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from linli.kernel.database import Work
from linli.kernel.ids import derived, uuid7
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import insight, markets
from linli.modules.insight import CustomerKind
from tests import cast

STORE, SHOP = derived("noodle bar"), derived("its merchant")
MEI, LIN, GUEST = derived("mei"), derived("lin"), derived("guest")
DAY = timedelta(days=1)
Told = Callable[[Work, int, insight.Use], Awaitable[None]]


@pytest.fixture
def journey() -> Journey:
    return Journey()


@pytest.fixture
async def market(work: Work) -> markets.Market:
    return await cast.open_market(work)


def _use(person_id: UUID, amount_minor: int = 3_800, store_id: UUID = STORE) -> insight.Use:
    return insight.Use(
        use_id=uuid7(),
        store_id=store_id,
        merchant_id=SHOP,
        person_id=person_id,
        order_id=uuid7(),
        amount_minor=amount_minor,
        title="牛肉面",
        title_en="Beef noodles",
    )


async def _days(work: Work, market: markets.Market) -> list[tuple[int, int, int]]:
    until = work.now.date() + 30 * DAY
    found = await insight.days_of_stores(work, market.market_id, [STORE], date(2020, 1, 1), until)
    return [(day.visits, day.uses, day.amount_minor) for day in found]


async def test_a_use_and_its_undoing_count_once_in_any_order(work: Work, market: markets.Market) -> None:
    use, kept = _use(MEI), _use(MEI, 1_000)
    steps: list[tuple[Told, insight.Use]] = [
        (insight.note_use, use),
        (insight.note_use, use),
        (insight.note_undone, use),
        (insight.note_undone, use),
        (insight.note_use, kept),
    ]
    for number, order in enumerate(set(itertools.permutations(range(5)))):
        if number % 12:
            continue
        renamed = {one: _use(MEI, one.amount_minor, store_id=derived("store", number)) for one in (use, kept)}
        for at in order:
            told, what = steps[at]
            await told(work, market.market_id, renamed[what])
        store_id = renamed[use].store_id
        until = work.now.date() + 2 * DAY
        [day] = await insight.days_of_stores(work, market.market_id, [store_id], date(2020, 1, 1), until)
        assert (day.visits, day.uses, day.amount_minor) == (1, 1, 1_000), order
        [customer] = (await insight.customers_of_store(work, market.market_id, store_id)).items
        assert (customer.visits, customer.uses, customer.spent_minor) == (1, 1, 1_000)


async def test_of_whom_nothing_stands_is_no_customer(work: Work, market: markets.Market) -> None:
    use = _use(MEI)
    await insight.note_use(work, market.market_id, use)
    await insight.note_undone(work, market.market_id, use)
    assert (await insight.customers_of_store(work, market.market_id, STORE)).items == []
    assert await _days(work, market) == [(0, 0, 0)]


async def test_customers_are_told_by_how_they_come(work: Work, market: markets.Market) -> None:
    now = work.now
    came = {
        MEI: [100, 60, 20, 3],
        LIN: [60],
        GUEST: [120],
        derived("once"): [2],
        derived("twice"): [20, 4],
    }
    for person_id, days in came.items():
        for back in days:
            work.now = now - back * DAY
            await insight.note_use(work, market.market_id, _use(person_id))
    work.now = now
    found = (await insight.customers_of_store(work, market.market_id, STORE)).items
    kinds = {one.person_id: one.kind.value for one in found}
    assert kinds == {
        MEI: "regular",
        LIN: "drifting",
        GUEST: "gone",
        derived("once"): "new",
        derived("twice"): "returning",
    }
    assert [one.last_at for one in found] == sorted((one.last_at for one in found), reverse=True)
    sums = await insight.kinds_of_customers(work, market.market_id, [STORE])
    assert {kind: one.people for kind, one in sums.items()} == dict.fromkeys(CustomerKind, 1)
    assert sums == await insight.kinds_of_customers(work, market.market_id)
    first = await insight.customers_of_store(work, market.market_id, STORE, size=3)
    rest = await insight.customers_of_store(work, market.market_id, STORE, cursor=first.next_cursor, size=3)
    assert [*first.items, *rest.items] == found
    assert rest.next_cursor is None
    with pytest.raises(Refusal, match="invalid"):
        await insight.customers_of_store(work, market.market_id, STORE, cursor="no cursor")
    today = now.date()
    back = await insight.returns(work, market.market_id, [STORE], today - 30 * DAY, today + DAY)
    assert (back.people, back.known, back.again) == (3, 1, 2)


async def test_a_guest_who_signs_in_and_somebody_forgotten(work: Work, market: markets.Market) -> None:
    await insight.note_use(work, market.market_id, _use(MEI))
    await insight.note_use(work, market.market_id, _use(GUEST, 1_200))
    assert await _days(work, market) == [(2, 2, 5_000)]
    await insight.take_over(work, market.market_id, GUEST, MEI)
    assert await _days(work, market) == [(1, 2, 5_000)], "one person came"
    [customer] = (await insight.customers_of_store(work, market.market_id, STORE)).items
    assert (customer.person_id, customer.visits, customer.uses) == (MEI, 1, 2)
    assert [fact.kind for fact in await insight.about_person(work, market.market_id, MEI)] == ["uses", "uses"]
    await insight.forget_person(work, market.market_id, MEI)
    assert await insight.about_person(work, market.market_id, MEI) == []
    [nobody] = (await insight.customers_of_store(work, market.market_id, STORE)).items
    assert nobody.person_id != MEI
    assert (nobody.visits, nobody.uses, nobody.spent_minor) == (1, 2, 5_000)
    assert await _days(work, market) == [(1, 2, 5_000)]


async def test_cohorts_tell_who_came_again_after_how_many_months(work: Work, market: markets.Market) -> None:
    now = work.now.replace(day=15)
    for person_id, months in ((MEI, (3, 2)), (LIN, (3,)), (GUEST, (1, 0))):
        for back in months:
            work.now = now - back * 30 * DAY
            await insight.note_use(work, market.market_id, _use(person_id))
    cells = await insight.cohorts(work, market.market_id, [STORE], (now - 200 * DAY).date())
    assert [(cell.later, cell.people) for cell in cells] == [(0, 2), (1, 1), (0, 1), (1, 1)]
