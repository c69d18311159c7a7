"""Running one reaction to one announcement."""

from uuid import UUID

import msgspec

from linli.kernel.database import SQL as KERNEL_SQL
from linli.kernel.database import SYSTEM, Database
from linli.kernel.events import Announcement
from linli.kernel.log import logger

SQL = KERNEL_SQL
ENTRYPOINT = "react"
log = logger(__name__)


class Errand(msgspec.Struct, frozen=True):
    """A job's payload: which announcement, and which of its reactions."""

    market_id: int
    announcement_id: UUID
    reaction: str


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
        log.warning("nobody reacts any more", reaction=errand.reaction)
        return False
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
