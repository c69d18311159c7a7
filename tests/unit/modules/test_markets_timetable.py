"""A week as its owner fills it in, and the expression that says the same."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.modules import markets
from linli.modules.markets import Special, Spell, Timetable

HELSINKI = {"timezone": "Europe/Helsinki", "country": "FI"}
NINE_TO_FIVE = Spell(9 * 60, 17 * 60)
CLOSED: tuple[Spell, ...] = ()


def week_of(*days: tuple[Spell, ...]) -> Timetable:
    return Timetable(days + (CLOSED,) * (7 - len(days)))


@pytest.mark.parametrize(
    ("timetable", "expression"),
    [
        (week_of(), "off"),
        (week_of(*[(NINE_TO_FIVE,)] * 7), "Mo-Su 09:00-17:00"),
        (week_of((NINE_TO_FIVE,), CLOSED, (NINE_TO_FIVE,)), "Mo,We 09:00-17:00"),
        (week_of((Spell(660, 840), Spell(1020, 1260))), "Mo 11:00-14:00,17:00-21:00"),
        (week_of((Spell(0, 1440),)), "Mo 00:00-24:00"),
        (week_of((Spell(1080, 1560),), (NINE_TO_FIVE,)), "Mo 18:00-02:00, Tu 09:00-17:00"),
        (Timetable(((NINE_TO_FIVE,),) * 7, holidays=()), "Mo-Su 09:00-17:00; PH off"),
        (
            Timetable(
                ((NINE_TO_FIVE,),) * 7,
                None,
                (
                    Special(date(2026, 12, 24), date(2027, 1, 2), (), 'Christmas; "rest"'),
                    Special(date(2026, 12, 6), date(2026, 12, 6), (Spell(600, 720),)),
                ),
            ),
            'Mo-Su 09:00-17:00; 2026 Dec 06 10:00-12:00; 2026 Dec 24-2027 Jan 02 off "Christmas rest"',
        ),
    ],
)
def test_a_week_is_written_as_one_expression(timetable: Timetable, expression: str) -> None:
    assert markets.hours_of(timetable) == expression
    assert markets.valid_expression(expression)


@pytest.mark.parametrize(
    ("expression", "means"),
    [
        ("24/7", "Mo-Su 00:00-24:00"),
        ("09:00-17:00", "Mo-Su 09:00-17:00"),
        ("We-Mo 09:30-19:00; Tu off", "Mo,We-Su 09:30-19:00"),
        ("Sa-Mo 10:00-12:00", "Mo,Sa-Su 10:00-12:00"),
        ("Mo-Fr 13:00-23:30; Sa-Su,PH 10:00-24:00", "Mo-Fr 13:00-23:30; Sa-Su 10:00-24:00; PH 10:00-24:00"),
        ("Tu-Th 18:00-01:00, Fr-Sa 18:00-02:30", "Tu-Th 18:00-01:00, Fr-Sa 18:00-02:30"),
        ("closed", "off"),
    ],
)
def test_what_others_wrote_is_read_as_a_week(expression: str, means: str) -> None:
    timetable = markets.timetable_of(expression)
    assert timetable is not None
    assert markets.hours_of(timetable) == means


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "Mo-Fr 08:00-sunset",
        "Apr-Sep Sa 10:00-15:00",
        "whenever",
        "Mo 09:00-12:00,11:00-13:00",
        "Mo 09:99-12:00",
    ],
)
def test_what_is_more_than_a_week_or_no_hours_is_not_read(expression: str) -> None:
    assert markets.timetable_of(expression) is None


def test_the_night_before_goes_on_after_midnight() -> None:
    """Thursday's night must not end because Friday has hours of its own."""
    late = (Spell(18 * 60, 26 * 60),)
    expression = markets.hours_of(week_of(CLOSED, CLOSED, CLOSED, late, (Spell(12 * 60, 14 * 60),)))
    friday_at_one = datetime(2026, 11, 26, 23, 0, tzinfo=UTC)
    assert markets.is_open(expression, friday_at_one, **HELSINKI)


def test_a_special_day_wins_over_the_week_and_over_a_holiday() -> None:
    special = Special(date(2026, 12, 25), date(2026, 12, 25), (Spell(720, 780),), "Christmas lunch")
    expression = markets.hours_of(Timetable(((NINE_TO_FIVE,),) * 7, (), (special,)))
    week = dict(markets.week(expression, datetime(2026, 12, 24, 10, tzinfo=UTC), **HELSINKI))
    assert [span[0].hour for span in week[date(2026, 12, 25)]] == [12]
    assert week[date(2026, 12, 26)] == []
    assert [span[0].hour for span in week[date(2026, 12, 28)]] == [9]


minutes = some.lists(some.integers(0, 1439), min_size=0, max_size=6, unique=True).map(sorted)
spells = minutes.map(lambda times: tuple(Spell(a, b) for a, b in list(pairwise(times))[::2]))


@given(some.lists(spells, min_size=7, max_size=7), some.none() | spells)
def test_any_week_is_read_back_as_it_was_written(
    days: list[tuple[Spell, ...]], holidays: tuple[Spell, ...] | None
) -> None:
    timetable = Timetable(tuple(days), holidays)
    expression = markets.hours_of(timetable)
    assert markets.valid_expression(expression)
    assert markets.timetable_of(expression) == timetable


@pytest.mark.parametrize(
    "wrong",
    [(Spell(600, 600),), (Spell(600, 2100),), (Spell(600, 720), Spell(660, 780)), (Spell(1500, 1600),)],
)
def test_spells_that_overlap_or_are_none_are_told(wrong: tuple[Spell, ...]) -> None:
    assert markets.overlaps(wrong)
    assert not markets.overlaps((Spell(600, 720), Spell(720, 780)))
