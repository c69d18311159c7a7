"""Note what was used, and what was not after all."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.sql import Statement
from linli.modules import markets
from linli.modules.insight.model import Use
from linli.modules.insight.statements import SQL


class Noted(msgspec.Struct, frozen=True):
    """The first word of a use or of its undoing; `changed`: it counts from now on, or no more."""

    day: date
    changed: bool


class Where(msgspec.Struct, frozen=True):
    """A store where somebody used something."""

    store_id: UUID
    merchant_id: UUID


async def note_use(work: Work, market_id: int, use: Use) -> None:
    """Something was used now; counted once, and not if its undoing was heard of before. Refuses nothing."""
    noted = await _note(work, market_id, SQL.note_use, use)
    if noted and noted.changed:
        await _count(work, market_id, use, noted.day, 1)


async def note_undone(work: Work, market_id: int, use: Use) -> None:
    """It was taken back: it counts no more, on whichever day it had counted. Refuses nothing."""
    noted = await _note(work, market_id, SQL.note_undone, use)
    if noted and noted.changed:
        await _count(work, market_id, use, noted.day, -1)


async def take_over(work: Work, market_id: int, guest_id: UUID, person_id: UUID) -> None:
    """What a guest used, somebody who signed in has used. Refuses nothing."""
    await _move(work, market_id, guest_id, person_id)


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """What somebody used stays as somebody's, and nobody can say whose. Refuses nothing."""
    await _move(work, market_id, person_id, ids.uuid7(work.now))


async def _note(work: Work, market_id: int, statement: Statement, use: Use) -> Noted | None:
    market = await markets.market(work, market_id)
    at: datetime = work.now.astimezone(ZoneInfo(market.timezone))
    who = (use.use_id, use.store_id, use.merchant_id, use.person_id, use.order_id)
    what = (work.now, at.date(), at.hour, use.amount_minor, use.title, use.title_en)
    return await work.one(Noted, statement, market_id, *who, *what)


async def _count(work: Work, market_id: int, use: Use, day: date, more: int) -> None:
    where = (market_id, use.store_id, day)
    left = await work.value(int, SQL.count_visit, *where, use.person_id, more)
    came = 1 if (more, left) == (1, 1) else -1 if (more, left) == (-1, 0) else 0
    await work.run(SQL.count_day, *where, came, more, more * use.amount_minor)
    await _write_customers(work, market_id, use.person_id, [Where(use.store_id, use.merchant_id)])


async def _write_customers(work: Work, market_id: int, person_id: UUID, stores: Iterable[Where]) -> None:
    for one in stores:
        who = (market_id, one.store_id, person_id)
        if not await work.run(SQL.write_customer, *who, one.merchant_id):
            await work.run(SQL.drop_customer, *who)


async def _move(work: Work, market_id: int, person_id: UUID, other_id: UUID) -> None:
    stores = await work.many(Where, SQL.stores_of_person, market_id, person_id)
    who = (market_id, person_id)
    await work.run(SQL.one_visit_less, *who, other_id)
    await work.run(SQL.move_visits, *who, other_id)
    await work.run(SQL.drop_visits, *who)
    await work.run(SQL.drop_customers, *who)
    await work.run(SQL.move_uses, *who, other_id)
    await _write_customers(work, market_id, other_id, stores)
