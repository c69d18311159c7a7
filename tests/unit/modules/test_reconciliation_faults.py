"""Faults seeded into bills of each provider's own format: all are found, and none is invented."""

import random
import uuid
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.modules.reconciliation import habits_of
from linli.modules.reconciliation.model import dated_id
from tests.bill_faults import (
    DAY,
    FAULTS,
    NEXT,
    Count,
    K,
    everything_is_found,
    found_in,
    move,
    open_ones,
    peaceful,
    spoil,
)
from tests.bill_writers import WRITERS


@pytest.mark.parametrize("provider", WRITERS)
def test_a_thousand_lines_that_agree_have_no_difference(provider: str) -> None:
    world, _ = peaceful(provider, 7, 900, 100)
    assert found_in(world) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("provider", WRITERS)
def test_every_fault_in_a_thousand_lines_is_found_and_none_is_invented(provider: str, seed: int) -> None:
    everything_is_found(provider, seed, 900, 100, 5)


@pytest.mark.parametrize(
    ("after_midnight", "day"),
    [(timedelta(0), DAY), (timedelta(hours=23, minutes=59, seconds=59), DAY), (timedelta(days=1), NEXT)],
)
@pytest.mark.parametrize("provider", WRITERS)
def test_what_is_on_no_bill_is_missing_on_its_own_day_to_the_second(
    provider: str, after_midnight: timedelta, day: date
) -> None:
    """Midnight is the provider's; the next day's bill has come, so the last minutes wait for nothing."""
    world, _ = peaceful(provider, 5, 20, 5)
    lost = world.today.pop(0)
    move(world, lost, habits_of(provider).window(DAY)[0] + after_midnight)
    missing = dated_id(day, provider, K.MISSING_THERE.value, lost.ours.intent_id)
    assert [one.difference_id for one in found_in(world)] == [missing]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    provider=st.sampled_from(sorted(WRITERS)),
    seed=st.integers(0, 2**32),
    faults=st.dictionaries(st.sampled_from(FAULTS), st.integers(0, 3)),
    shuffled=st.randoms(use_true_random=False),
)
def test_whatever_is_wrong_is_found_once_in_whatever_order_lines_stand(
    provider: str, seed: int, faults: Count, shuffled: random.Random
) -> None:
    world, dice = peaceful(provider, seed, 45, 20)
    spoil(world, dice, faults)
    found = found_in(world)
    assert open_ones(world, found) == world.expected
    assert len({one.difference_id for one in found}) == len(found)
    ids = {one.difference_id for one in found}
    for rows in (world.today, world.tomorrow, world.paid, world.back):
        shuffled.shuffle(rows)
    assert {one.difference_id for one in found_in(world)} == ids


def test_ids_of_differences_have_the_order_of_their_days() -> None:
    days = [DAY + timedelta(days=number) for number in range(5)]
    made = [dated_id(day, "x", uuid.uuid4()) for day in days]
    assert made == sorted(made)
    assert {one.version for one in made} == {8}
