"""What happens by itself: payments expire, slow refunds finish, old nonces are forgotten."""

import asyncio
import logging
import sqlite3
import time

from . import checkout, clock, payments, refunds
from .services import Services

EVERY = 0.25  # seconds
TIDY_EVERY = 60.0
AT_A_TIME = 200

log = logging.getLogger("sandbox_pay")


async def run(services: Services) -> None:
    """Until canceled."""
    tidied = time.monotonic()
    while True:
        await asyncio.sleep(EVERY)
        try:
            await _tick(services)
            if time.monotonic() - tidied > TIDY_EVERY:
                tidied = time.monotonic()
                services.nonces.forget_old(int(time.time()))
        except Exception:  # the next tick tries again
            log.exception("the timetable stumbled")


async def _tick(services: Services) -> None:
    now, public_url = clock.now(), services.settings.public_url
    expired = services.store.read(lambda c: payments.expired(c, now, AT_A_TIME))
    finished = services.store.read(lambda c: refunds.due(c, now, AT_A_TIME))
    if not expired and not finished:
        return

    def work(c: sqlite3.Connection) -> None:
        for payment_id in expired:
            checkout.current(c, payment_id, public_url, now)
        for refund_id in finished:
            refunds.finish(c, refund_id, now)

    await services.store.write(work)
    services.courier.wake()
