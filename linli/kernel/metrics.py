"""What this process counts of itself, for Prometheus and for the operator's page of workings.

Processes of one machine that are started with the same `PROMETHEUS_MULTIPROC_DIR` count in files there, and
whoever is asked adds all of them up; without it each knows of itself alone. Labels are few and bounded: a
route's template, never a path; a reaction's name, never an order.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import asyncpg
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from linli.kernel import tracing

__all__ = [
    "ANNOUNCEMENTS",
    "ASKED_FAILURES",
    "ERRAND_FAILURES",
    "ERRAND_SECONDS",
    "JOB_FAILURES",
    "JOB_SECONDS",
    "LIMITS_HIT",
    "POOL_EMPTY",
    "POOL_WAIT",
    "REFUSALS",
    "REQUESTS",
    "SECONDS",
    "SHARED_IN",
    "UNDER_WAY",
    "Counter",
    "Histogram",
    "Metric",
    "asking",
    "collected",
    "gauge",
    "keep_looking",
    "written",
]

# Where processes count together; the library reads the same name, once, when it is loaded.
SHARED_IN = "PROMETHEUS_MULTIPROC_DIR"
FOLDER = os.environ.get(SHARED_IN, "")
if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
# What a page may take, and what is slow: seconds.
BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)
WAITS = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0)
OUTSIDE = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LOOK_EVERY_SECONDS = 2.0

REQUESTS = Counter("linli_requests", "Answers, by route and status", ["method", "route", "status"])
SECONDS = Histogram("linli_request_seconds", "Until an answer began", ["method", "route"], buckets=BUCKETS)
IN_FLIGHT = Gauge("linli_requests_in_flight", "Requests under way", multiprocess_mode="livesum")
REFUSALS = Counter("linli_refusals", "Business noes, by their code", ["code"])
LIMITS_HIT = Counter("linli_limits_hit", "Tries beyond a limit", ["limit"])
POOL_WAIT = Histogram("linli_pool_wait_seconds", "Waits for a database connection", buckets=WAITS)
POOL_EMPTY = Counter("linli_pool_empty", "Requests that got no database connection in time")
POOL = Gauge("linli_pool_connections", "Database connections", ["state"], multiprocess_mode="livesum")
LIVE_PAGES = Gauge("linli_live_pages", "Open pages that hear of changes", multiprocess_mode="livesum")
LOOP_LAG = Gauge("linli_loop_lag_seconds", "How late the event loop is", multiprocess_mode="livemax")
ASKED_SECONDS = Histogram(
    "linli_provider_seconds", "Until a company outside answered", ["provider", "call"], buckets=OUTSIDE
)
ASKED_FAILURES = Counter("linli_provider_failures", "Companies outside that did not", ["provider", "call"])
ANNOUNCEMENTS = Counter("linli_announcements_handed", "Announcements that the relay handed to the queue")
ERRAND_SECONDS = Histogram("linli_errand_seconds", "Reactions in the worker", ["reaction"], buckets=BUCKETS)
ERRAND_FAILURES = Counter("linli_errand_failures", "Reactions that failed", ["reaction"])
JOB_SECONDS = Histogram("linli_job_seconds", "The timetable's jobs in a market", ["job"], buckets=OUTSIDE)
JOB_FAILURES = Counter("linli_job_failures", "Jobs of the timetable that failed", ["job"])


class UnderWay:
    """Requests of this process that are being answered: told from time to time, for counting up and down in
    files at each of them would cost more than all the rest.
    """

    requests = 0


UNDER_WAY = UnderWay()


@contextlib.contextmanager
def asking(provider: str, call: str, blameless: Callable[[Exception], bool]) -> Iterator[None]:
    """Time a question to a company outside. An error that is not `blameless` is a failure of theirs."""
    began = time.perf_counter()
    try:
        with tracing.span(f"{provider} {call}"):
            yield
    except Exception as error:
        if not blameless(error):
            ASKED_FAILURES.labels(provider, call).inc()
        raise
    finally:
        ASKED_SECONDS.labels(provider, call).observe(time.perf_counter() - began)


async def keep_looking(pool: asyncpg.Pool, open_pages: Callable[[], int]) -> None:
    """Look from time to time at what cannot be counted as it happens, until told to stop."""
    while True:
        IN_FLIGHT.set(UNDER_WAY.requests)
        POOL.labels("idle").set(pool.get_idle_size())
        POOL.labels("busy").set(pool.get_size() - pool.get_idle_size())
        POOL.labels("most").set(pool.get_max_size())
        LIVE_PAGES.set(open_pages())
        due = time.perf_counter() + LOOK_EVERY_SECONDS
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        LOOP_LAG.set(max(0.0, time.perf_counter() - due))


def collected() -> list[Metric]:
    """What all processes of this machine have counted (or this one, where they do not share)."""
    return [metric for metric in _registry().collect() if metric.name.startswith("linli_")]


def gauge(name: str, text: str, labels: Sequence[str], rows: Iterable[tuple[Sequence[str], float]]) -> Metric:
    """A figure that was asked of the database, of each set of labels."""
    family = GaugeMetricFamily(name, text, labels=labels)
    for values, figure in rows:
        family.add_metric(values, figure)
    return family


def written(also: Sequence[Metric] = ()) -> bytes:
    """What was counted, and `also`, as Prometheus reads it."""
    shown = CollectorRegistry()
    shown.register(_Given([*also, *collected()]))
    return generate_latest(shown)


class _Given(Collector):
    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _registry() -> CollectorRegistry:
    if not FOLDER:
        return REGISTRY
    _forget_the_dead()
    shared = CollectorRegistry()
    MultiProcessCollector(shared, FOLDER)  # type: ignore[no-untyped-call]  # the library's own
    return shared


def _forget_the_dead() -> None:
    """What a process has counted stays when it ends; what it held at the moment goes with it."""
    for path in Path(FOLDER).glob("gauge_live*_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        if not _lives(pid):
            mark_process_dead(pid, FOLDER)  # type: ignore[no-untyped-call]  # as above


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
