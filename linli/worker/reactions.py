"""Running one reaction to one announcement."""

from uuid import UUID

import msgspec

from linli.kernel import errands, log, metrics, tracing
from linli.kernel.database import SQL as KERNEL_SQL
from linli.kernel.database import SYSTEM, Database
from linli.kernel.events import Announcement, Listed

SQL = KERNEL_SQL
ENTRYPOINT = "react"
logger = log.logger(__name__)


class Errand(msgspec.Struct, frozen=True):
    """A job's payload: which announcement, and which of its reactions."""

    market_id: int
    announcement_id: UUID
    reaction: str
    # An operator asked for it once more, after it had failed.
    again: bool = False


async def run_errand(db: Database, errand: Errand) -> bool:
    """Run one reaction. A `later` reaction happens exactly once, as of the moment of the announcement: its
    delivery mark is written in its own transaction. A job may run again after a crash.

    False if it had happened already, or nobody reacts that way any more.
    """
    where = (errand.market_id, errand.announcement_id)
    async with db.read() as reader:
        announcement = await reader.one(Announcement, SQL.find_announcement, *where)
    reactions = db.journey.reactions(announcement.event) if announcement else None
    if announcement is None or reactions is None:
        logger.warning("nobody reacts any more", reaction=errand.reaction)
        return False
    with log.within_request(announcement.request_id):
        try:
            return await _run(db, errand, announcement, reactions)
        except Exception as error:
            logger.warning("an errand failed", reaction=errand.reaction, why=type(error).__name__)
            raise


async def _run(db: Database, errand: Errand, announcement: Announcement, reactions: Listed) -> bool:
    where = (errand.market_id, errand.announcement_id)
    event = announcement.read(reactions.event)
    for reaction in reactions.later_list:
        if reaction.__name__ == errand.reaction:
            async with db.work(SYSTEM, announcement.announced_at) as work:
                fresh = await work.run(SQL.mark_delivered, *where, errand.reaction, work.now)
                if fresh:
                    await reaction(work, event)
            return bool(fresh)
    for job in reactions.job_list:
        if job.__name__ == errand.reaction:
            await job(db, event)
            return True
    return False


async def run_and_note(db: Database, errand: Errand, *, repeated: bool = False, last: bool = False) -> bool:
    """Run one reaction, and keep its failure where an operator sees it; it is raised all the same.

    `repeated`: it has failed before, so that going through solves that. `last`: it will not be tried again.
    """
    try:
        with metrics.ERRAND_SECONDS.labels(errand.reaction).time(), tracing.span(errand.reaction):
            ran = await run_errand(db, errand)
    except Exception as error:
        metrics.ERRAND_FAILURES.labels(errand.reaction).inc()
        await _note_failure(db, errand, error, last)
        raise
    if repeated or errand.again:
        async with db.work() as work:
            await errands.solve(work, errand.market_id, errand.announcement_id, errand.reaction)
    return ran


async def _note_failure(db: Database, errand: Errand, error: Exception, last: bool) -> None:
    """What cannot be written down is only logged: the errand's own error matters more."""
    where = (errand.market_id, errand.announcement_id)
    try:
        async with db.work() as work:
            announcement = await work.one(Announcement, SQL.find_announcement, *where)
            event = announcement.event if announcement else ""
            await errands.note_failure(work, *where, errand.reaction, event, said_by(error), last=last)
    except Exception as another:
        logger.error("a failure could not be noted", reaction=errand.reaction, exc_info=another)


def said_by(error: Exception) -> str:
    """An error in one line; what a database adds below it may hold the values of a row."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
