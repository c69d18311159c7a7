"""The only file where everything meets: journey, faces, API and settings become one web app."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from jinja2 import Environment
from litestar import Litestar, Request, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from linli.api import words
from linli.api.keeping import keeping_answers
from linli.api.problems import problem_for
from linli.api.routes import ROUTES as API_ROUTES
from linli.journey import wire
from linli.kernel import log, metrics
from linli.kernel.admission import Batches, Crowd
from linli.kernel.journey import Journey
from linli.kernel.refusals import BUSY, INVALID, NOT_FOUND, TOO_LARGE, Refusal
from linli.kernel.settings import Settings, from_environment
from linli.services import LARGEST_BODY_MEGABYTES, gateways_of, open_services
from linli.web.consumer.routes import ROUTES as CONSUMER_ROUTES
from linli.web.merchant.routes import ROUTES as MERCHANT_ROUTES
from linli.web.operator.routes import ROUTES as OPERATOR_ROUTES
from linli.web.shared.alike import Alike
from linli.web.shared.crowds import let_in
from linli.web.shared.gate import guard
from linli.web.shared.head_requests import answer_heads
from linli.web.shared.http import provide_here, refusal_page
from linli.web.shared.mall_hosts import ElsewhereError
from linli.web.shared.render import build_environment
from linli.web.shared.routes import ROUTES as SHARED_ROUTES
from linli.web.shared.standing import ROUTES as STANDING_ROUTES
from linli.web.shared.watching import watched

WEB = Path(__file__).parent / "web"
FACES = ("consumer", "merchant", "operator")
# So many new objects are made before garbage is looked for: a few pages of results.
GARBAGE_AFTER = 20_000
# Of a flash sale's rush so many come in together; then the others have four times as long. Whoever comes for
# it waits longer than others would.
RUSH_AT_ONCE, RUSH_SHARE, RUSH_PATIENCE = 64, 0.2, 4
logger = log.logger(__name__)


def build_app(settings: Settings, url: str) -> Litestar:
    """The web app over the database at `url`. Each process makes its own."""
    return lay_out(lambda app: _served(app, settings, url), keeping=True)


@asynccontextmanager
async def _served(app: Litestar, settings: Settings, url: str) -> AsyncIterator[None]:
    """In a process of its own, which is told a while before it is stopped."""
    async with opened(app, settings, url, for_good=True):
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, app.state.services.drain)
        app.state.services.directory.keeps = app.state.alike.keeps = True
        yield


@asynccontextmanager
async def opened(
    app: Litestar, settings: Settings, url: str, *, for_good: bool = False
) -> AsyncIterator[None]:
    """Services and templates as long as the app serves; `for_good`: in a process that does nothing else."""
    log.set_up(settings.log_level, for_good=for_good)
    gateways = gateways_of(settings)
    services = await open_services(settings, url, wire(Journey(), gateways), gateways)
    app.state.services = services
    app.state.alike = Alike(services.live)
    app.state.templates = _templates(settings.is_demo)
    looking = asyncio.create_task(metrics.keep_looking(services.db.pool, services.live.open_pages))
    yield
    looking.cancel()
    await services.close()


@cache
def _templates(strict: bool) -> Environment:
    return build_environment({face: WEB / face / "templates" for face in FACES}, strict=strict)


def lay_out(
    opening: Callable[[Litestar], AbstractAsyncContextManager[None]], *, keeping: bool = False
) -> Litestar:
    """Every route of the product; `opening` is what has to be open while it serves. `keeping`: answers that
    everybody gets alike are kept for a moment.
    """
    pages = Router(
        path="/",
        route_handlers=[*CONSUMER_ROUTES, *MERCHANT_ROUTES, *OPERATOR_ROUTES],
        guards=[guard],
        dependencies={"here": Provide(provide_here)},
        include_in_schema=False,
    )
    app = Litestar(
        route_handlers=[pages, *SHARED_ROUTES, *STANDING_ROUTES, *API_ROUTES],
        lifespan=[opening],
        exception_handlers={
            Refusal: _refused,
            ElsewhereError: _elsewhere,
            HTTPException: _http_error,
            Exception: _bug,
        },
        request_max_body_size=LARGEST_BODY_MEGABYTES * 2**20,
        compression_config=CompressionConfig(
            backend="brotli", brotli_quality=4, brotli_gzip_fallback=True, exclude=["^/static/", "/live$"]
        ),
        openapi_config=None,
        debug=False,
    )
    answering = answer_heads(app.asgi_handler)
    kept = keeping_answers(answering, lambda: app.state.services) if keeping else answering
    app.asgi_handler = watched(kept)
    return app


@cache
def app_from_environment() -> ASGIApp:
    """What a web server process calls: settings and database from its environment. Whoever forks such
    processes calls it first, so that they share what it lays out; nothing of it is open before it serves.
    """
    settings = from_environment()
    patience = settings.wait_at_most_ms / 1000
    crowd = Crowd(settings.most_at_once, patience)
    texts = {language: words.say(language, f"refusal.{BUSY.code}") for language in words.LOCALES}
    rush = Batches(crowd, RUSH_AT_ONCE, RUSH_SHARE, RUSH_PATIENCE * patience)
    roomy = let_in(build_app(settings, settings.database_url), crowd, rush, texts)
    _templates(settings.is_demo)
    app = behind_proxies(roomy, settings)
    _settle()
    return app


def _settle() -> None:
    """What is loaded now stays: it need not be looked through for garbage every thousand records."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, 20, 20)


def behind_proxies(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app as the trusted proxies see it: whoever they name in X-Forwarded-For is who asks.

    Anyone else's header is passed over, and so is what was written into it before it reached a proxy.
    """
    proxies = settings.proxies
    return wrap_asgi_with_proxy_headers(app, trusted_hosts=proxies) if proxies else app


def _for_programs(request: Request[Any, Any, Any]) -> bool:
    """A program asks: at the API, or a page's own script that takes nothing but JSON."""
    takes = request.headers.get("accept", "")
    return request.scope.get("path", "").startswith("/api/") or takes == "application/json"


def _refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    metrics.REFUSALS.labels(refusal.code).inc()
    return problem_for(request, refusal) if _for_programs(request) else refusal_page(request, refusal)


def _elsewhere(_: Request[Any, Any, Any], there: ElsewhereError) -> Response[Any]:
    """Under a mall's own name, what is not the mall's is on the platform."""
    return Response("", status_code=303, headers={"Location": there.address, "Cache-Control": "no-store"})


def _http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework itself refuses, in our words: unknown paths and methods, malformed input."""
    if error.status_code == 413:
        return _refused(request, TOO_LARGE(megabytes=_largest_body(request)))
    if error.status_code in (404, 405):
        return _refused(request, NOT_FOUND())
    return _refused(request, INVALID(field=_field_of(error)))


def _largest_body(request: Request[Any, Any, Any]) -> int:
    """In megabytes, for this endpoint: some take files."""
    most = request.route_handler.resolve_request_max_body_size()
    return most // 2**20 if most else LARGEST_BODY_MEGABYTES


def _field_of(error: HTTPException) -> str:
    extra = error.extra
    if isinstance(extra, list) and extra and isinstance(extra[0], dict):
        return str(extra[0].get("key") or extra[0].get("message") or "request")
    return "request"


def _bug(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Anything else is a bug: logged whole, told without its inside."""
    logger.error("bug", path=request.scope.get("path"), exc_info=error)
    if _for_programs(request):
        return problem_for(request, None)
    return refusal_page(request, None)
