"""The table of contents of the API."""

from typing import Any

from litestar import Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from linli.api import reference
from linli.api.call import provide_call
from linli.api.callbacks import payments as payment_callbacks
from linli.api.gate import gate, read_strictly
from linli.api.problems import malformed, refused
from linli.api.v1.routes import V1
from linli.kernel.refusals import Refusal


def _plain(response: Response[Any]) -> Response[Any]:
    """Answers belong to one caller at one moment, and are nothing but what they say they are."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


async def _after(response: Response[Any]) -> Response[Any]:
    return _plain(response)


ROUTES: list[HTTPRouteHandler | Router] = [
    Router(
        path="/api",
        route_handlers=[
            Router("/v1", route_handlers=[*V1, *reference.PAGES], before_request=read_strictly),
            payment_callbacks.receive_payment_news,
        ],
        guards=[gate],
        dependencies={"call": Provide(provide_call)},
        exception_handlers={Refusal: refused, HTTPException: malformed},
        after_request=_after,
    )
]
