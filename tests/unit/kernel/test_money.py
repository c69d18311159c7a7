"""Money: whole minor units, exact parts, and nothing that rounds by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.money import (
    MINOR_DIGITS,
    Money,
    allocate_largest_remainder,
    parse,
    share_rounded_down,
)

amounts = st.integers(0, 10**12)
currencies = st.sampled_from(sorted(MINOR_DIGITS))


@given(a=amounts, b=amounts, currency=currencies)
def test_sum_and_difference_are_exact(a: int, b: int, currency: str) -> None:
    assert Money(a, currency) + Money(b, currency) - Money(b, currency) == Money(a, currency)
    assert Money(a, currency) * 3 == Money(3 * a, currency)
    assert bool(Money(a, currency)) is (a != 0)


def test_two_currencies_never_mix() -> None:
    with pytest.raises(ValueError, match="do not mix"):
        Money(1, "CNY") + Money(1, "EUR")


def test_an_unknown_currency_is_no_money() -> None:
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, "XXX")


@given(minor=amounts, weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_parts_of_an_allocation_add_up_and_differ_from_their_share_by_less_than_one(
    minor: int, weights: list[int]
) -> None:
    total = sum(weights)
    if total == 0:
        with pytest.raises(ValueError, match="positive sum"):
            allocate_largest_remainder(minor, weights)
        return
    parts = allocate_largest_remainder(minor, weights)
    assert sum(parts) == minor
    assert all(
        abs(part * total - minor * weight) < total for part, weight in zip(parts, weights, strict=True)
    )
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_last_units_go_to_the_largest_remainders_and_ties_to_the_first() -> None:
    assert allocate_largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate_largest_remainder(10, [1, 2, 4]) == [1, 3, 6]


@pytest.mark.parametrize(("minor", "weights"), [(-1, [1]), (1, []), (1, [2, -1])])
def test_an_allocation_that_makes_no_sense_is_an_error(minor: int, weights: list[int]) -> None:
    with pytest.raises(ValueError):
        allocate_largest_remainder(minor, weights)


@given(minor=amounts, points=st.integers(0, 10_000))
def test_a_share_is_never_more_than_exact_and_less_than_one_unit_below(minor: int, points: int) -> None:
    share = share_rounded_down(minor, points)
    assert 0 <= share <= minor
    assert 0 <= minor * points - share * 10_000 < 10_000


@given(a=amounts, b=amounts, points=st.integers(0, 10_000))
def test_a_share_grows_with_its_amount(a: int, b: int, points: int) -> None:
    less, more = sorted((a, b))
    assert share_rounded_down(less, points) <= share_rounded_down(more, points)


@pytest.mark.parametrize(("minor", "points"), [(-1, 100), (1, -1), (1, 10_001)])
def test_a_share_of_less_than_nothing_is_an_error(minor: int, points: int) -> None:
    with pytest.raises(ValueError):
        share_rounded_down(minor, points)


@given(minor=amounts, currency=currencies)
def test_what_is_written_with_all_its_digits_is_read_exactly(minor: int, currency: str) -> None:
    digits = MINOR_DIGITS[currency]
    text = f"{minor // 10**digits}.{minor % 10**digits:0{digits}d}" if digits else str(minor)
    assert parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "abc", "-1", "-0", "1.234", "NaN", "Infinity", "1.2.3", "¥5", "1,000"])
def test_what_is_no_amount_of_the_currency_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text, "CNY")


@pytest.mark.parametrize("text", ["+1", "1e3", "1_000", "１２", "sNaN"])
def test_a_sign_an_exponent_and_foreign_digits_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text, "CNY")
