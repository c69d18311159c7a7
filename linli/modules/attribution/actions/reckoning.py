"""Reckons who is credited for a goal, and adds what that changes to the sums."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.modules.attribution.crediting import (
    LONGEST_DAYS,
    changes,
    credits_of,
    is_own,
    journey_of,
    renewed,
)
from linli.modules.attribution.model import Credit, Fault, Goal, Touch
from linli.modules.attribution.queries import rules_of
from linli.modules.attribution.statements import SQL


async def reckon_again(work: Work, market_id: int, goal_ids: Iterable[UUID]) -> int:
    """Reckon these goals anew, one after the other; of how many the credits changed."""
    wanted = sorted(set(goal_ids))
    if not wanted:
        return 0
    goals = await work.many(Goal, SQL.hold_goals, market_id, wanted)
    return sum([await reckon(work, market_id, goal) for goal in goals])


async def reckon(work: Work, market_id: int, goal: Goal) -> bool:
    """Write the credits of a goal that is held, where it began and was reached; whether they changed."""
    if goal.began_at is None or goal.reached_at is None or goal.merchant_id is None:
        return False
    before = await work.many(Credit, SQL.credits_of_goal, market_id, goal.goal_id)
    after = await _credits(work, market_id, goal, before)
    order = [(credit.model.value, credit.place) for credit in after]
    after = [credit for _, credit in sorted(zip(order, after, strict=True), key=lambda one: one[0])]
    if before == after:
        return False
    if before:
        await work.run(SQL.drop_credits, market_id, goal.goal_id)
    where = (goal.store_id, goal.merchant_id, goal.day)
    await work.run(SQL.write_credits, market_id, goal.goal_id, *where, *columns(after))
    await _add_changes(work, market_id, goal, before, after)
    return True


async def uncredit(work: Work, market_id: int, goal: Goal) -> None:
    """A goal that turned out to be none is credited to nobody."""
    before = await work.many(Credit, SQL.credits_of_goal, market_id, goal.goal_id)
    await work.run(SQL.unreach_goal, market_id, goal.goal_id)
    await work.run(SQL.drop_credits, market_id, goal.goal_id)
    await _add_changes(work, market_id, goal, before, [])


async def _add_changes(
    work: Work, market_id: int, goal: Goal, before: Sequence[Credit], after: Sequence[Credit]
) -> None:
    where = (goal.store_id, goal.merchant_id, goal.day)
    by_day, by_code = changes(before, after)
    if by_day:
        await work.run(SQL.add_to_days, market_id, *where, *columns(by_day))
    if by_code:
        await work.run(SQL.add_to_code_days, market_id, *where, *columns(by_code))


async def _credits(work: Work, market_id: int, goal: Goal, before: Sequence[Credit]) -> list[Credit]:
    if goal.merchant_id is None or goal.began_at is None:
        return []
    if goal.frozen and before:
        return renewed(goal, before)
    since = goal.began_at - timedelta(days=LONGEST_DAYS)
    about = (goal.merchant_id, goal.person_id, goal.visit_id, goal.began_at, since, goal.goal_id)
    touches = await work.many(Touch, SQL.touches_before, market_id, *about)
    own = [touch.touch_id for touch in touches if not touch.fault and is_own(goal, touch)]
    if own:
        await leave_out(work, market_id, own, Fault.SELF)
    rules = await rules_of(work, market_id, goal.merchant_id)
    return credits_of(goal, journey_of(goal, touches, rules), rules)


async def leave_out(work: Work, market_id: int, touch_ids: Sequence[UUID], fault: Fault) -> list[Touch]:
    """These visits are credited no more, and counted under their reason; those that were not before."""
    gone = await work.many(Touch, SQL.leave_out, market_id, list(touch_ids), fault.value)
    counts = [(touch, fault.value, 1) for touch in gone] + [(touch, "", -1) for touch in gone]
    await count_visits(work, market_id, counts)
    return gone


async def count_visits(work: Work, market_id: int, counts: Sequence[tuple[Touch, str, int]]) -> None:
    """So many visits more or fewer by the code of each touch, under a fault or none."""
    sums: dict[tuple[UUID, object, str, UUID, str, UUID], int] = {}
    for touch, fault, by in counts:
        if touch.link_id is not None:
            at = (touch.store_id, touch.day, touch.channel, touch.link_id, fault, touch.merchant_id)
            sums[at] = sums.get(at, 0) + by
    rows = [(*key, by) for key, by in sorted(sums.items(), key=lambda one: str(one[0]))]
    if rows:
        await work.run(SQL.count_visits, market_id, *(list(column) for column in zip(*rows, strict=True)))


def columns(rows: Sequence[msgspec.Struct]) -> list[list[object]]:
    """The fields of records as columns for `unnest`, in the order of the fields."""
    return [list(column) for column in zip(*map(msgspec.structs.astuple, rows), strict=True)]


async def reckon_orders_of(work: Work, market_id: int, person_id: UUID, merchant_id: UUID) -> None:
    """Whoever comes again is known as such, in whatever order their orders were told."""
    known = (person_id, merchant_id)
    ids = await work.column(UUID, SQL.mark_again, market_id, *known)
    await reckon_again(work, market_id, ids)
