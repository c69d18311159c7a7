"""What whoever watches over this process may ask: whether it lives, and whether requests should come here."""

import asyncio
from typing import Any

from litestar import Request, Response, get

from linli.kernel.migration import missing
from linli.kernel.refusals import Refusal
from linli.services import Services, Who

OPEN = {"who": Who.ANYONE}
FRESH = {"Cache-Control": "no-store"}
# A process that has no connection to its database for so long has enough to do.
PATIENCE_SECONDS = 1.0


@get("/health", opt=OPEN, include_in_schema=False)
async def health() -> Response[dict[str, str]]:
    """This process lives and answers; whoever gets nothing here starts it anew. The database is not asked: no
    new process brings it back.
    """
    return Response({"status": "ok"}, headers=FRESH)


@get("/ready", opt=OPEN, include_in_schema=False)
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """Whether requests should come here: 200, or 503 with why not: `stopping`, `database` (away, or no
    connection to it was free in time) or `migrations` (it lacks some of this version).
    """
    why = await _why_not(request.app.state.services)
    if why:
        return Response({"status": "not ready", "why": why}, status_code=503, headers=FRESH)
    return Response({"status": "ready"}, headers=FRESH)


async def _why_not(services: Services) -> str:
    if services.draining.is_set():
        return "stopping"
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), services.db.read() as reader:
            return "migrations" if await missing(reader) else ""
    except (TimeoutError, Refusal):
        return "database"


ROUTES = [health, ready]
