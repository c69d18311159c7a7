"""The product in this process, asked without a network: for whoever looks where its own time goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar

from bench.fill import HERE
from bench.hot import Ask, Steps
from linli.app import lay_out, opened
from linli.kernel.settings import Settings
from linli.modules import markets
from linli.services import Services

# Hundredths of a second until the process hears of changes.
HEARS_WITHIN = 500


class Within:
    """The app, as its server calls it."""

    def __init__(self, app: Litestar) -> None:
        self._app = app

    async def follow(self, steps: Steps) -> None:
        """Ask one after the other. Raises RuntimeError for an answer that is a no."""
        try:
            ask = next(steps)
            while True:
                ask = steps.send(await self.answer(ask))
        except StopIteration:
            return

    async def answer(self, ask: Ask) -> bytes:
        """The body of the answer. Raises RuntimeError as above."""
        heard: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": ask.body, "more_body": False}

        async def send(message: Any) -> None:
            heard.append(message)

        await self._app(_scope(ask), receive, send)
        body = b"".join(one.get("body", b"") for one in heard)
        if heard[0]["status"] >= 300:
            raise RuntimeError(f"{ask.path}: {heard[0]['status']} {body.decode()}")
        return body


@asynccontextmanager
async def within(url: str, settings: Settings) -> AsyncIterator[Within]:
    """The product over this database, as long as it is asked."""
    app = lay_out(lambda app: opened(app, settings, url))
    async with app.lifespan():
        await knowing(app.state.services, HERE.slug)
        yield Within(app)


async def knowing(services: Services, slug: str) -> markets.Directory:
    """What a process that serves for a while knows of the market."""
    directory = services.directory
    directory.keeps = True
    for _ in range(HEARS_WITHIN):
        if services.live.mark("bench") is not None:
            break
        await asyncio.sleep(0.01)
    await directory.market_by_slug(slug)
    return directory


def _scope(ask: Ask) -> Any:
    about = {"host": "bench", "content-length": str(len(ask.body)), **ask.headers}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": ask.path,
        "raw_path": ask.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in about.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
