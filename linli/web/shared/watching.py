"""Every request is counted, timed and given an id, which its answer, the log and what follows bear."""

import re
import time
from functools import cache

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from linli.kernel import metrics, tracing
from linli.kernel.ids import uuid7
from linli.kernel.log import logger, request_id, within_request

log = logger(__name__)
HEADER = b"x-request-id"
TRACE_HEADERS = (b"traceparent", b"tracestate")
# What a proxy in front may call a request; anything else is not taken over.
GOOD_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")
# Whoever asks for what is not there asks for anything: it is counted together.
NOWHERE = "(none)"
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def watched(app: ASGIApp) -> ASGIApp:
    """The app, whose requests are counted by their route's template, never by their path.

    The time is what passes until the answer begins: a stream that stays open is not slow.
    """

    async def traced(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == ScopeType.HTTP
        with tracing.span("request", {"request": request_id() or ""}, _caller(scope)) as span:
            await app(scope, receive, send)
            span.call(f"{scope['method']} {_route(scope)}", **{"http.route": _route(scope)})

    async def watch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        called = _id_of(scope)
        began = time.perf_counter()

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (HEADER, called.encode())]
                _count(scope, message["status"], time.perf_counter() - began)
            await send(message)

        metrics.UNDER_WAY.requests += 1
        try:
            with within_request(called):
                await (traced if tracing.listening() else app)(scope, receive, named)
        finally:
            metrics.UNDER_WAY.requests -= 1

    return watch


def _route(scope: HTTPScope) -> str:
    return scope.get("path_template") or NOWHERE


def _caller(scope: HTTPScope) -> dict[str, str]:
    """What a proxy in front says of the trace that this request is part of."""
    return {
        name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in TRACE_HEADERS
    }


def _id_of(scope: HTTPScope) -> str:
    given = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return given.decode() if GOOD_ID.fullmatch(given) else uuid7().hex


@cache
def _figures(method: str, route: str, status: int) -> tuple[metrics.Counter, metrics.Histogram]:
    """Looking them up by their labels takes longer than counting."""
    return metrics.REQUESTS.labels(method, route, str(status)), metrics.SECONDS.labels(method, route)


def _count(scope: HTTPScope, status: int, seconds: float) -> None:
    route = _route(scope)
    method = scope["method"] if scope["method"] in METHODS else "other"
    count, time_taken = _figures(method, route, status)
    count.inc()
    time_taken.observe(seconds)
    log.info("answered", method=method, route=route, status=status, ms=round(seconds * 1000, 1))
