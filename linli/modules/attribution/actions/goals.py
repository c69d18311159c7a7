"""What is told of orders and members; credited once all that is needed was told, in whatever order."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.database import Work
from linli.kernel.ids import derived
from linli.modules import markets
from linli.modules.attribution.actions.reckoning import reckon, reckon_again, reckon_orders_of
from linli.modules.attribution.actions.touching import join_visit
from linli.modules.attribution.model import Goal, GoalKind, StepKind
from linli.modules.attribution.statements import SQL


async def begin(
    work: Work, market_id: int, order_id: UUID, store_id: UUID, person_id: UUID, visit_id: UUID | None
) -> None:
    """The order was placed, with the visit of the buyer's cookie if there was one. Who agreed is known on
    that visit's device from now on. Refuses nothing.
    """
    if visit_id is not None:
        await join_visit(work, market_id, visit_id, person_id)
    told = await _told(work, market_id, order_id, store_id=store_id, person_id=person_id, visit_id=visit_id)
    await reckon(work, market_id, told)
    if visit_id is not None:
        members = await work.column(UUID, SQL.bring_members, market_id, order_id, visit_id)
        await reckon_again(work, market_id, members)


async def reach(
    work: Work,
    market_id: int,
    order_id: UUID,
    store_id: UUID,
    merchant_id: UUID,
    person_id: UUID,
    amount_minor: int,
    *,
    in_shop: bool = False,
) -> None:
    """The order was paid (minor units): from now on it is credited. `in_shop`: taken along at once.

    Refuses nothing.
    """
    told = await _told(
        work,
        market_id,
        order_id,
        began=False,
        store_id=store_id,
        merchant_id=merchant_id,
        person_id=person_id,
        amount_minor=amount_minor,
        in_shop=in_shop,
        day_of=work.now,
    )
    await reckon(work, market_id, told)
    if told.person_id is not None:
        await reckon_orders_of(work, market_id, told.person_id, merchant_id)


async def join_member(
    work: Work, market_id: int, merchant_id: UUID, store_id: UUID, person_id: UUID, order_id: UUID | None
) -> None:
    """Somebody became a member of a merchant, with an order or without; once. Refuses nothing."""
    told = await _told(
        work,
        market_id,
        derived("member", merchant_id, person_id),
        kind=GoalKind.MEMBER,
        store_id=store_id,
        merchant_id=merchant_id,
        person_id=person_id,
        visit_id=order_id and await work.value(UUID, SQL.visit_of_goal, market_id, order_id),
        order_id=order_id,
        day_of=work.now,
    )
    await reckon(work, market_id, told)


async def note_step(
    work: Work, market_id: int, order_id: UUID, kind: StepKind, step_id: UUID, amount_minor: int
) -> None:
    """Something of the order was used, that was undone, or money went back (minor units); each counted once
    by its id and kind. Refuses nothing.
    """
    row = (market_id, step_id, order_id, kind.value, amount_minor, work.now)
    if not await work.run(SQL.insert_goal_step, *row):
        return
    sign = -1 if kind is StepKind.UNDONE else 1
    used, redeemed = (0, 0) if kind is StepKind.REFUNDED else (sign, sign * amount_minor)
    refunded = amount_minor if kind is StepKind.REFUNDED else 0
    told = await _told(
        work, market_id, order_id, began=False, used=used, redeemed=redeemed, refunded=refunded
    )
    await reckon(work, market_id, told)


async def _told(
    work: Work,
    market_id: int,
    goal_id: UUID,
    *,
    kind: GoalKind = GoalKind.ORDER,
    began: bool = True,
    store_id: UUID | None = None,
    merchant_id: UUID | None = None,
    person_id: UUID | None = None,
    visit_id: UUID | None = None,
    amount_minor: int | None = None,
    in_shop: bool | None = None,
    day_of: datetime | None = None,
    used: int = 0,
    redeemed: int = 0,
    refunded: int = 0,
    order_id: UUID | None = None,
) -> Goal:
    """The goal with what is told now, held until this transaction ends."""
    day = None
    if day_of is not None:
        market = await markets.market(work, market_id)
        day = day_of.astimezone(ZoneInfo(market.timezone)).date()
    goal = await work.one(
        Goal,
        SQL.write_goal,
        *(market_id, goal_id, kind.value, store_id, merchant_id, person_id, visit_id, in_shop),
        *(work.now if began else None, day_of, day, amount_minor, used, redeemed, refunded, order_id),
    )
    if goal is None:
        raise RuntimeError("a goal that is written is there")
    return goal
