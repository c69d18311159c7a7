"""What a goal gives to the touches before it, and what that changes in the sums."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from linli.modules.attribution.model import (
    DIRECT,
    ON_SCREEN,
    WHOLE,
    ChannelSums,
    CodeChange,
    Credit,
    Goal,
    GoalKind,
    Model,
    Rules,
    Touch,
    Way,
)
from linli.modules.attribution.shares import allot, weights_of

USUAL_DAYS = 30
LONGEST_DAYS = 90
# So many touches of a journey are credited at most, the latest.
MOST_TOUCHES = 50


def journey_of(goal: Goal, touches: Sequence[Touch], rules: Rules) -> list[Touch]:
    """The touches that count for a goal, the earliest first: inside the window of their channel, without a
    fault, and not by the code of whoever bought.
    """
    began = goal.began_at
    if began is None:
        return []
    counted = [
        touch
        for touch in touches
        if not touch.fault
        and touch.at <= began
        and began - touch.at <= timedelta(days=rules.windows.get(touch.channel, USUAL_DAYS))
        and not is_own(goal, touch)
    ]
    return sorted(counted, key=lambda touch: (touch.at, touch.touch_id))[-MOST_TOUCHES:]


def is_own(goal: Goal, touch: Touch) -> bool:
    """Whether somebody bought by a code that is credited to themselves."""
    return touch.owner_id is not None and touch.owner_id in (goal.person_id, touch.person_id)


def way_of(goal: Goal, channel: str) -> str:
    """From where the touch was to where it was used; what was paid and not used yet is still on a screen."""
    if channel == DIRECT:
        return ""
    side = "on" if channel in ON_SCREEN else "off"
    return Way(f"{side}_{'off' if goal.is_used else 'on'}").value


def credits_of(goal: Goal, journey: Sequence[Touch], rules: Rules) -> list[Credit]:
    """Every model's credits, those of nothing left out; who came by themselves is credited as direct."""
    if goal.began_at is None:
        return []
    if not journey:
        return [_credit(goal, model, 0, None, WHOLE, _amounts(goal, [1], 0)) for model in Model]
    made = []
    for model in Model:
        weights = weights_of(model, journey, goal.began_at, rules)
        parts = allot(WHOLE, weights)
        for place, touch in enumerate(journey):
            if weights[place]:
                amounts = _amounts(goal, weights, place)
                made.append(_credit(goal, model, place, touch, parts[place], amounts))
    return made


def renewed(goal: Goal, credited: Sequence[Credit]) -> list[Credit]:
    """The same credits after something happened to a goal whose journey nobody knows any more."""
    made = []
    for model in Model:
        rows = [row for row in credited if row.model is model]
        weights = [row.parts for row in rows]
        for place, row in enumerate(rows):
            paid, redeemed, refunded = _amounts(goal, weights, place)
            now = {"way": way_of(goal, row.channel), "used": goal.is_used, "again": goal.again}
            money = {"paid_minor": paid, "redeemed_minor": redeemed, "refunded_minor": refunded}
            made.append(msgspec.structs.replace(row, **now, **money))
    return made


def _amounts(goal: Goal, weights: Sequence[int], place: int) -> tuple[int, int, int]:
    money = (goal.amount_minor, max(0, goal.redeemed_minor), goal.refunded_minor)
    paid, redeemed, refunded = (allot(amount, weights)[place] for amount in money)
    return paid, redeemed, refunded


def _credit(
    goal: Goal, model: Model, place: int, touch: Touch | None, parts: int, amounts: tuple[int, int, int]
) -> Credit:
    channel = touch.channel if touch else DIRECT
    return Credit(
        model=model,
        place=place,
        touch_id=touch.touch_id if touch else None,
        touched_at=touch.at if touch else None,
        link_id=touch.link_id if touch else None,
        campaign_id=touch.campaign_id if touch else None,
        channel=channel,
        way=way_of(goal, channel),
        kind=goal.kind,
        used=goal.is_used,
        again=goal.again,
        parts=parts,
        paid_minor=amounts[0],
        redeemed_minor=amounts[1],
        refunded_minor=amounts[2],
    )


def changes(before: Iterable[Credit], after: Iterable[Credit]) -> tuple[list[ChannelSums], list[CodeChange]]:
    """What is to be added to the sums of the goal's day, by channel and by code, in the order of their keys;
    sums that stay as they are left out.
    """
    by_day: dict[tuple[Model, str, str], Counter[str]] = {}
    by_code: dict[tuple[Model, UUID, UUID | None, str], Counter[str]] = {}
    for sign, rows in ((-1, before), (1, after)):
        for credit in rows:
            adds = {name: sign * value for name, value in _adds(credit).items()}
            _add(by_day.setdefault((credit.model, credit.channel, credit.way), Counter()), adds)
            if credit.link_id is not None:
                code = (credit.model, credit.link_id, credit.campaign_id, credit.channel)
                _add(by_code.setdefault(code, Counter()), adds)
    days = [
        ChannelSums(model=model, channel=channel, way=way, **sums)
        for (model, channel, way), sums in sorted(by_day.items())
        if any(sums.values())
    ]
    codes = [
        CodeChange(model=model, link_id=link_id, campaign_id=campaign_id, channel=channel, **sums)
        for (model, link_id, campaign_id, channel), sums in sorted(
            by_code.items(), key=lambda one: one[0][:2]
        )
        if any(sums.values())
    ]
    return days, codes


def _add(sums: Counter[str], adds: dict[str, int]) -> None:
    for name, value in adds.items():
        sums[name] += value


def _adds(credit: Credit) -> dict[str, int]:
    """What one credit adds to the sums of its day."""
    if credit.kind == GoalKind.MEMBER:
        return {"members": credit.parts}
    return {
        "orders": credit.parts,
        "paid_minor": credit.paid_minor,
        "used": credit.parts if credit.used else 0,
        "redeemed_minor": credit.redeemed_minor,
        "refunded_minor": credit.refunded_minor,
        "again": credit.parts if credit.again else 0,
    }
