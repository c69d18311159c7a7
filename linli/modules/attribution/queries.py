"""Reading what was credited."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import NOT_FOUND
from linli.modules.attribution.costs import Cost
from linli.modules.attribution.crediting import LONGEST_DAYS
from linli.modules.attribution.model import (
    CampaignSums,
    ChannelSums,
    CodeSums,
    CouponSums,
    Credit,
    CreditedGoal,
    DaySums,
    Goal,
    GoalStep,
    Line,
    MerchantSums,
    Model,
    Rules,
    Touch,
    VisitSums,
)
from linli.modules.attribution.returns import Report, report_of
from linli.modules.attribution.statements import SQL

MOST_KNOWN = 1000
USUAL_HALF_LIFE = 7 * 24


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


async def costs_of(
    reader: Reader, market_id: int, merchant_id: UUID, store_id: UUID | None, span: Span
) -> list[Cost]:
    """What was entered for a store, or for all of a merchant (None), that touches a period."""
    about = (merchant_id, store_id, span.first, span.after)
    return await reader.many(Cost, SQL.costs_of_merchant, market_id, *about)


async def report(
    reader: Reader,
    market_id: int,
    merchant_id: UUID,
    store_ids: Sequence[UUID],
    span: Span,
    model: Model,
    *,
    of_all: bool = False,
) -> Report:
    """A store's report, with its own costs, or (`of_all`) that of several with all costs of the merchant."""
    sums = await channel_sums(reader, market_id, store_ids, span)
    visits = await visit_sums(reader, market_id, store_ids, span)
    of_store = None if of_all else store_ids[0]
    costs = await costs_of(reader, market_id, merchant_id, of_store, span)
    about = (list(store_ids), span.first, span.after)
    coupons = await reader.many(CouponSums, SQL.coupon_sums, market_id, *about)
    return report_of(model, sums, visits, _spent(costs, span), coupons)


async def market_report(reader: Reader, market_id: int, span: Span, model: Model) -> Report:
    """The same of a whole market; beside each other stand only the chosen model and the last touch."""
    models = sorted({model.value, Model.LAST.value})
    sums = await reader.many(ChannelSums, SQL.market_sums, market_id, models, span.first, span.after)
    visits = await reader.many(VisitSums, SQL.market_visits, market_id, span.first, span.after)
    costs = await reader.many(Cost, SQL.costs_of_market, market_id, span.first, span.after)
    coupons = await reader.many(CouponSums, SQL.market_coupons, market_id, span.first, span.after)
    return report_of(model, sums, visits, _spent(costs, span), coupons, of_market=True)


async def merchant_sums(
    reader: Reader, market_id: int, span: Span, model: Model, size: int = 50
) -> list[MerchantSums]:
    """The merchants of a market to whom codes brought most."""
    return await reader.many(
        MerchantSums, SQL.merchant_sums, market_id, model.value, span.first, span.after, size
    )


def _spent(costs: Iterable[Cost], span: Span) -> dict[str, int]:
    spent: Counter[str] = Counter()
    for cost in costs:
        spent[cost.channel] += cost.within(span.first, span.after)
    return spent


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


async def campaign_sums(
    reader: Reader, market_id: int, store_ids: Iterable[UUID], span: Span, model: Model, size: int = 20
) -> list[CampaignSums]:
    """The campaigns whose codes brought most; codes of none are left out."""
    about = (list(store_ids), span.first, span.after, model.value, size)
    return await reader.many(CampaignSums, SQL.campaign_sums, market_id, *about)


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
        await _deeds(reader, market_id, goal),
    )


async def _deeds(reader: Reader, market_id: int, goal: Goal) -> list[Touch]:
    if goal.person_id is None or goal.began_at is None or goal.frozen:
        return []
    since = goal.began_at - timedelta(days=LONGEST_DAYS)
    about = (goal.person_id, goal.merchant_id, goal.began_at, since)
    return await reader.many(Touch, SQL.deeds_before, market_id, *about)


async def goals_of_buyer(reader: Reader, market_id: int, goal: Goal) -> list[Goal]:
    """What the buyer of a goal reached at the same merchant, that one among it, the latest first."""
    about = (goal.person_id, goal.merchant_id)
    return await reader.many(Goal, SQL.goals_of_buyer, market_id, *about) if goal.person_id else [goal]


async def rules_of(reader: Reader, market_id: int, merchant_id: UUID) -> Rules:
    """What a merchant's and its market's settings say, and what was learned."""
    found = await reader.one(Rules, SQL.rules_of_merchant, market_id, merchant_id, USUAL_HALF_LIFE)
    return found or Rules(USUAL_HALF_LIFE, {}, {})


class _Window(msgspec.Struct, frozen=True):
    channel: str
    days: int


async def windows_of_market(reader: Reader, market_id: int) -> list[tuple[str, int]]:
    """For how many days the touches of channels count of which the market says something."""
    found = await reader.many(_Window, SQL.market_windows, market_id)
    return [(one.channel, one.days) for one in found]


async def half_life_of(reader: Reader, market_id: int) -> int:
    """After how many hours a touch counts half in this market."""
    return await reader.value(int, SQL.find_half_life, market_id) or USUAL_HALF_LIFE


async def timeline_of(reader: Reader, market_id: int, person_id: UUID) -> list[Touch]:
    """What is known of somebody in this market, the latest first; nothing of those who did not agree."""
    return await reader.many(Touch, SQL.touches_of_person, market_id, person_id, MOST_KNOWN)
