"""What the processes of this machine have counted, as an operator reads it: totals, and how long it takes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from linli.kernel.metrics import Metric

# Nineteen in twenty take no longer than this.
MOST = 0.95
SLOWEST = 10
_NAMED = re.compile(r"\{(\w+)\}")
# What is asked by machines again and again is not what people wait for.
ASKED_BY_MACHINES = frozenset(("/health", "/ready", "/static/{path}"))


class Timed(msgspec.Struct, frozen=True):
    """How often something was done or asked, how often it failed, and within how many milliseconds nineteen
    in twenty were over (None: after more than the longest that is told apart).
    """

    name: str
    count: int
    failed: int
    most_ms: int | None


class Figures(msgspec.Struct, frozen=True):
    """Of all processes of this machine, since they began."""

    requests: int
    errors: int
    most_ms: int | None
    under_way: int
    open_pages: int
    busy: int
    connections: int
    waits: int
    refused_for_want: int
    lag_ms: int
    limited: int
    handed: int
    routes: Sequence[Timed]
    providers: Sequence[Timed]
    reactions: Sequence[Timed]


class _Read:
    """The samples by name."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._samples = defaultdict(list)
        for metric in metrics:
            for sample in metric.samples:
                self._samples[sample.name].append(sample)

    def total(self, name: str, **labels: str) -> int:
        found = [one for one in self._samples[name] if labels.items() <= one.labels.items()]
        return round(sum(one.value for one in found))

    def worst_ms(self, name: str) -> int:
        return round(1000 * max((one.value for one in self._samples[name]), default=0))

    def errors(self) -> int:
        found = self._samples["linli_requests_total"]
        return round(sum(one.value for one in found if one.labels["status"].startswith("5")))

    def timed(self, name: str, labels: Sequence[str], failures: str = "") -> list[Timed]:
        """Each set of labels, what takes longest first."""
        buckets: dict[tuple[str, ...], dict[float, float]] = defaultdict(lambda: defaultdict(float))
        for one in self._samples[f"{name}_bucket"]:
            key = tuple(one.labels[label] for label in labels)
            buckets[key][float(one.labels["le"])] += one.value
        found = []
        for key, counts in buckets.items():
            failed = self.total(failures, **dict(zip(labels, key, strict=True))) if failures else 0
            count = round(max(counts.values()))
            if count:
                # A name in a path is written as in `/:market`: what stands in braces looks like a fault.
                name = _NAMED.sub(r":\1", " ".join(key))
                found.append(Timed(name, count, failed, _most(counts)))
        return sorted(found, key=lambda one: (one.most_ms is not None, -(one.most_ms or 0), one.name))


def figures_of(metrics: Iterable[Metric]) -> Figures:
    """Everything that the page shows of what was counted."""
    read = _Read(metrics)
    routes = read.timed("linli_request_seconds", ("method", "route"))
    all_routes = read.timed("linli_request_seconds", ())
    return Figures(
        requests=read.total("linli_requests_total"),
        errors=read.errors(),
        most_ms=all_routes[0].most_ms if all_routes else 0,
        under_way=read.total("linli_requests_in_flight"),
        open_pages=read.total("linli_live_pages"),
        busy=read.total("linli_pool_connections", state="busy"),
        connections=read.total("linli_pool_connections", state="most"),
        waits=read.total("linli_pool_wait_seconds_count"),
        refused_for_want=read.total("linli_pool_empty_total"),
        lag_ms=read.worst_ms("linli_loop_lag_seconds"),
        limited=read.total("linli_limits_hit_total"),
        handed=read.total("linli_announcements_handed_total"),
        routes=[one for one in routes if one.name.split(" ")[1] not in ASKED_BY_MACHINES][:SLOWEST],
        providers=read.timed("linli_provider_seconds", ("provider", "call"), "linli_provider_failures_total"),
        reactions=read.timed("linli_errand_seconds", ("reaction",), "linli_errand_failures_total")[:SLOWEST],
    )


def _most(counts: dict[float, float]) -> int | None:
    """Within how many milliseconds most were over, read between the borders as if they lay evenly there."""
    wanted, below, reached = MOST * max(counts.values()), 0.0, 0.0
    for border in sorted(counts):
        if counts[border] >= wanted:
            if border == float("inf"):
                return None
            share = (wanted - reached) / ((counts[border] - reached) or 1)
            return max(1, round(1000 * (below + (border - below) * share)))
        below, reached = border, counts[border]
    return None
