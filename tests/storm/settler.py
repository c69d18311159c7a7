"""The storm's settler: statements and payouts again and again, by a clock that runs days ahead.

`python -m tests.storm.settler BEGAN` does what the worker's timetable does, with its own jobs and the
product's own settings, until it is killed; `to-the-end` after it makes it stop where nothing is left to do.
The timetable comes by every five minutes, and a statement waits for days: a storm lasts minutes.
"""

import asyncio
import dataclasses
import sys
from datetime import datetime, timedelta

from linli.journey import wire
from linli.kernel import clock, log
from linli.kernel.away import AWAY
from linli.kernel.database import Database
from linli.kernel.journey import Journey
from linli.kernel.refusals import BUSY, Refusal
from linli.kernel.settings import from_environment
from linli.modules import markets, settlement, treasury
from linli.modules.settlement import StatementState
from linli.modules.treasury import PayoutState
from linli.services import Services, gateways_of, open_services
from linli.worker import timetable

AT_WORK = b"at work\n"
TO_THE_END = "to-the-end"
# Exit status where the database did not let it in.
NOT_LET_IN = 75
# Beyond T+2, the three days of a draft and every claims window.
AHEAD = timedelta(days=10)
DAY_SECONDS = 1.0
PAUSE_SECONDS = 0.5
UNDER_WAY = (StatementState.DRAFT, StatementState.DISPUTED, StatementState.PAYING)
# What the sandbox bank says of an account that is fine.
PASSING = "refused"


class DaysAhead:
    """Every settler of a storm has the same one: a day of it passes in a second, and it never goes back."""

    def __init__(self, began: datetime) -> None:
        self._began = began

    def __call__(self) -> datetime:
        seconds = (clock.now() - self._began).total_seconds()
        return self._began + AHEAD + timedelta(days=seconds / DAY_SECONDS)


async def trust_accounts(services: Services, market_id: int) -> int:
    """As an operator does who has asked the bank: what it refused for no lasting reason is tried again."""
    async with services.db.read() as reader:
        failed = await treasury.payouts(reader, market_id, state=PayoutState.FAILED)
        # Newest first: what counts is what the bank said last.
        reasons = {one.merchant_id: one.reason for one in reversed(failed.items)}
        asked = [merchant_id for merchant_id, reason in reasons.items() if reason == PASSING]
        accounts = [await treasury.account_of(reader, market_id, merchant_id) for merchant_id in asked]
    refused = [one.merchant_id for one in accounts if one and one.refused_at]
    for merchant_id in refused:
        async with services.db.work() as work:
            await treasury.trust_account(work, market_id, merchant_id, "the bank was mistaken")
    return len(refused)


JOBS = (
    timetable.draft_statements,
    timetable.confirm_statements,
    trust_accounts,
    timetable.make_payouts,
    timetable.follow_payouts,
)


async def settle(began: datetime, *, to_the_end: bool) -> int:
    """Work until killed, or to the end; the exit status."""
    settings = from_environment()
    log.set_up(settings.log_level)
    gateways = gateways_of(settings)
    try:
        opened = await open_services(settings, settings.database_url, wire(Journey(), gateways), gateways)
    except AWAY:
        return NOT_LET_IN
    db = Database(opened.db.pool, opened.db.journey, DaysAhead(began))
    services = dataclasses.replace(opened, db=db)
    sys.stdout.buffer.write(AT_WORK)
    sys.stdout.flush()
    idle_since = db.clock()
    while True:
        try:
            busy = await _turn(services) or not await _nothing_under_way(services)
        except Refusal as refusal:
            # The database went away in the middle of it. Anything else is a fault, and ends this program.
            if refusal.kind is not BUSY:
                raise
            busy = True
        if busy:
            idle_since = db.clock()
        elif to_the_end and db.clock() - idle_since > timedelta(days=1):
            # For a whole day there was nothing: what was earned today would be drafted tomorrow.
            break
        await asyncio.sleep(PAUSE_SECONDS)
    await db.pool.close()
    return 0


async def _turn(services: Services) -> int:
    """Every job once in every market; how many things they did."""
    async with services.db.read() as reader:
        every = await markets.all_markets(reader)
    return sum([await job(services, market.market_id) for job in JOBS for market in every])


async def _nothing_under_way(services: Services) -> bool:
    async with services.db.read() as reader:
        for market in await markets.all_markets(reader):
            sending = await treasury.payouts(reader, market.market_id, state=PayoutState.SENDING, size=1)
            pages = [
                (await settlement.statements(reader, market.market_id, state=state, size=1)).items
                for state in UNDER_WAY
            ]
            if sending.items or any(pages):
                return False
    return True


if __name__ == "__main__":
    sys.exit(asyncio.run(settle(datetime.fromisoformat(sys.argv[1]), to_the_end=TO_THE_END in sys.argv[2:])))
