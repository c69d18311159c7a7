"""The program as one ASGI application: store, courier and timetable live as long as it does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from . import api, pages, timetable
from .refusals import Refused
from .services import Services

AnyRequest = Request[Any, Any, Any]


@get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


def refuse(_: AnyRequest, refusal: Refused) -> Response[dict[str, Any]]:
    content = {"error": {"code": refusal.code, "message": refusal.message}}
    return Response(content, status_code=refusal.status, media_type="application/json")


def refuse_http(request: AnyRequest, error: HTTPException) -> Response[dict[str, Any]]:
    """Unknown addresses, wrong methods, unreadable queries: in the same shape as every other refusal."""
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "invalid_request")
    return refuse(request, Refused(error.status_code, code, error.detail))


def make_app(services: Services) -> Litestar:
    @asynccontextmanager
    async def alive(_: Litestar) -> AsyncIterator[None]:
        services.store.open()
        services.nonces.load()
        tasks = [asyncio.create_task(services.courier.run()), asyncio.create_task(timetable.run(services))]
        try:
            yield
        finally:
            services.stopping.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await services.store.close()

    return Litestar(
        route_handlers=[api.routes, pages.routes, healthz],
        lifespan=[alive],
        state=State({"services": services}),
        exception_handlers={Refused: refuse, HTTPException: refuse_http},
        request_max_body_size=256 * 1024,
        openapi_config=None,
    )
