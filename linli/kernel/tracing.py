"""Traces in OpenTelemetry's words: which request asked which provider, and what the worker did of it.

Off unless an address is set, and then the extra `traces` must be installed.
"""

import contextlib
import importlib
from collections.abc import Iterator, Mapping
from typing import Any

# The library's tracer and its reading of a caller's context, once set up.
_tools: dict[str, Any] = {}
# A collector on another machine is told in the background, every few seconds.
SERVICE = "linli"


class Span:
    """One stretch of work; nothing happens where nobody traces."""

    def __init__(self, inner: Any = None) -> None:
        self._inner = inner

    def call(self, name: str, **facts: str | int) -> None:
        """What it turned out to be; facts never name a person."""
        if self._inner is not None:
            self._inner.update_name(name)
            self._inner.set_attributes(facts)


NOBODY = Span()


def set_up(url: str) -> None:
    """Send traces to the collector at `url` (OTLP over HTTP). Raises ValueError without the extra."""
    try:
        trace = importlib.import_module("opentelemetry.trace")
        sdk = importlib.import_module("opentelemetry.sdk.trace")
        export = importlib.import_module("opentelemetry.sdk.trace.export")
        resources = importlib.import_module("opentelemetry.sdk.resources")
        otlp = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        callers = importlib.import_module("opentelemetry.trace.propagation.tracecontext")
    except ModuleNotFoundError:
        raise ValueError("LINLI_TRACES_URL needs libraries: pip install 'linli[traces]'") from None
    provider = sdk.TracerProvider(resource=resources.Resource.create({"service.name": SERVICE}))
    provider.add_span_processor(export.BatchSpanProcessor(otlp.OTLPSpanExporter(endpoint=url, timeout=5)))
    _tools.update(
        provider=provider,
        tracer=provider.get_tracer(SERVICE),
        read=callers.TraceContextTextMapPropagator().extract,
        kinds=trace.SpanKind,
    )


def listening() -> bool:
    """Whether anybody traces."""
    return bool(_tools)


def close() -> None:
    """Send what has not been sent, and trace no more."""
    provider = _tools.pop("provider", None)
    _tools.clear()
    if provider is not None:
        provider.shutdown()


@contextlib.contextmanager
def span(
    name: str, facts: Mapping[str, str | int] | None = None, caller: Mapping[str, str] | None = None
) -> Iterator[Span]:
    """A stretch of work within whatever is being traced; `caller` are the headers of who asked for it."""
    if not _tools:
        yield NOBODY
        return
    given = _tools["read"](caller) if caller else None
    kind = _tools["kinds"].INTERNAL if caller is None else _tools["kinds"].SERVER
    with _tools["tracer"].start_as_current_span(name, given, kind, dict(facts or {})) as inner:
        yield Span(inner)
