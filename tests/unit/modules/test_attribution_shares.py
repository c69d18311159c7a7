"""How a goal is shared out among the touches before it, to the minor unit, whatever the model."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from linli.kernel.ids import derived
from linli.modules.attribution.crediting import changes, credits_of, journey_of, renewed
from linli.modules.attribution.model import Goal, GoalKind, Model, Rules, Touch, TouchKind
from linli.modules.attribution.shares import allot, spread, weights_of
from linli.modules.attribution.visitors import Visitor, burst_of, fault_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STORE, SHOP, MEI = derived("store"), derived("shop"), derived("mei")
RULES = Rules(7 * 24, {"leaflet": 3}, {"poster": 300, "social": 100})
CHANNELS = ("poster", "social", "leaflet", "ad")
GOAL = Goal(
    derived("order"),
    GoalKind.ORDER,
    STORE,
    SHOP,
    MEI,
    visit_id=None,
    in_shop=False,
    began_at=NOW,
    reached_at=NOW,
    day=NOW.date(),
    amount_minor=10_000,
    used=0,
    redeemed_minor=0,
    refunded_minor=0,
    again=False,
    frozen=False,
)


def _touch(days: float, channel: str = "poster", **more: Any) -> Touch:
    at = NOW - timedelta(days=days)
    about = (derived("touch", channel, str(days)), TouchKind.VISIT, at, at.date(), STORE, SHOP)
    return replace(Touch(*about, channel, derived("link", channel)), **more)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_what_is_allotted_adds_up_and_is_within_one_unit_of_its_share(
    amount: int, weights: list[int]
) -> None:
    parts, whole = allot(amount, weights), sum(weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert not whole or abs(part * whole - amount * weight) < whole
        assert part == 0 or weight > 0 or not whole


@given(st.integers(0, 10**9), st.integers(1, 400), st.lists(st.integers(0, 400), max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_cost_that_is_cut_into_periods_is_spent_once(amount: int, days: int, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, days) for cut in cuts), days]
    assert sum(spread(amount, days, *pair) for pair in pairwise(edges)) == amount


@given(
    st.lists(st.tuples(st.floats(0.01, 40), st.sampled_from(CHANNELS)), max_size=8),
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.integers(0, 10**7),
)
@settings(max_examples=60, deadline=None)
def test_by_every_model_the_credits_of_a_goal_add_up_to_it(
    came: list[tuple[float, str]], paid: int, redeemed: int, refunded: int
) -> None:
    goal = replace(GOAL, amount_minor=paid)
    before = credits_of(goal, journey_of(goal, [_touch(*one) for one in came], RULES), RULES)
    later = replace(goal, used=1, redeemed_minor=redeemed, refunded_minor=refunded, frozen=True)
    for now, rows in ((goal, before), (later, renewed(later, before))):
        for model in Model:
            mine = [row for row in rows if row.model is model]
            assert sum(row.parts for row in mine) == 1_000_000
            assert sum(row.paid_minor for row in mine) == now.amount_minor
            assert sum(row.redeemed_minor for row in mine) == now.redeemed_minor
            assert sum(row.refunded_minor for row in mine) == now.refunded_minor
    summed: Counter[str] = Counter()
    for one in (*changes([], before)[0], *changes(before, renewed(later, before))[0]):
        summed[one.model.value] += one.redeemed_minor - one.refunded_minor
    assert {summed[model.value] for model in Model} == {redeemed - refunded}


def test_each_model_weighs_the_same_journey_in_its_own_way() -> None:
    journey = [_touch(14, "poster"), _touch(7, "social"), _touch(0, "poster")]
    shares = {model: allot(10_000, weights_of(model, journey, NOW, RULES)) for model in Model}
    assert shares[Model.FIRST] == [10_000, 0, 0]
    assert shares[Model.LAST] == [0, 0, 10_000]
    assert shares[Model.LINEAR] == [3334, 3333, 3333]
    assert shares[Model.POSITION] == [4000, 2000, 4000]
    assert shares[Model.TIME_DECAY] == [1429, 2857, 5714]
    assert shares[Model.DATA_DRIVEN] == [4286, 1428, 4286]


def test_only_touches_inside_their_window_without_a_fault_and_not_of_ones_own_code_are_credited() -> None:
    counted = [_touch(29, "poster"), _touch(2, "leaflet")]
    left = [
        _touch(31, "poster"),
        _touch(4, "leaflet"),
        _touch(-1, "poster"),
        _touch(1, "ad", fault="bot"),
        _touch(1, "social", owner_id=MEI),
    ]
    assert journey_of(GOAL, [*left, *counted], RULES) == counted
    assert [row.channel for row in credits_of(GOAL, [], RULES)] == ["direct"] * len(Model)
    ways = {credits_of(one, counted, RULES)[0].way for one in (GOAL, replace(GOAL, in_shop=True))}
    assert ways == {"off_on", "off_off"}


def test_a_visit_is_left_out_for_the_first_of_its_reasons_and_a_burst_as_a_whole() -> None:
    assert fault_of(Visitor(own_staff=True, agent="bot"), None) == "staff"
    assert fault_of(Visitor(agent="bot"), None) == "bot"
    assert fault_of(Visitor(person_id=MEI), MEI) == "self"
    assert fault_of(Visitor(person_id=MEI), None) == ""
    one_phone = [_touch(n / 10_000, device_id=MEI) for n in range(5)]
    one_address = [_touch(n / 10_000, "ad", source="print") for n in range(20)]
    assert set(burst_of(one_phone[0], one_phone)) == {one.touch_id for one in one_phone}
    assert set(burst_of(one_address[0], one_address)) == {one.touch_id for one in one_address}
    assert burst_of(one_phone[0], one_phone[:4]) == burst_of(one_address[0], one_address[:19]) == []
