"""What thousands of places have is asked for in the squares around, as small as will do."""

from math import hypot

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.modules.discovery.asking import Filters, Query
from linli.modules.discovery.cells import CELLED, SIDES, cells_around, cells_of, four_around
from linli.modules.discovery.expanding import Expansion
from linli.modules.discovery.indexing import LISTED, code_of, has, position_of
from linli.modules.discovery.model import Area
from linli.modules.discovery.planning import (
    MOST_KEYS,
    Plan,
    Word,
    counted,
    keys_with,
    plan_of,
    smallest_around,
)
from tests.integration.discovery_stage import HERE, MARKET, PLACE

WORD = Word(text="面", meanings=(Expansion("面", 1.0, "word"),), stores=50_000)
QUERY = Query(text="面", at=HERE)
BLOCKS = cells_around(*position_of(*HERE, PLACE))


def plan(query: Query = QUERY, words: list[Word] | None = None, **counts: int) -> Plan:
    """In a market of a million places, 100,000 of them in the middle square of the largest size but one."""
    usual = {has(LISTED): 1_000_000, CELLED: 1_000_000, BLOCKS[2][4]: 1_000, BLOCKS[3][4]: 100_000}
    known = usual | {BLOCKS[4][4]: 900_000} | {has(name): count for name, count in counts.items()}
    return plan_of(query, [WORD] if words is None else words, PLACE, known, None)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(*[st.floats(-180, 180)] * 2, *[st.floats(-0.17, 0.17)] * 2)
def test_whatever_is_nearer_than_a_side_lies_in_one_of_the_nine_squares(
    x: float, y: float, east: float, north: float
) -> None:
    mine = cells_of(x + east, y + north)
    every = zip(SIDES, cells_around(x, y), four_around(x, y), mine[1:], strict=True)
    for side, around, four, cell in every:
        assert len(set(around)) == 9
        assert len(set(four)) == 4 and set(four) < set(around)
        if hypot(east, north) < side * 0.999_999:
            assert cell in around
        if hypot(east, north) < side * 0.499_999:
            assert cell in four


def test_the_smallest_squares_are_asked_that_are_likely_to_have_enough() -> None:
    # One place in twenty has it: fifty of a thousand are too few to choose from, of 100,000 they are not.
    asked = plan()
    assert [code_of(MARKET, BLOCKS[3][4]) in block for block in asked.blocks] == [True, False]
    assert keys_with(asked.keys, asked.blocks[0]) == (asked.keys[0], asked.blocks[0], asked.keys[0])
    assert set(counted(QUERY, PLACE, None, words=True)) >= {has(LISTED), CELLED, *BLOCKS[0], *BLOCKS[4]}


@pytest.mark.parametrize(
    "asked",
    [
        plan(words=[msgspec.structs.replace(WORD, stores=900)]),
        plan(listed=1_000_001),
        plan(msgspec.structs.replace(QUERY, area=Area(30.0, 120.0, 31.0, 121.0))),
        plan(Query(at=HERE), []),
    ],
    ids=["few places have it", "not all places are in squares yet", "an area is looked at", "merely near"],
)
def test_squares_are_passed_over_where_they_do_not_help(asked: Plan) -> None:
    assert asked.blocks == ()


def test_what_nearly_all_have_is_not_asked_of_the_index_and_never_too_much_at_once() -> None:
    rare = msgspec.structs.replace(WORD, stores=20)
    asked = plan(msgspec.structs.replace(QUERY, filters=Filters(verified=True)), [rare, WORD], verified=1_000)
    assert asked.keys == ([code_of(MARKET, "面")], [code_of(MARKET, has("verified"))])
    assert len(keys_with(asked.keys, None)) == MOST_KEYS + 1


def test_where_some_of_the_nearest_will_do_four_squares_are_tried_before_nine() -> None:
    four = four_around(*position_of(*HERE, PLACE))
    assert BLOCKS[2][4] in four[2], "a spot lies in one of its four"
    other = next(term for term in BLOCKS[2] if term not in four[2])
    known = {has(LISTED): 10_000, CELLED: 10_000, BLOCKS[2][4]: 1_000, other: 2_000}
    sizes = [smallest_around(HERE, PLACE, known, 0.1, wanted) for wanted in (100, 101, 301)]
    assert [found and len(found) for found in sizes] == [4, 9, None]
    assert keys_with(([1, 2], [3]), [4, 5, 6], most=2) == ([1, 2], [4, 5, 6])
    assert keys_with(([1, 2],), None, most=2) == ([1, 2], [1, 2])
