"""A try at a counter: let in while its limits allow, counted where its code was made up, seen where that goes
on.

Ten digits can be guessed, so theirs is counted before it is looked up, and given back where it was right: of
any number at once only as many are looked at as the limits allow. A whole code or a token cannot: it is asked
first whether a limit is full, and only what was wrong is counted.
"""

from collections.abc import AsyncIterator, Sequence
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
    """Ten digits that were right are uncounted in the transaction that uses them; nothing else was
    counted.
    """
    if tried.counted:
        await limits.give_back_all(work, tried.counted)
        tried.counted = ()


@asynccontextmanager
async def trying(db: Database, actor: Actor, till: Till, text: str) -> AsyncIterator[Try]:
    """A block in which `text` may be looked up; how it ends (a `Refusal`, or what `judge` was told) says
    whether somebody made it up. Ten digits that a crash leaves counted stay so until their window is over.

    Refuses in this order: too_many_tries (20 wrong codes of a person at a counter, or 30 at a device, in 10
    minutes), short_codes_closed (60 wrong short codes at a merchant's counters in an hour; minutes, seconds).
    Where several try at once, also after a wrong code, in place of its own refusal.
    """
    tried = Try(till, text)
    if tried.short_code:
        async with db.single(actor) as work:
            tried.counted = await limits.count_all(work, *tried.limits)
        await _refuse_over(db, actor, tried, tried.counted)
    else:
        async with db.read() as reader:
            full = await limits.full(reader, *tried.limits)
        await _refuse_over(db, actor, tried, full)
    try:
        yield tried
    except Refusal as refusal:
        tried.judge(refusal)
        await _end(db, actor, tried)
        raise
    await _end(db, actor, tried)


async def _end(db: Database, actor: Actor, tried: Try) -> None:
    counted = tried.counted
    if tried.wrong and not tried.short_code:
        async with db.single(actor) as work:
            counted = await limits.count_all(work, *tried.limits)
        await _refuse_over(db, actor, tried, counted)
    if not tried.wrong and counted:
        async with db.single(actor) as work:
            await give_back(work, tried)
    reached = [one for one in counted if tried.wrong and one.last]
    if reached:
        async with db.work(actor) as work:
            for one in reached:
                await _alarm(work, tried.till, one)


async def _refuse_over(db: Database, actor: Actor, tried: Try, counted: Sequence[Counted]) -> None:
    """Who is turned away is not counted, but seen."""
    over = next((one for one in counted if one.over), None)
    if over is None:
        return
    async with db.single(actor) as work:
        where = (tried.till.market_id, watched(over), over.since)
        await work.run(SQL.note_turned_away, *where, work.now)
        left = over.left(work.now)
    raise (SHORT_CODES_CLOSED if over.limit is WRONG_SHORT_CODES else TOO_MANY_TRIES)(**left)


async def _alarm(work: Work, till: Till, reached: Counted) -> None:
    """One row for one window; it is announced once."""
    alarm_id, reach = ids.uuid7(work.now), REACHES[reached.limit.name].value
    at = (till.merchant_id, till.store_id, till.person_id)
    row = (watched(reached), reached.since, reach, *at, till.device_id, reached.tries, work.now)
    if await work.value(UUID, SQL.note_alarm, till.market_id, alarm_id, *row) is None:
        return
    about = dict(zip(("merchant_id", "store_id", "person_id"), at, strict=True))
    await work.announce(
        GuessingNoticed(
            market_id=till.market_id, alarm_id=alarm_id, reach=reach, tries=reached.tries, **about
        )
    )
