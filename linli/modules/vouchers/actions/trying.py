"""A try at a counter: counted before its code is looked up, given back unless the code was made up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from linli.kernel import ids, limits
from linli.kernel.database import Actor, Database, Work
from linli.kernel.limits import Counted
from linli.kernel.refusals import TOO_MANY_TRIES, Refusal
from linli.modules.vouchers.events import GuessingNoticed
from linli.modules.vouchers.guessing import REACHES, WRONG_SHORT_CODES, Till, Try, watched
from linli.modules.vouchers.refusals import SHORT_CODES_CLOSED
from linli.modules.vouchers.statements import SQL


async def give_back(work: Work, tried: Try) -> None:
    """It was a code that somebody issued: uncounted in the transaction that uses it."""
    if not tried.settled:
        await limits.give_back_all(work, list(tried.counted))
        tried.settled = True


@asynccontextmanager
async def trying(db: Database, actor: Actor, till: Till, text: str) -> AsyncIterator[Try]:
    """Count a try before anything is looked up, so that of any number at once only as many are looked at as
    the limits allow; when the block ends without a word of guessing, it is given back. What a crash leaves
    stays counted.

    Refuses in this order: too_many_tries (20 wrong codes of a person at a counter, or 30 at a device, in 10
    minutes), short_codes_closed (60 wrong short codes at a merchant's counters in an hour; minutes, seconds).
    """
    tried = Try(till, text)
    tried.counted = await _count(db, actor, tried)
    try:
        yield tried
    except Refusal as refusal:
        tried.judge(refusal)
        await _end(db, actor, tried)
        raise
    await _end(db, actor, tried)


async def _count(db: Database, actor: Actor, tried: Try) -> list[Counted]:
    counted: list[Counted] = []
    try:
        async with db.work(actor) as work:
            counted = await limits.count_all(work, *tried.till.counted_as(short=tried.short_code is not None))
            for one in counted:
                if one.over:
                    closed = one.limit is WRONG_SHORT_CODES
                    raise (SHORT_CODES_CLOSED if closed else TOO_MANY_TRIES)(**one.left(work.now))
    except Refusal:
        # Its transaction is undone: who is turned away is not counted, but seen.
        async with db.work(actor) as work:
            await _alarm(work, tried.till, next(one for one in counted if one.over), turned_away=1)
        raise
    return counted


async def _end(db: Database, actor: Actor, tried: Try) -> None:
    reached = [one for one in tried.counted if one.last] if tried.wrong else []
    if tried.settled or (tried.wrong and not reached):
        return
    async with db.work(actor) as work:
        if not tried.wrong:
            await give_back(work, tried)
        for one in reached:
            await _alarm(work, tried.till, one, turned_away=0)


async def _alarm(work: Work, till: Till, reached: Counted, *, turned_away: int) -> None:
    """One row for one window; it is announced once."""
    alarm_id, reach = ids.uuid7(work.now), REACHES[reached.limit.name]
    tries = min(reached.tries, reached.limit.tries)
    at = (till.merchant_id, till.store_id, till.person_id)
    row = (watched(reached), reached.since, reach.value, *at, till.device_id, tries, turned_away, work.now)
    kept = await work.value(UUID, SQL.note_alarm, till.market_id, alarm_id, *row)
    if kept == alarm_id:
        about = dict(zip(("merchant_id", "store_id", "person_id"), at, strict=True))
        await work.announce(
            GuessingNoticed(
                market_id=till.market_id, alarm_id=alarm_id, reach=reach.value, tries=tries, **about
            )
        )
