"""What brought somebody: noted once, left out with its reason where nobody came."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from linli.kernel.database import Work
from linli.modules import consents, markets, merchants
from linli.modules.attribution.actions.reckoning import count_visits, leave_out, reckon_again
from linli.modules.attribution.crediting import LONGEST_DAYS
from linli.modules.attribution.model import Fault, Touch, TouchKind
from linli.modules.attribution.statements import SQL
from linli.modules.attribution.visitors import Visitor, burst_of, fault_of

WINDOW = timedelta(days=LONGEST_DAYS)


class _Joined(msgspec.Struct, frozen=True):
    merchant_id: UUID
    since: datetime
    visits: int


async def note_visit(
    work: Work,
    market_id: int,
    visit_id: UUID,
    store_id: UUID,
    link_id: UUID,
    channel: str,
    visitor: Visitor,
    *,
    campaign_id: UUID | None = None,
    owner_id: UUID | None = None,
) -> None:
    """Somebody followed a code, once by the visit's id. Who it was is kept only of those who agreed. Orders
    that were told of before are credited anew. Refuses nothing.
    """
    store = await merchants.store(work, market_id, store_id)
    if store.merchant_id is None:
        return
    market = await markets.market(work, market_id)
    known = visitor.person_id is None or await agrees(work, visitor.person_id)
    touch = Touch(
        touch_id=visit_id,
        kind=TouchKind.VISIT,
        at=work.now,
        day=work.now.astimezone(ZoneInfo(market.timezone)).date(),
        store_id=store_id,
        merchant_id=store.merchant_id,
        channel=channel,
        link_id=link_id,
        campaign_id=campaign_id,
        owner_id=owner_id,
        person_id=visitor.person_id if known else None,
        device_id=visitor.device_id if known else None,
        source=visitor.source,
        fault=fault_of(visitor, owner_id),
    )
    if not await _insert(work, market_id, touch):
        return
    await count_visits(work, market_id, [(touch, touch.fault, 1)])
    if touch.fault:
        return
    late = (touch.touch_id, touch.person_id, touch.merchant_id, touch.at, touch.at + WINDOW)
    goals = await work.column(UUID, SQL.goals_after_visit, market_id, *late)
    await reckon_again(work, market_id, [*goals, *await _notice_burst(work, market_id, touch)])


async def _notice_burst(work: Work, market_id: int, touch: Touch) -> list[UUID]:
    """Many visits of one code by one device or address within a minute are left out, all of them; the goals
    that some of them were credited for.
    """
    about = (touch.link_id, touch.at, touch.device_id, touch.source)
    near = await work.many(Touch, SQL.find_burst, market_id, *about)
    burst = burst_of(touch, near)
    if not burst:
        return []
    gone = await leave_out(work, market_id, burst, Fault.BURST)
    return await work.column(UUID, SQL.goals_by_touches, market_id, [one.touch_id for one in gone])


async def note_deed(
    work: Work,
    market_id: int,
    kind: TouchKind,
    deed_id: UUID,
    person_id: UUID,
    store_id: UUID | None,
    visit_id: UUID | None = None,
) -> None:
    """Somebody followed a store, claimed a coupon or became a member: on their timeline, once by its id, if
    they agreed; with the code of the visit that led there. It takes no credit, for it is an effect itself.
    What is of no store is not noted. Refuses nothing.
    """
    if not await agrees(work, person_id):
        return
    store = await merchants.store(work, market_id, store_id) if store_id else None
    day = work.now.astimezone(ZoneInfo((await markets.market(work, market_id)).timezone)).date()
    where = (store.store_id, store.merchant_id) if store else (None, None)
    row = (deed_id, kind.value, work.now, day, *where, visit_id, person_id)
    await work.run(SQL.insert_deed, market_id, *row)


async def _insert(work: Work, market_id: int, touch: Touch) -> bool:
    row = (
        *(touch.touch_id, touch.kind.value, touch.at, touch.day, touch.store_id, touch.merchant_id),
        *(touch.channel, touch.link_id, touch.campaign_id, touch.owner_id, touch.person_id),
        *(touch.device_id, touch.source, touch.fault),
    )
    return await work.run(SQL.insert_touch, market_id, *row) > 0


async def agrees(work: Work, person_id: UUID) -> bool:
    """Whether what somebody follows may be joined to them; who takes that back waits until it is written."""
    return await consents.hold_answer(work, person_id, consents.Purpose.JOURNEY)


async def join_device(work: Work, market_id: int, device_id: UUID, person_id: UUID) -> int:
    """Whoever signed in on a device, and agreed, was there before: the device's visits of the last 90 days
    that are nobody's become theirs, and what they bought since is credited anew; how many. Of others nothing
    is joined. Refuses nothing.
    """
    if not await agrees(work, person_id):
        return 0
    joined = await work.many(_Joined, SQL.join_device, market_id, device_id, person_id, work.now - WINDOW)
    if joined:
        since = ([one.merchant_id for one in joined], [one.since for one in joined])
        await reckon_again(
            work, market_id, await work.column(UUID, SQL.goals_since, market_id, person_id, *since)
        )
    return sum(one.visits for one in joined)


async def join_visit(work: Work, market_id: int, visit_id: UUID, person_id: UUID) -> int:
    """The same for the device on which a visit was made. Refuses nothing."""
    device_id = await work.value(UUID, SQL.device_of_touch, market_id, visit_id)
    return await join_device(work, market_id, device_id, person_id) if device_id else 0


async def forget_timeline(work: Work, market_id: int, person_id: UUID) -> None:
    """Who agrees no more was nobody: their visits count without them, what else they did is forgotten, and
    their orders keep the parts they have. Refuses nothing.
    """
    await _forget(work, market_id, person_id, erased=False)


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """The same, and their orders are nobody's, too. Refuses nothing."""
    await _forget(work, market_id, person_id, erased=True)


async def _forget(work: Work, market_id: int, person_id: UUID, *, erased: bool) -> None:
    await work.run(SQL.cut_credits, market_id, person_id)
    await work.run(SQL.cut_coupons, market_id, person_id)
    await work.run(SQL.freeze_goals, market_id, person_id, erased)
    await work.run(SQL.forget_deeds, market_id, person_id)
    await work.run(SQL.unjoin_visits, market_id, person_id)


async def unjoin_old(work: Work, market_id: int, before: datetime, size: int) -> int:
    """Whose the visits from before then were is forgotten, and what else people did, of so many at most; of
    how many.
    """
    deeds = await work.run(SQL.drop_old_deeds, market_id, before, size)
    return max(deeds, await work.run(SQL.unjoin_old, market_id, before, size))
