"""The worker's process: relay, queue and timetable over one pool and one listening connection."""

import asyncio
import signal
from datetime import timedelta

import asyncpg
import msgspec
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.models import Job, Schedule

from linli.journey import wire
from linli.kernel import log, metrics
from linli.kernel.away import patiently
from linli.kernel.database import APP_ROLE, RECOVERS_WITHIN_SECONDS, Database, open_pool
from linli.kernel.jobs import PgQueuer, queue_on
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.services import Services, gateways_of, open_services
from linli.worker.reactions import ENTRYPOINT, Errand, run_and_note
from linli.worker.relay import relay_forever
from linli.worker.timetable import TIMETABLE, MarketJob, run_everywhere

# With delays that double up to five minutes, about three hours; then it waits for an operator.
MOST_ATTEMPTS = 40
BATCH = 10
AT_ONCE = 20


async def work_until_told(settings: Settings, url: str) -> None:
    """Run until SIGINT or SIGTERM, then finish what is under way."""
    log.set_up(settings.log_level)
    gateways = gateways_of(settings)
    services = await open_services(settings, url, wire(Journey(), gateways), gateways)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # The relay writes jobs in the transaction that takes them from the outbox, over connections of its own.
    patience = RECOVERS_WITHIN_SECONDS
    relay_pool = await open_pool(url, role=APP_ROLE, size=2, codecs=False, patience=patience)
    relay_db = Database(relay_pool, services.db.journey)
    how = {"role": APP_ROLE, "timezone": "UTC"}
    listening = await patiently(lambda: asyncpg.connect(url, server_settings=how), patience)
    queue = queue_on(listening)
    _register(queue, services)
    looking = asyncio.create_task(metrics.keep_looking(services.db.pool, services.live.open_pages))
    tasks = [
        asyncio.create_task(relay_forever(relay_db, stop)),
        asyncio.create_task(queue.run(timedelta(seconds=1), BATCH, max_concurrent_tasks=AT_ONCE)),
    ]
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    queue.shutdown.set()
    _, late = await asyncio.wait(tasks, timeout=10)
    for task in late:
        task.cancel()
    for task in tasks:
        if task.done() and not task.cancelled() and task.exception():
            raise task.exception() or RuntimeError
    looking.cancel()
    await relay_pool.close()
    await services.close()
    await listening.close()


def _register(queue: PgQueuer, services: Services) -> None:
    def patient(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
        return DatabaseRetryEntrypointExecutor(parameters=parameters, max_attempts=MOST_ATTEMPTS)

    # A job that is given up leaves the queue: `kernel.failures` keeps it, to be asked for again.
    @queue.entrypoint(ENTRYPOINT, executor_factory=patient)
    async def react(job: Job) -> None:
        errand = msgspec.json.decode(job.payload or b"", type=Errand)
        last = job.attempts >= MOST_ATTEMPTS
        await run_and_note(services.db, errand, repeated=job.attempts > 0, last=last)

    for name, when, market_job in TIMETABLE:
        queue.schedule(name, when, clean_old=True)(_scheduled(services, market_job))


def _scheduled(services: Services, job: MarketJob):  # type: ignore[no-untyped-def]  # the library's own shape
    async def run(_schedule: Schedule) -> None:
        await run_everywhere(services, job)

    return run
