"""Ratings in tenths of a star, from whole numbers."""

import pytest

from linli.kernel.ids import uuid7
from linli.modules.community import Rating


@pytest.mark.parametrize(
    ("marks", "reviews", "tenths"),
    [((5, 5, 5), 1, 50), ((1, 1, 1), 1, 10), ((5, 4, 4), 1, 43), ((9, 9, 8), 2, 43), ((27, 27, 27), 20, 14)],
)
def test_the_rating_is_the_mean_of_all_marks_rounded_half_up(
    marks: tuple[int, int, int], reviews: int, tenths: int
) -> None:
    assert Rating(uuid7(), reviews, *marks).tenths == tenths


def test_each_mark_has_a_mean_of_its_own() -> None:
    rating = Rating(uuid7(), 2, quality=9, place=10, service=3)
    assert (rating.quality_tenths, rating.place_tenths, rating.service_tenths) == (45, 50, 15)


def test_no_reviews_are_no_stars_instead_of_an_error() -> None:
    assert Rating(uuid7(), 0, 0, 0, 0).tenths == 0
