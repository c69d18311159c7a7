"""Which result stands where: what each factor gives, and what can be bought: never the first."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.modules.discovery.ranking import USUAL, Fit, Traits, Weights, reasons, score_of, with_sponsored
from linli.modules.discovery.sponsoring import Asked, Sponsored, Standing, covers, paid_places

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAIN: dict[str, Any] = {
    "distance_m": 400,
    "open": True,
    "rating_count": 20,
    "rating_tenths": 42,
    "kept": 10,
    "refunded": 0,
    "offer": "",
    "claimed": True,
    "verified": False,
}


def points(weights: Weights = USUAL, **traits: Any) -> float:
    return score_of(Traits(**(PLAIN | traits)), weights)


def fit(share: float, why: str = "name") -> dict[str, Any]:
    return {"fits": (Fit(share, why, "面", "面"),)}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"distance_m": 100}, {"distance_m": 300}),
        ({"open": True}, {"open": False}),
        ({"open": True}, {"open": None}),
        ({"rating_tenths": 47}, {"rating_tenths": 40}),
        ({"rating_tenths": 46, "rating_count": 200}, {"rating_tenths": 50, "rating_count": 1}),
        ({"rating_count": 0, "rating_tenths": 0}, {"rating_count": 30, "rating_tenths": 20}),
        ({"kept": 100}, {"kept": 3}),
        ({"kept": 0, "refunded": 0}, {"kept": 10, "refunded": 10}),
        ({"kept": 30, "refunded": 1}, {"kept": 30, "refunded": 8}),
        ({"offer": "双人餐"}, {}),
        ({"verified": True}, {}),
        ({}, {"claimed": False}),
        (fit(1.0), fit(0.75, "item")),
        (fit(0.75, "item"), fit(0.55, "address")),
        (fit(0.9) | {"name_share": 0.35}, fit(0.9)),
        # A name that fits is worth a way of some minutes, but not one across the town.
        (fit(1.0) | {"distance_m": 700}, fit(0.55, "address") | {"distance_m": 100}),
    ],
)
def test_what_is_better_in_one_thing_stands_before(better: dict[str, Any], worse: dict[str, Any]) -> None:
    assert points(**better) > points(**worse)


def test_the_points_are_the_sum_of_their_reasons_and_follow_the_weights() -> None:
    traits = Traits(**(PLAIN | fit(0.8) | {"kept": 8, "refunded": 8, "offer": "双人餐"}))
    score, why = score_of(traits, USUAL), reasons(traits, USUAL)
    given_points = {reason.code: reason.points for reason in why}
    assert score == pytest.approx(sum(given_points.values()))
    assert given_points["name"] == 80 and given_points["record"] < 0 and given_points["offer"] == USUAL.offer
    assert [one.points for one in why] == sorted((one.points for one in why), reverse=True)
    alone = Weights(text=0, near=40, open=0, rated=0, record=0, offer=0, verified=0, half_m=400)
    assert score_of(traits, alone) == 20.0 and [one.code for one in reasons(traits, alone)] == ["near"]


def booking(store: int, *, begins: int = -1, ends: int = 1, words: tuple[str, ...] = (), trade: str = "cafe",
            ended: bool = False) -> Sponsored:  # fmt: skip
    return Sponsored(
        sponsored_id=UUID(int=store + 1_000),
        store_id=UUID(int=store),
        words=words,
        trade="" if words else trade,
        starts_at=NOW + begins * HOUR,
        ends_at=NOW + ends * HOUR,
        paid_how="invoice",
        booked_by="system",
        booked_at=NOW,
        ended_at=NOW if ended else None,
    )


@pytest.mark.parametrize(
    ("words", "trade", "asked", "covered"),
    [
        (("火锅",), "", {"火锅"}, True),
        (("Hot Pot",), "", {"hot", "pot"}, True),
        (("hot pot",), "", {"hotpot"}, True),
        (("hot pot",), "", {"hot"}, False),
        (("火锅",), "", {"火锅底料"}, False),
        (("串串", "火锅"), "", {"火锅"}, True),
        ((), "cafe", set(), True),
        ((), "bar", {"cafe"}, False),
        (("!",), "", {"火锅"}, False),
    ],
)
def test_a_booking_is_for_its_words_or_its_trade(
    words: tuple[str, ...], trade: str, asked: set[str], covered: bool
) -> None:
    assert covers(booking(1, words=words, trade=trade), Asked(frozenset(asked), "cafe")) is covered


BOOKINGS = st.lists(
    st.builds(
        booking,
        st.integers(0, 14),
        begins=st.integers(-2, 2),
        ends=st.integers(-1, 3),
        words=st.sampled_from([(), ("火锅",), ("coffee",)]),
        trade=st.sampled_from(["cafe", "bar"]),
        ended=st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from([True, False, None]), max_size=15),
    BOOKINGS,
    st.sampled_from([(set(), "cafe"), ({"火锅"}, "")]),
)
def test_whoever_pays_is_never_first_hides_nobody_and_shows_only_for_what_was_booked(
    hours: list[bool | None], bookings: list[Sponsored], said: tuple[set[str], str]
) -> None:
    asked = Asked(frozenset(said[0]), said[1])
    found = [Standing(UUID(int=at), state) for at, state in enumerate(hours)]
    placed = with_sponsored(found, paid_places(found, bookings, asked, NOW))
    stands = [one for one, _ in placed]
    assert sorted(one.store_id for one in stands) == [one.store_id for one in found]
    assert stands[:1] == found[:1] and not any(paid for _, paid in placed[:1])
    unpaid = [one.store_id for one, paid in placed if not paid]
    assert unpaid == sorted(unpaid)
    labeled = [(at, one) for at, (one, paid) in enumerate(placed) if paid]
    assert len(labeled) <= 2
    for at, one in labeled:
        assert at < one.store_id.int and one.open is not False
        running = [each for each in bookings if each.store_id == one.store_id and each.ended_at is None]
        assert any(
            each.starts_at <= NOW < each.ends_at
            and (each.trade == asked.trade if each.trade else bool(set(each.words) & asked.words))
            for each in running
        )


def test_a_paid_place_moves_up_to_its_slot_and_one_that_stands_there_anyway_is_not_labeled() -> None:
    assert with_sponsored("abcdefgh", {5: 1}) == [*zip("afbcdegh", [False, True] + [False] * 6, strict=True)]
    assert not any(paid for _, paid in with_sponsored("abc", {0: 1, 1: 1}))
