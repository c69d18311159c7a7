"""Recommendations in a small market: who agreed is known, who did not is nobody, and each reason is true."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from linli.journey import retain
from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import consents, merchants, recommendations
from linli.modules.recommendations import VisitKind, WhyCode
from linli.modules.recommendations.jobs import _is_due, _place, _read, _write
from linli.modules.recommendations.learning import Counted, History, Seen, Spot, learn_all
from linli.modules.recommendations.serving import Model
from tests.integration.discovery_stage import HERE, MARKET, NOON, PLACE, opened, store

LINA, TOM, MEI = derived("lina"), derived("tom"), derived("mei")


@pytest.fixture
def journey() -> Journey:
    journey = Journey()
    journey.on(consents.ConsentGiven).at_once(retain.begin_choosing)
    journey.on(consents.ConsentWithdrawn).at_once(retain.end_choosing)
    return journey


async def _agrees(work: Work, person_id: UUID) -> None:
    await consents.give(work, person_id, consents.Purpose.PERSONAL, at="test")


async def _declines(work: Work, person_id: UUID) -> None:
    await consents.withdraw(work, person_id, consents.Purpose.PERSONAL, at="test")


@pytest_asyncio.fixture
async def shops(work: Work) -> list[UUID]:
    """Twelve stores, each 100 m further from here."""
    await opened(work)
    ids = [await store(work, f"shop-{n}", f"店{n}", north_m=100 * n) for n in range(12)]
    await _place(work, MARKET, await merchants.all_stores(work, MARKET))
    return ids


async def _for(work: Work, person_id: UUID | None, size: int = 6) -> list[recommendations.Slot]:
    return await recommendations.for_you(work, PLACE, person_id=person_id, at=HERE, now=work.now, size=size)


async def _lunches(work: Work, person_id: UUID, store_id: UUID, days: int) -> None:
    for day in range(days, 0, -1):
        work.now = NOON - timedelta(days=day)
        visit_id = derived("visit", f"{person_id}{store_id}{day}")
        await recommendations.note(work, MARKET, person_id, store_id, VisitKind.USED, visit_id)
    work.now = NOON


async def test_a_market_where_nothing_happened_yet_recommends_what_is_near(
    work: Work, shops: list[UUID]
) -> None:
    slots = await _for(work, None)
    assert [slot.store_id for slot in slots] == shops[:6]
    assert {slot.why for slot in slots} == {WhyCode.NEAR}


async def test_who_agreed_is_led_to_where_they_go_and_told_so_and_who_declines_is_forgotten(
    work: Work, shops: list[UUID]
) -> None:
    await _agrees(work, LINA)
    for person in (LINA, TOM):
        await _lunches(work, person, shops[9], 6)
    first = (await _for(work, LINA))[0]
    assert (first.store_id, first.why in (WhyCode.HABIT, WhyCode.HOUR), first.times) == (shops[9], True, 6)
    # Tom was never asked: nothing of his is there, and he is shown what everybody is.
    assert await recommendations.visits_of(work, MARKET, TOM) == []
    assert await _for(work, TOM) == await _for(work, None)
    await recommendations.dismiss(work, MARKET, LINA, shops[9])
    assert shops[9] not in {slot.store_id for slot in await _for(work, LINA, 12)}
    assert await recommendations.show_again(work, MARKET, LINA) == 1
    assert (await _for(work, LINA))[0].store_id == shops[9]
    await _declines(work, LINA)
    assert await _for(work, LINA) == await _for(work, None)
    await _lunches(work, LINA, shops[3], 2)
    await recommendations.dismiss(work, MARKET, LINA, shops[0])
    await recommendations.note_seen(work, MARKET, LINA, shops[3])
    await _agrees(work, LINA)
    assert await recommendations.visits_of(work, MARKET, LINA) == []
    assert (await _for(work, LINA))[0].store_id == shops[0]


async def _counted(work: Work) -> list[tuple[UUID, int]]:
    """What training reads of all stores: nobody's name is on it."""
    history = History(ZoneInfo(PLACE.timezone))
    await _read(work, MARKET, history)
    stores = list(history.stores)
    return [(stores[store], times) for store, times in zip(history.counts[0], history.counts[2], strict=True)]


async def test_what_is_undone_or_repeated_counts_once_or_not_at_all(work: Work, shops: list[UUID]) -> None:
    await _agrees(work, LINA)
    use = derived("use")
    for _ in range(2):
        await recommendations.note_seen(work, MARKET, LINA, shops[5])
        await recommendations.note(work, MARKET, LINA, shops[4], VisitKind.FOLLOWED, shops[4])
    await recommendations.note(work, MARKET, LINA, shops[6], VisitKind.USED, use)
    work.now = NOON + timedelta(minutes=59, hours=1)
    await recommendations.take_back(work, MARKET, LINA, shops[6], VisitKind.USED, use)
    # News of the undoing before that of the use: it never was.
    early = (work, MARKET, LINA, shops[7], VisitKind.COLLECTED, derived("early"))
    for told in (recommendations.take_back, recommendations.note, recommendations.take_back):
        await told(*early)
    twice = (work, MARKET, LINA, shops[8], VisitKind.COLLECTED, derived("twice"))
    for _ in range(2):
        await recommendations.note(*twice)
    assert await _counted(work) == [(shops[8], 1)]
    await recommendations.take_back(*twice)
    assert await _counted(work) == []
    kept = await recommendations.visits_of(work, MARKET, LINA)
    assert {(visit.store_id, visit.kind) for visit in kept} == {
        (shops[5], VisitKind.SEEN),
        (shops[4], VisitKind.FOLLOWED),
    }
    why = {slot.store_id: slot.why for slot in await _for(work, LINA, 12)}
    assert why[shops[4]] is WhyCode.FOLLOWED
    assert why[shops[5]] is WhyCode.LOOKED
    with pytest.raises(Refusal) as refused:
        await recommendations.dismiss(work, MARKET, LINA, derived("no such store"))
    assert refused.value.code == "not_found"


async def test_learning_tells_busy_hours_usual_next_places_and_people_alike(
    work: Work, shops: list[UUID]
) -> None:
    """Seven go to 10, an hour later to 11, and to 8; Mei goes to 10 and 8 only."""
    others = [derived("guest", str(n)) for n in range(7)]
    seen = [
        Seen(
            derived("seen", f"{who}{place}{day}"), who, shops[place], NOON - timedelta(days=day, hours=-hour)
        )
        for who in others
        for day in range(1, 5)
        for place, hour in ((10, 0), (11, 1), (8, 3))
    ]
    seen += [
        Seen(derived("seen", f"mei{place}"), MEI, shops[place], NOON - timedelta(days=2)) for place in (10, 8)
    ]
    counted = [Counted(shops[7], 12, 40), Counted(shops[7], 13, 20)]
    spots = [Spot(one, HERE[0] + n / 1112, HERE[1]) for n, one in enumerate(shops)]
    for who in (*others, MEI):
        await _agrees(work, who)
    history = History(ZoneInfo(PLACE.timezone))
    history.add(seen)
    history.count(counted)
    learned = learn_all(history, [spot for spot in spots if spot.store_id in history.stores])
    await _write(work, MARKET, learned, len(seen))
    nobody = {slot.store_id: slot.why for slot in await _for(work, None, 12)}
    assert nobody[shops[7]] in (WhyCode.BUSY_HOUR, WhyCode.POPULAR)
    assert list(nobody).index(shops[7]) < 4
    await recommendations.note(work, MARKET, MEI, shops[10], VisitKind.USED, derived("now"))
    mine = {slot.store_id: slot.why for slot in await _for(work, MEI, 12)}
    assert mine[shops[11]] in (WhyCode.USUAL_NEXT, WhyCode.ALIKE)
    assert list(mine).index(shops[11]) < list(nobody).index(shops[11])


# Each table of the module that names a person.
NAMING = """
    SELECT c.table_name FROM information_schema.columns AS c
    WHERE c.table_schema = 'recommendations' AND c.column_name = 'person_id'
"""


async def test_who_declines_while_it_is_learned_from_them_leaves_nothing(
    work: Work, shops: list[UUID]
) -> None:
    for person in (LINA, MEI):
        await _agrees(work, person)
        for one in shops[2:8]:
            await _lunches(work, person, one, 2)
        await recommendations.dismiss(work, MARKET, person, shops[1])
        await recommendations.note_seen(work, MARKET, person, shops[3])
    history = History(ZoneInfo(PLACE.timezone))
    # Batches end among visits of the same moment.
    await _read(work, MARKET, history, 5)
    assert (len(history), sum(history.counts[2])) == (26, 24)
    spots = [Spot(one, HERE[0] + n / 1112, HERE[1]) for n, one in enumerate(shops)]
    learned = learn_all(history, [spot for spot in spots if spot.store_id in history.stores])
    await _declines(work, LINA)
    await _write(work, MARKET, learned, len(history))
    tables = {row[0] for row in await work._connection.fetch(NAMING)}
    assert {"people", "visits", "dismissals"} <= tables
    kept: dict[UUID, dict[str, int]] = {LINA: {}, MEI: {}}
    for table in tables:
        for person, rows in kept.items():
            query = f"SELECT count(*) FROM recommendations.{table} WHERE person_id = $1"
            rows[table] = await work._connection.fetchval(query, person)
    assert kept[MEI]["visits"] == 13
    assert {table: rows for table, rows in kept[LINA].items() if rows} == {}
    alike = "SELECT count(alike) FROM recommendations.people WHERE person_id = $1"
    assert [await work._connection.fetchval(alike, one) for one in (LINA, MEI)] == [0, 1]


async def test_a_long_history_is_learned_anew_when_a_twentieth_is_new_or_a_day_is_over(
    work: Work, shops: list[UUID]
) -> None:
    await _agrees(work, LINA)

    async def due(hours: float, visits: int) -> bool:
        return await _is_due(work, MARKET, Model(work.now - timedelta(hours=hours), visits, b""))

    assert [await due(0.9, 0), await due(1.1, 999), await due(1.1, 1000)] == [False, True, False]
    for number in range(50):
        bought = derived("bought", str(number))
        await recommendations.note(work, MARKET, LINA, shops[0], VisitKind.BOUGHT, bought)
    assert [await due(1.1, 1000), await due(1.1, 1020), await due(24.1, 1020)] == [True, False, True]
