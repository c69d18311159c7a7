"""Reading what was credited."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.attribution.model import (
    ChannelSums,
    CodeSums,
    Credit,
    CreditedGoal,
    DaySums,
    Goal,
    GoalStep,
    Line,
    Model,
    Touch,
    VisitSums,
)
from linli.modules.attribution.statements import SQL

MOST_KNOWN = 1000


class Span(msgspec.Struct, frozen=True):
    """The days of a market that a report is about: from `first` until just before `after`."""

    first: date
    after: date


async def channel_sums(
    reader: Reader, market_id: int, store_ids: Iterable[UUID], span: Span
) -> list[ChannelSums]:
    """What each channel of these stores is credited with, by every model and way."""
    about = (list(store_ids), span.first, span.after)
    return await reader.many(ChannelSums, SQL.channel_sums, market_id, *about)


async def visit_sums(
    reader: Reader, market_id: int, store_ids: Iterable[UUID], span: Span
) -> list[VisitSums]:
    """How often codes of each channel were followed, those that are left out apart with their reason."""
    about = (list(store_ids), span.first, span.after)
    return await reader.many(VisitSums, SQL.visit_sums, market_id, *about)


async def day_sums(
    reader: Reader, market_id: int, store_ids: Iterable[UUID], span: Span, model: Model
) -> list[DaySums]:
    """Day by day, the earliest first; a day on which nothing was paid is left out."""
    about = (list(store_ids), span.first, span.after, model.value)
    return await reader.many(DaySums, SQL.day_sums, market_id, *about)


async def code_sums(
    reader: Reader,
    market_id: int,
    store_ids: Iterable[UUID],
    span: Span,
    model: Model,
    channel: str = "",
    size: int = 20,
) -> list[CodeSums]:
    """The codes that brought most, of one channel or of all."""
    about = (list(store_ids), span.first, span.after, model.value, channel, size)
    return await reader.many(CodeSums, SQL.code_sums, market_id, *about)


async def credited_goals(
    reader: Reader,
    market_id: int,
    store_ids: Iterable[UUID],
    span: Span,
    model: Model,
    channel: str,
    way: str = "",
    cursor: str | None = None,
    size: int = 50,
) -> Page[CreditedGoal]:
    """The orders and members behind a channel's figure, the latest first. Refuses: invalid (cursor)."""
    about = (list(store_ids), span.first, span.after, model.value, channel, way)
    rows = await reader.many(
        CreditedGoal, SQL.credited_goals, market_id, *about, read_cursor(cursor), size + 1
    )
    return page_of(rows, size, lambda row: row.goal_id)


async def line_of(reader: Reader, market_id: int, goal_id: UUID) -> Line:
    """One order (or membership) touch by touch, with each touch's part by every model. Refuses: not_found."""
    goal = await reader.one(Goal, SQL.find_goal, market_id, goal_id)
    if goal is None:
        raise NOT_FOUND()
    return Line(
        goal,
        await reader.many(Credit, SQL.credits_of_goal, market_id, goal_id),
        await reader.many(GoalStep, SQL.steps_of_goal, market_id, goal_id),
    )


async def timeline_of(reader: Reader, market_id: int, person_id: UUID) -> list[Touch]:
    """What is known of somebody in this market, the latest first; nothing of those who did not agree."""
    return await reader.many(Touch, SQL.touches_of_person, market_id, person_id, MOST_KNOWN)
