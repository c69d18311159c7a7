"""From the outbox to reactions: each happens exactly once, whoever runs it and however often."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from linli.kernel import ids, log, outbox
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.events import Event
from linli.kernel.jobs import queue_on
from linli.kernel.journey import Journey
from linli.kernel.live import Live
from linli.kernel.sealing import Sealer
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.modules import flash, foreign_vouchers, identity, markets, notices, vouchers
from linli.services import Services
from linli.worker import process
from linli.worker.reactions import Errand, run_errand
from linli.worker.relay import BATCH, hand_over, relay_forever
from linli.worker.timetable import run_everywhere
from tests.integration.till_stage import within
from tests.integration.trade_stage import MARKET, Town, open_town

HEARD = ("SELECT action, subject FROM kernel.audit_trail WHERE market_id = $1", MARKET)


class Rang(Event, frozen=True, kw_only=True):
    """Somebody rang."""

    bell: UUID


async def _note(work: Work, event: Rang, who: str) -> None:
    await work.audit(event.market_id, who, str(event.bell))


async def answer_door(work: Work, event: Rang) -> None:
    await _note(work, event, "answer_door")


async def bark(work: Work, event: Rang) -> None:
    await _note(work, event, "bark")


@pytest_asyncio.fixture(scope="module")
async def shared(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=20) as town:
        yield town


@pytest_asyncio.fixture
async def town(shared: Town) -> AsyncIterator[Town]:
    """With a journey of the test's own; nothing of another test is left to do."""
    journey, shared.db.journey = shared.db.journey, Journey()
    await shared.errands()
    yield shared
    await shared.errands()
    shared.db.journey = journey


def listening(town: Town) -> Journey:
    journey = town.db.journey
    assert isinstance(journey, Journey)
    journey.on(Rang).later(answer_door, bark)
    return journey


async def ring(town: Town, times: int = 1) -> list[UUID]:
    bells = [ids.uuid7() for _ in range(times)]
    async with town.db.work() as work:
        for bell in bells:
            await work.announce(Rang(market_id=MARKET, bell=bell))
    return bells


async def heard(town: Town, bells: list[UUID]) -> Counter[str]:
    wanted = {str(bell) for bell in bells}
    return Counter(row["action"] for row in await town.rows(*HEARD) if row["subject"] in wanted)


async def test_an_announcement_that_rolls_back_is_never_heard(town: Town) -> None:
    listening(town)
    with pytest.raises(KeyError):
        async with town.db.work() as work:
            await work.announce(Rang(market_id=MARKET, bell=ids.uuid7()))
            raise KeyError
    assert await hand_over(town.db, MARKET) == 0


async def test_an_event_that_nobody_listens_to_leaves_nothing_behind(town: Town) -> None:
    await ring(town)
    assert await hand_over(town.db, MARKET) == 0


async def test_each_later_reaction_is_an_errand_and_happens_once_however_often_it_runs(town: Town) -> None:
    listening(town)
    bells = await ring(town)
    errands = await town.errands()
    assert [errand.reaction for errand in errands] == ["answer_door", "bark"]
    ran = [await run_errand(town.db, errand) for errand in errands * 3]
    assert ran == [True, True, False, False, False, False]
    assert await heard(town, bells) == {"answer_door": 1, "bark": 1}


async def test_an_errand_that_twenty_workers_run_at_once_happens_once(town: Town) -> None:
    listening(town)
    bells = await ring(town)
    (errand, _) = await town.errands()
    assert sum(await asyncio.gather(*(run_errand(town.db, errand) for _ in range(20)))) == 1
    assert await heard(town, bells) == {"answer_door": 1}


async def test_two_relays_at_once_hand_each_announcement_over_once(town: Town) -> None:
    listening(town)
    bells = await ring(town, BATCH + 50)
    taken = await asyncio.gather(*(hand_over(town.db, MARKET) for _ in range(4)))
    assert sum(taken) == BATCH + 50
    rows = await town.rows("SELECT payload FROM pgqueuer.pgqueuer")
    errands = [msgspec.json.decode(row["payload"], type=Errand) for row in rows]
    assert len(errands) == len(set(errands)) == 2 * len(bells)


async def test_a_relay_that_dies_before_its_commit_loses_and_doubles_nothing(town: Town) -> None:
    listening(town)
    bells = await ring(town)

    class Died(BaseException):
        pass

    class Dying(Journey):
        def reactions(self, name: str) -> None:
            raise Died

    with pytest.raises(Died):
        await hand_over(Database(town.db.pool, Dying(), town.clock), MARKET)
    for errand in await town.errands():
        await run_errand(town.db, errand)
    assert await heard(town, bells) == {"answer_door": 1, "bark": 1}


async def test_a_failing_reaction_leaves_no_trace_of_itself_and_none_on_the_others(town: Town) -> None:
    tries: list[int] = []

    async def stumble(work: Work, event: Rang) -> None:
        await _note(work, event, "stumble")
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionResetError

    listening(town).on(Rang).later(stumble)
    bells = await ring(town)
    for errand in await town.errands():
        for _ in range(3):
            try:
                await run_errand(town.db, errand)
            except ConnectionResetError:
                assert (await heard(town, bells))["stumble"] == 0
    assert await heard(town, bells) == {"answer_door": 1, "bark": 1, "stumble": 1}
    assert len(tries) == 3


async def test_a_later_reaction_acts_as_of_the_announcement(town: Town) -> None:
    moments = []

    async def look_at_clock(work: Work, _event: Rang) -> None:
        moments.append(work.now)

    listening(town).on(Rang).later(look_at_clock)
    then = town.clock.at
    await ring(town)
    town.clock.move_on(timedelta(hours=1))
    for errand in await town.errands():
        await run_errand(town.db, errand)
    assert moments == [then]


async def test_a_reaction_belongs_to_the_request_that_announced(town: Town) -> None:
    heard_in: list[str | None] = []

    async def look_at_request(work: Work, event: Rang) -> None:
        heard_in.append(log.request_id())

    listening(town).on(Rang).later(look_at_request)
    with log.within_request("request-1"):
        await ring(town)
    for errand in await town.errands():
        await run_errand(town.db, errand)
    assert heard_in == ["request-1"]
    assert log.request_id() is None


async def test_an_errand_whose_reaction_is_gone_does_nothing(town: Town) -> None:
    listening(town)
    await ring(town)
    (errand, _) = await town.errands()
    assert not await run_errand(town.db, msgspec.structs.replace(errand, reaction="renamed"))
    assert not await run_errand(town.db, msgspec.structs.replace(errand, announcement_id=ids.uuid7()))
    town.db.journey = Journey()
    assert not await run_errand(town.db, errand)


async def test_a_job_gets_the_database_and_may_run_again(town: Town) -> None:
    rung: list[UUID] = []

    async def call_out(db: Database, event: Rang) -> None:
        assert db is town.db
        rung.append(event.bell)

    listening(town).on(Rang).by_job(call_out)
    (bell,) = await ring(town)
    errands = [errand for errand in await town.errands() if errand.reaction == "call_out"]
    assert [await run_errand(town.db, errand) for errand in errands * 2] == [True, True]
    assert rung == [bell, bell]


async def test_what_waits_for_the_relay_can_be_asked(town: Town) -> None:
    listening(town)
    await ring(town, 3)
    async with town.db.read() as reader:
        assert await outbox.waiting(reader, MARKET) == outbox.Waiting(3, town.clock.at)
    await town.errands()
    async with town.db.read() as reader:
        assert await outbox.waiting(reader, MARKET) == outbox.Waiting(0, None)


async def test_a_job_of_the_timetable_that_fails_in_one_market_runs_in_the_others(town: Town) -> None:
    async def job(_services: Services, market_id: int) -> int:
        if market_id == MARKET:
            raise ConnectionResetError
        return market_id

    async with town.db.work() as work:
        here = await markets.market(work, MARKET)
        await markets.open_market(
            work, msgspec.structs.replace(here, market_id=MARKET + 90, slug="elsewhere")
        )
    assert await run_everywhere(services_of(town), job) == MARKET + 90


def services_of(town: Town) -> Services:
    signer, sealer = Signer("secret", "test"), Sealer("secret", "test")
    issuers = vouchers.Issuers(sealer)
    means, sender = foreign_vouchers.Means({}, sealer), notices.SandboxSender()
    live = Live(town.url, town.db.pool)
    given = (live, {}, sender, *[signer] * 9, sealer, issuers, means, sealer, sealer)
    claims = (flash.Board(town.db.clock), flash.Desk(town.db))
    desks = (*claims, identity.TokenDesk(town.db), markets.Directory(town.db, live))
    return Services(Settings(), town.db, *given, *desks)


async def _running(town: Town, until: Callable[[], object]) -> None:
    """The worker's own relay and queue, as its process puts them together, until something is so."""
    listening_on = await asyncpg.connect(town.url, server_settings={"role": "linli_app", "timezone": "UTC"})
    relay_pool = await open_pool(town.url, size=2, codecs=False)
    queue, stop = queue_on(listening_on), asyncio.Event()
    process._register(queue, services_of(town))
    tasks = [
        asyncio.create_task(relay_forever(Database(relay_pool, town.db.journey), stop)),
        asyncio.create_task(queue.run(timedelta(seconds=0.2), process.BATCH)),
    ]
    try:
        await within(until, bool, seconds=20)  # type: ignore[arg-type]  # an async question
    finally:
        stop.set()
        queue.shutdown.set()
        await asyncio.gather(*tasks)
        await relay_pool.close()
        await listening_on.close()


async def test_a_running_worker_retries_what_fails_and_does_not_keep_the_others_waiting(town: Town) -> None:
    order: list[str] = []

    async def stumble_once(work: Work, event: Rang) -> None:
        order.append("try")
        if order.count("try") == 1:
            raise ConnectionResetError
        await _note(work, event, "stumble_once")

    async def told_at_once(work: Work, event: Rang) -> None:
        order.append("other")

    listening(town).on(Rang).later(stumble_once, told_at_once)
    bells = await ring(town)

    async def all_heard() -> bool:
        return await heard(town, bells) == {"answer_door": 1, "bark": 1, "stumble_once": 1}

    await _running(town, all_heard)
    assert order.count("try") == 2
    assert order.index("other") < len(order) - 1 - order[::-1].index("try")
