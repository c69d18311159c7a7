"""The web app, laid out once and opened over one database after another: laying it out takes a second."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from litestar import Litestar
from litestar.routes import BaseRoute

from linli.app import lay_out, opened
from linli.kernel.settings import Settings


class _Over:
    """What an app is opened over."""

    settings: Settings
    url: str

    def __call__(self, app: Litestar) -> AbstractAsyncContextManager[None]:
        return opened(app, self.settings, self.url)


# What asks in the same process has nothing packed up for its way.
PLAIN = {"accept-encoding": "identity"}
# Those that serve nobody at the moment.
_idle: list[tuple[Litestar, _Over]] = []


@asynccontextmanager
async def serving(settings: Settings, url: str) -> AsyncIterator[Litestar]:
    """The real app over the database at `url`, in the test's own event loop."""
    app, over = _idle.pop() if _idle else _laid_out()
    over.settings, over.url = settings, url
    async with _awake(app):
        yield app
    _idle.append((app, over))


def routes() -> list[BaseRoute]:
    """Everything that it answers."""
    if not _idle:
        _idle.append(_laid_out())
    return _idle[0][0].routes


def _laid_out() -> tuple[Litestar, _Over]:
    over = _Over()
    return lay_out(over), over


@asynccontextmanager
async def keeping(settings: Settings, url: str) -> AsyncIterator[Litestar]:
    """The same as a process of its own serves it: it keeps what everybody is answered alike."""
    app = lay_out(lambda app: opened(app, settings, url), keeping=True)
    async with _awake(app):
        yield app


@asynccontextmanager
async def _awake(app: Litestar) -> AsyncIterator[None]:
    """The app's lifespan in a task of its own, because a fixture may end in another than it began in."""
    ready, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            ready.set()
            await over.wait()

    life = asyncio.create_task(live())
    await asyncio.wait((life, asyncio.create_task(ready.wait())), return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        over.set()
        await life
