"""Territories: what covers a place, which of several, and which is nearest."""

from uuid import UUID

import pytest

from linli.modules.chains import Article, Circle, Polygon, Territory
from linli.modules.chains.areas import binding, chosen, covers, nearest, size_of, sound

# A square of about 1.1 km by 0.96 km in Hangzhou, and one of its corners cut off.
SQUARE = Polygon(((30.25, 120.15), (30.26, 120.15), (30.26, 120.16), (30.25, 120.16)))
NOTCHED = Polygon(((30.25, 120.15), (30.26, 120.15), (30.255, 120.155), (30.26, 120.16), (30.25, 120.16)))
LAKE = Circle(30.25, 120.15, 3000)
PLACE = (30.258, 120.155)


def territory(number: int, area: Circle | Polygon, **named: tuple[UUID, ...]) -> Territory:
    kept = {"item_ids": (), "category_ids": (), **named}
    return Territory(
        territory_id=UUID(int=number),
        head_id=UUID(int=1),
        store_id=UUID(int=number),
        name=str(number),
        area=area,
        measures=False,
        installs=False,
        revision=1,
        **kept,
    )


@pytest.mark.parametrize(
    ("area", "place", "within"),
    [
        (SQUARE, PLACE, True),
        (SQUARE, (30.262, 120.155), False),
        (SQUARE, (30.255, 120.149), False),
        (NOTCHED, PLACE, False),
        (NOTCHED, (30.252, 120.155), True),
        (LAKE, (30.25, 120.18), True),
        (LAKE, (30.25, 120.1815), False),
    ],
)
def test_a_place_is_within_or_not(area: Circle | Polygon, place: tuple[float, float], within: bool) -> None:
    assert covers(area, place) is within


def test_the_smallest_territory_that_covers_a_place_has_it() -> None:
    wide, narrow = territory(2, LAKE), territory(3, SQUARE)
    assert size_of(SQUARE) == pytest.approx(1_112 * 960, rel=0.01)
    assert chosen([wide, narrow], PLACE) is narrow
    assert chosen([wide, narrow], (30.24, 120.15)) is wide
    assert chosen([wide, narrow], (30.4, 120.15)) is None
    assert chosen([territory(5, SQUARE), territory(4, SQUARE)], PLACE) == territory(4, SQUARE)
    assert nearest([wide, territory(6, Circle(30.5, 120.15, 100))], (30.4, 120.15)) is not wide


def test_an_article_is_bound_by_its_name_its_category_or_with_all() -> None:
    door, doors = UUID(int=70), UUID(int=71)
    by_name = territory(2, LAKE, item_ids=(door,))
    by_category = territory(3, LAKE, category_ids=(doors,))
    with_all = territory(4, LAKE)
    known = [by_name, by_category, with_all]
    assert binding(known, Article(door, None)) == [by_name, with_all]
    assert binding(known, Article(UUID(int=9), doors)) == [by_category, with_all]
    assert binding(known[:2], Article(UUID(int=9), None)) == []


@pytest.mark.parametrize(
    "area",
    [
        Circle(30, 120, 0),
        Circle(91, 120, 5),
        Circle(30, 120, 10**7),
        Polygon(((30, 120), (31, 120))),
        Polygon(((30, 120), (30, 120), (30, 120))),
        Polygon(((30, 120), (31, 120), (31, 999))),
        Polygon(((float("nan"), 120), (31, 120), (31, 121))),
    ],
)
def test_what_is_no_area_of_a_city_is_refused(area: Circle | Polygon) -> None:
    assert not sound(area)
    assert sound(LAKE)
    assert sound(SQUARE)
