"""Threads for SDKs that wait for the network, so that the event loop never does.

Bounded both ways: a provider that answers slowly fills its own few threads and is then refused, and nobody
waits longer than `within` seconds.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from linli.kernel.log import logger
from linli.kernel.refusals import Refusal
from linli.modules.payments.refusals import PROVIDER_UNREACHABLE

log = logger(__name__)
T = TypeVar("T")
SIZE = 8
MOST_WAITING = 64
WITHIN_SECONDS = 20


class Threads:
    """A few threads of one provider's own."""

    def __init__(self, name: str, size: int = SIZE, most: int = MOST_WAITING, within: int = WITHIN_SECONDS):
        self._name = name
        self._within = within
        self._pool = ThreadPoolExecutor(max_workers=size, thread_name_prefix=name)
        # Given back only once the thread is really free again, even if nobody waits for it any more.
        self._places = threading.BoundedSemaphore(most)

    async def run(self, call: Callable[[], T]) -> T:
        """What `call` returns. A call that was given up on may still reach the provider, so it must be
        repeatable.

        Refuses: provider_unreachable, when it takes too long, too many wait already, or it raised anything
        but a refusal. What it raised is named in the log, not quoted: an SDK's messages may hold addresses
        that are secret.
        """
        if not self._places.acquire(blocking=False):
            log.warning("too many calls wait for the provider", provider=self._name)
            raise PROVIDER_UNREACHABLE()
        under_way = self._pool.submit(call)
        under_way.add_done_callback(lambda _: self._places.release())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(under_way), self._within)
        except Refusal:
            raise
        except TimeoutError:
            log.warning("the provider takes too long", provider=self._name)
        except Exception as error:
            log.warning("the provider gave no answer", provider=self._name, error=type(error).__name__)
        raise PROVIDER_UNREACHABLE()
