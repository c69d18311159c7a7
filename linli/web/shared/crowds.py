"""Before anything else looks at a request: is there room for it?"""

from collections.abc import Mapping
from html import escape

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from linli.kernel.admission import Batches, Crowd
from linli.kernel.refusals import BUSY

# Cheap ones, and news of money that has moved: that is never turned away.
ALWAYS = ("/static/", "/api/callbacks/", "/health", "/ready", "/metrics")
# Streams, and what waits for a payment provider: neither keeps the processors busy.
WAITS = ("/live", "/payment", "/payment-check", "/return", "/cancellation")
# What a whole town wants in the same moment: let in by the batch.
RUSHED = "/flash-sales/"
PROBLEM, PAGE = b"application/problem+json", b"text/html; charset=utf-8"


WHOLE_PAGE = (
    '<!doctype html><html lang="{0}"><head><meta charset="utf-8"><title>{1}</title>'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    '<meta http-equiv="refresh" content="{2}"></head><body><main><h1>{1}</h1></main></body></html>'
)


def let_in(app: ASGIApp, crowd: Crowd, rush: Batches, texts: Mapping[str, str]) -> ASGIApp:
    """The app for as many as it can serve, and of a `rush` for as many as leave room for all others; the rest
    are told why in their language (`texts`) at once, in words that are ready made, and are asked to come
    back. Their page does so by itself.
    """
    ready = {language: (_problem(text), _page(language, text)) for language, text in texts.items()}

    async def with_room(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != ScopeType.HTTP or path.startswith(ALWAYS) or path.endswith(WAITS):
            await app(scope, receive, send)
            return
        if RUSHED in path:
            await with_batch(scope, receive, send)
            return
        since = await crowd.enter()
        if since is None:
            await _turn_away(scope, send, ready)
            return
        try:
            await app(scope, receive, send)
        finally:
            crowd.leave(since)

    async def with_batch(scope: Scope, receive: Receive, send: Send) -> None:
        batch = await rush.enter()
        if batch is None:
            await _turn_away(scope, send, ready)
            return
        try:
            await app(scope, receive, send)
        finally:
            rush.leave(batch)

    return with_room


def _problem(text: str) -> bytes:
    about = {"type": "about:blank", "title": BUSY.code, "status": BUSY.status, "code": BUSY.code}
    return msgspec.json.encode({**about, "detail": text, "params": {}})


def _page(language: str, text: str) -> bytes:
    return WHOLE_PAGE.format(language, escape(text), BUSY.again).encode()


async def _turn_away(scope: Scope, send: Send, ready: Mapping[str, tuple[bytes, bytes]]) -> None:
    given = dict(scope["headers"])
    language = "zh" if given.get(b"accept-language", b"").lower().startswith(b"zh") else "en"
    program = scope["path"].startswith("/api/") or given.get(b"accept") == b"application/json"
    body, kind = (ready[language][0], PROBLEM) if program else (ready[language][1], PAGE)
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"content-language", language.encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(BUSY.again).encode()),
    ]
    await send({"type": "http.response.start", "status": BUSY.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
