"""Remembering and forgetting people, and noting what happened at stores."""

from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

import numpy as np

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules import consents, markets, merchants
from linli.modules.recommendations.arrays import slots
from linli.modules.recommendations.hours import local_seconds
from linli.modules.recommendations.model import IN_PERSON, VisitKind

SQL = sql.load(__file__)


async def remember_person(work: Work, market_id: int, person_id: UUID) -> None:
    """From now on what this person does in this market may choose places for them: they agreed. Refuses
    nothing.
    """
    await work.run(SQL.add_person, market_id, person_id, work.now)


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """Nothing personal is read or kept from now on; what was kept is gone. Refuses nothing."""
    await work.run(SQL.drop_person, market_id, person_id)
    await work.run(SQL.forget_visits, market_id, person_id)
    await work.run(SQL.forget_dismissals, market_id, person_id)


async def dismiss(work: Work, market_id: int, person_id: UUID, store_id: UUID) -> None:
    """Not for me: the store is recommended to this person no more. Of somebody who declined nothing is
    kept. Refuses: not_found (no such store).
    """
    if not await merchants.stores(work, market_id, [store_id]):
        raise NOT_FOUND(what="store")
    await work.run(SQL.insert_dismissal, market_id, person_id, store_id, work.now)


async def show_again(work: Work, market_id: int, person_id: UUID) -> int:
    """Takes back every "not for me"; how many there were. Refuses nothing."""
    return await work.run(SQL.forget_dismissals, market_id, person_id)


async def note(
    work: Work, market_id: int, person_id: UUID, store_id: UUID, kind: VisitKind, visit_id: UUID
) -> None:
    """Somebody was at a store, once per `visit_id`. Whoever stood in the shop is counted for its hours
    without a name; the person is kept only if they agreed. Nothing where it was taken back, even if that
    was heard of first. Refuses nothing.
    """
    if kind in IN_PERSON:
        zone = ZoneInfo((await markets.market(work, market_id)).timezone)
        slot = int(slots(np.array([local_seconds(work.now, zone)], np.int64))[0][0])
        if await work.value(int, SQL.note_use, market_id, visit_id, slot, work.now) is None:
            return
        await work.run(SQL.count, market_id, store_id, slot, 1)
    # A market that opened after they agreed hears of them here.
    if await consents.hold_answer(work, person_id, consents.Purpose.PERSONAL):
        await work.run(SQL.add_person, market_id, person_id, work.now)
        await work.run(SQL.insert_visit, market_id, person_id, visit_id, store_id, kind.value, work.now)


async def take_back(
    work: Work, market_id: int, person_id: UUID, store_id: UUID, kind: VisitKind, visit_id: UUID
) -> None:
    """What was noted so was a mistake: its hour has one less and nobody was there. A use may be taken back
    before it is noted, then it never will be; for other kinds the caller keeps the order. Refuses nothing.
    """
    if kind in IN_PERSON:
        slot = await work.value(int, SQL.undo_use, market_id, visit_id, work.now)
        if slot is not None:
            await work.run(SQL.count, market_id, store_id, slot, -1)
    await work.run(SQL.drop_visit, market_id, person_id, visit_id)


async def note_seen(work: Work, market_id: int, person_id: UUID, store_id: UUID) -> None:
    """Somebody who agreed looked at a store's page; within an hour once. Refuses nothing."""
    hour = int(work.now.timestamp()) // 3600
    visit_id = uuid5(NAMESPACE_URL, f"seen:{store_id}:{hour}")
    await work.run(SQL.insert_visit, market_id, person_id, visit_id, store_id, VisitKind.SEEN.value, work.now)
