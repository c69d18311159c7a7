"""Every discount is shared out over lines and units, so that any part of an order can go back exactly."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.money import shared_evenly
from linli.modules.promotions.taking_off import shared_discount


@st.composite
def discounted(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int]:
    """Lines as (price before the discount, quantity), and a discount that they can bear."""
    lines = draw(st.lists(st.tuples(st.integers(1, 10**7), st.integers(1, 99)), min_size=1, max_size=6))
    gross = [(unit * quantity, quantity) for unit, quantity in lines]
    most = sum(price - quantity for price, quantity in gross)
    return gross, draw(st.integers(0, most))


@given(discounted())
def test_the_shares_are_the_discount_and_leave_every_unit_something(
    order: tuple[list[tuple[int, int]], int],
) -> None:
    gross, discount = order
    shares = shared_discount(gross, discount)
    assert sum(shares) == discount
    assert all(0 <= share <= price - count for share, (price, count) in zip(shares, gross, strict=True))


@given(discounted(), st.randoms(use_true_random=False))
def test_any_partition_of_the_units_gives_back_the_whole(
    order: tuple[list[tuple[int, int]], int], chance: Random
) -> None:
    gross, discount = order
    totals = [
        price - share for (price, _), share in zip(gross, shared_discount(gross, discount), strict=True)
    ]
    units = [
        value
        for total, (_, quantity) in zip(totals, gross, strict=True)
        for value in shared_evenly(total, quantity)
    ]
    assert min(units) >= 1
    parts: dict[int, int] = {}
    for value in units:
        part = chance.randrange(4)
        parts[part] = parts.get(part, 0) + value
    assert sum(parts.values()) == sum(price for price, _ in gross) - discount


@given(st.integers(1, 10**9), st.integers(1, 99))
def test_units_of_a_line_differ_by_one_minor_unit_at_most(total: int, quantity: int) -> None:
    values = shared_evenly(total, quantity)
    assert sum(values) == total
    assert max(values) - min(values) <= 1


def test_a_discount_that_leaves_a_unit_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        shared_discount([(100, 2)], 99)
    with pytest.raises(ValueError, match="at least one"):
        shared_discount([(100, 2)], -1)
