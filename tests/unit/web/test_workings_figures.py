"""What processes have counted becomes what an operator reads."""

from linli.kernel.metrics import gauge
from linli.web.operator.workings_figures import Timed, figures_of

BORDERS = ("0.1", "1.0", "10.0", "+Inf")


def buckets(name: str, labels: dict[str, str], counts: tuple[int, ...]) -> list[object]:
    rows = [((*labels.values(), border), count) for border, count in zip(BORDERS, counts, strict=True)]
    return [gauge(f"{name}_bucket", "", (*labels, "le"), rows)]


def test_times_are_read_between_their_borders_and_failures_are_counted_beside_them() -> None:
    quick = buckets("linli_request_seconds", {"method": "GET", "route": "/{market}"}, (90, 100, 100, 100))
    slow = buckets("linli_request_seconds", {"method": "GET", "route": "/{market}/x"}, (0, 0, 0, 4))
    probe = buckets("linli_request_seconds", {"method": "GET", "route": "/ready"}, (0, 9, 9, 9))
    asked = buckets("linli_provider_seconds", {"provider": "stripe", "call": "create"}, (0, 20, 20, 20))
    failed = gauge("linli_provider_failures_total", "", ("provider", "call"), [(("stripe", "create"), 3)])
    answers = [(("GET", "/{market}", "200"), 99), (("GET", "/{market}", "503"), 1)]
    counted = gauge("linli_requests_total", "", ("method", "route", "status"), answers)
    figures = figures_of([*quick, *slow, *probe, *asked, failed, counted])
    assert figures.routes == [Timed("GET /:market/x", 4, 0, None), Timed("GET /:market", 100, 0, 550)]
    assert figures.providers == [Timed("stripe create", 20, 3, 955)]
    assert (figures.requests, figures.errors) == (100, 1)


def test_nothing_counted_yet_is_nothing() -> None:
    figures = figures_of([])
    assert (figures.requests, figures.most_ms, figures.routes, figures.lag_ms) == (0, 0, [], 0)
