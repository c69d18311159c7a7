"""Prices changed by percent, categories by name, photos in their order."""

from decimal import Decimal
from uuid import UUID

import pytest

from linli.kernel.refusals import Refusal
from linli.web.merchant.item_deeds import category_named, changed_price, percent_of
from linli.web.merchant.item_form import moved


@pytest.mark.parametrize(
    ("minor", "percent", "step", "becomes"),
    [
        (1_000, "5", 1, 1_050),
        (1_001, "5", 1, 1_051),
        (1_001, "-50", 1, 501),
        (1_005, "0", 10, 1_010),
        (1_990, "+10", 100, 2_200),
        (3, "-99", 1, 1),
        (40, "-10", 100, 100),
        (999, "12,5", 50, 1_100),
    ],
)
def test_a_price_is_rounded_half_up_to_its_step_and_never_to_nothing(
    minor: int, percent: str, step: int, becomes: int
) -> None:
    assert changed_price(minor, percent_of(percent), step) == becomes


@pytest.mark.parametrize("text", ["", "x", "-100", "1001", "nan", "1e9", "--5"])
def test_what_is_no_percent_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        percent_of(text)
    assert percent_of("−7.5 %") == Decimal("-7.5")


def test_a_category_is_known_by_either_name_and_an_unknown_one_is_refused() -> None:
    known = {"饮料": UUID(int=1), "drinks": UUID(int=1)}
    assert category_named("Drinks", known) == category_named("饮料", known) == UUID(int=1)
    assert category_named("", known) is None
    with pytest.raises(Refusal):
        category_named("drink", known)


def test_a_photo_is_moved_by_its_button_and_a_strange_one_moves_nothing() -> None:
    photos = ["a", "b", "c"]
    assert moved(photos, "first:c") == ["c", "a", "b"]
    assert moved(photos, "up:a") == photos
    assert moved(photos, "down:a") == ["b", "a", "c"]
    assert moved(photos, "drop:b") == ["a", "c"]
    assert moved(photos, "drop:x") == moved(photos, "variants") == photos
