"""A guest has signed in: what they reached and touched is somebody's."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules.attribution.actions.reckoning import reckon_again, reckon_orders_of, uncredit
from linli.modules.attribution.actions.touching import join_visit
from linli.modules.attribution.model import Goal, GoalKind
from linli.modules.attribution.statements import SQL


async def take_over(work: Work, market_id: int, guest_id: UUID, person_id: UUID) -> None:
    """What a guest reached, somebody who signed in has reached: their touches join it as far as they agreed,
    whoever bought before comes again, and whoever was a member already is no new one. Refuses nothing; a
    repeat changes nothing.
    """
    goals = await work.many(Goal, SQL.take_over_goals, market_id, guest_id, person_id)
    for visit_id in sorted({goal.visit_id for goal in goals if goal.visit_id}):
        await join_visit(work, market_id, visit_id, person_id)
    twice = [goal for goal in goals if await _was_member(work, market_id, goal, person_id)]
    for goal in twice:
        await uncredit(work, market_id, goal)
    await reckon_again(work, market_id, {goal.goal_id for goal in goals} - {goal.goal_id for goal in twice})
    for merchant_id in sorted({goal.merchant_id for goal in goals if goal.merchant_id}):
        await reckon_orders_of(work, market_id, person_id, merchant_id)


async def _was_member(work: Work, market_id: int, goal: Goal, person_id: UUID) -> bool:
    if goal.kind is not GoalKind.MEMBER:
        return False
    about = (person_id, goal.merchant_id, goal.goal_id)
    return bool(await work.value(bool, SQL.member_before, market_id, *about))
