"""Logs as one JSON object a line, with nothing in them that could be used against a person."""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog

# Values under these names never reach a log, whoever passes them.
SECRET_NAMES = frozenset(
    ("authorization", "code", "cookie", "password", "phone", "secret", "signature", "text", "token")
)


# What is going on belongs to this request, of which a person can name the id; None: to none.
_request: ContextVar[str | None] = ContextVar("linli_request", default=None)


@contextmanager
def within_request(request_id: str | None) -> Iterator[None]:
    """Whatever is logged and announced in here belongs to this request."""
    token = _request.set(request_id)
    try:
        yield
    finally:
        _request.reset(token)


def request_id() -> str | None:
    """The request that is being answered, or whose errand is being run."""
    return _request.get()


def _with_request(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    current = _request.get()
    if current is not None:
        event.setdefault("request", current)
    return event


def _without_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in SECRET_NAMES & event.keys():
        event[name] = "[hidden]"
    return event


def set_up(level: str = "INFO", *, for_good: bool = False) -> None:
    """Configure structlog and the standard library's loggers for this process, writing to stderr; `for_good`:
    nobody sets them up again, so that nothing is put together anew for each line.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _with_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_secrets,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=for_good,
    )
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    for talkative in ("httpx", "stripe"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # While a database is away its pool tells so every second, at length; so does whoever asks it.
    logging.getLogger("asyncpg.pool").setLevel(logging.ERROR)


def logger(name: str) -> Any:
    """A bound logger: `log.info("order paid", order=order_id)`."""
    return structlog.get_logger(name)
