"""Opening hours: open, closed, unknown, and what public holidays do to them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.modules import markets
from linli.modules.markets import hours

HELSINKI = ZoneInfo("Europe/Helsinki")
SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_HELSINKI = {"timezone": "Europe/Helsinki", "country": "FI"}
IN_HANGZHOU = {"timezone": "Asia/Shanghai", "country": "CN"}
DAILY = "Mo-Su 10:00-18:00; PH off"


def helsinki(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HELSINKI)


def test_a_store_is_open_from_its_first_minute_until_just_before_its_last() -> None:
    for moment, expected in [((9, 59), False), ((10, 0), True), ((17, 59), True), ((18, 0), False)]:
        assert markets.is_open("Mo-Fr 10:00-18:00", helsinki(9, *moment), **IN_HELSINKI) is expected


def test_hours_are_read_in_the_zone_of_the_market_whatever_zone_the_moment_comes_in() -> None:
    moment = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
    assert markets.is_open("Mo-Fr 10:00-12:00", moment, **IN_HELSINKI) is True
    assert markets.is_open("Mo-Fr 10:00-12:00", moment, **IN_HANGZHOU) is False
    assert markets.is_open("Mo-Fr 16:00-18:00", moment, **IN_HANGZHOU) is True


def test_the_state_says_when_it_changes() -> None:
    state = markets.open_state("Mo-Fr 10:00-18:00", helsinki(11, 17), **IN_HELSINKI)
    assert state == markets.OpenState(True, helsinki(11, 18))
    state = markets.open_state("Mo-Fr 10:00-18:00", helsinki(11, 18), **IN_HELSINKI)
    assert state == markets.OpenState(False, helsinki(14, 10))


def test_a_store_that_never_closes_has_no_change() -> None:
    assert markets.open_state("24/7", helsinki(9, 3), **IN_HELSINKI) == markets.OpenState(True, None)


def test_hours_that_differ_only_in_their_comment_do_not_end_the_state() -> None:
    hours = 'Mo-Fr 10:00-12:00 "brunch", Mo-Fr 12:00-18:00 "dinner"'
    assert markets.open_state(hours, helsinki(9, 11), **IN_HELSINKI).changes_at == helsinki(9, 18)


def test_on_finlands_independence_day_a_store_with_a_holiday_rule_is_closed() -> None:
    noon = helsinki(6, 12)
    assert markets.is_open(DAILY, noon, **IN_HELSINKI) is False
    assert markets.open_state(DAILY, noon, **IN_HELSINKI).changes_at == helsinki(7, 10)


def test_on_finlands_independence_day_a_store_without_a_holiday_rule_is_open() -> None:
    assert markets.is_open("Mo-Su 10:00-18:00", helsinki(6, 12), **IN_HELSINKI) is True


def test_a_holiday_of_one_country_is_none_in_another() -> None:
    assert markets.is_open(DAILY, helsinki(6, 12), timezone="Europe/Helsinki", country="SE") is True
    national_day = datetime(2026, 10, 1, 12, tzinfo=SHANGHAI)
    assert markets.is_open(DAILY, national_day, **IN_HANGZHOU) is False
    assert markets.is_open(DAILY, national_day, timezone="Asia/Shanghai", country="FI") is True


def test_in_a_country_without_a_known_calendar_the_rest_of_the_hours_still_holds() -> None:
    assert markets.is_open(DAILY, helsinki(6, 12), timezone="Europe/Helsinki", country="XX") is True
    assert markets.is_open(DAILY, helsinki(6, 20), timezone="Europe/Helsinki", country="") is False


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (11, 17, False),
        (11, 23, True),
        (12, 1, True),
        (12, 2, False),
        (13, 1, True),
        (13, 23, False),
        (14, 1, False),
    ],
)
def test_a_night_goes_on_after_midnight(day: int, hour: int, expected: bool) -> None:
    assert markets.is_open("Fr-Sa 18:00-02:00", helsinki(day, hour), **IN_HELSINKI) is expected


def test_after_midnight_the_change_is_at_the_end_of_the_night() -> None:
    state = markets.open_state("Fr-Sa 18:00-02:00", helsinki(12, 1), **IN_HELSINKI)
    assert state.changes_at == helsinki(12, 2)


@pytest.mark.parametrize("hours", ["", "   ", "by appointment", "Mo-Fr 10-18 maybe", "unknown", "营业中"])
def test_hours_that_say_nothing_are_unknown_and_not_closed(hours: str) -> None:
    assert markets.is_open(hours, helsinki(9, 12), **IN_HELSINKI) is None
    assert markets.open_state(hours, helsinki(9, 12), **IN_HELSINKI) == markets.OpenState(None, None)


def test_sunset_is_the_sunset_of_the_place() -> None:
    at = helsinki(9, 16)
    assert markets.is_open("sunrise-sunset", at, **IN_HELSINKI, lat=60.17, lon=24.94) is False
    assert markets.is_open("sunrise-sunset", at, **IN_HELSINKI, lat=36.72, lon=-4.42) is True


def test_a_rule_of_use_allows_what_lies_inside_it() -> None:
    assert markets.allows("Mo-Fr; PH off", helsinki(9, 12), **IN_HELSINKI)
    assert not markets.allows("Mo-Fr; PH off", helsinki(12, 12), **IN_HELSINKI)
    assert not markets.allows("Mo-Su; PH off", helsinki(6, 12), **IN_HELSINKI)


@pytest.mark.parametrize("usable", ["", "after the concert"])
def test_a_rule_of_use_that_says_nothing_locks_nothing_away(usable: str) -> None:
    assert markets.allows(usable, helsinki(6, 3), **IN_HELSINKI)


@pytest.mark.parametrize(
    "text", ["24/7", "Mo-Fr 10:00-18:00", "Mo-Su; PH off", "Fr-Sa 18:00-02:00", "sunrise-sunset"]
)
def test_an_expression_is_valid(text: str) -> None:
    assert markets.valid_expression(text)


@pytest.mark.parametrize("text", ["", "  ", "weekdays", "Mo-Fr 10", "Mo-Fr 10:00-18:00;;;x", "周一至周五"])
def test_other_words_are_no_valid_expression(text: str) -> None:
    assert not markets.valid_expression(text)


def test_a_week_has_seven_days_from_today_with_holidays_empty() -> None:
    week = markets.week(DAILY, helsinki(4, 12), **IN_HELSINKI)
    assert [day for day, _ in week] == [date(2026, 12, 4) + timedelta(days=i) for i in range(7)]
    assert [len(spans) for _, spans in week] == [1, 1, 0, 1, 1, 1, 1]
    assert week[0][1] == [(helsinki(4, 10), helsinki(4, 18))]


def test_a_week_shows_a_break_at_noon_as_two_spans() -> None:
    week = dict(markets.week("Mo-Fr 10:00-12:00,13:00-18:00", helsinki(9, 9), **IN_HELSINKI))
    assert week[date(2026, 12, 9)] == [(helsinki(9, 10), helsinki(9, 12)), (helsinki(9, 13), helsinki(9, 18))]


def test_a_week_shows_a_night_on_the_day_on_which_it_begins() -> None:
    week = markets.week("Fr-Sa 18:00-02:00", helsinki(12, 1), **IN_HELSINKI)
    assert week[0] == (date(2026, 12, 12), [(helsinki(12, 18), helsinki(13, 2))])
    assert week[1] == (date(2026, 12, 13), [])
    assert week[6] == (date(2026, 12, 18), [(helsinki(18, 18), helsinki(19, 2))])


def test_a_week_without_closing_is_cut_at_each_midnight() -> None:
    week = markets.week("24/7", helsinki(9, 12), **IN_HELSINKI)
    assert [spans for _, spans in week] == [[(helsinki(9 + i, 0), helsinki(10 + i, 0))] for i in range(7)]


def test_a_week_over_the_end_of_summer_time_keeps_the_hours_on_the_clock() -> None:
    at = helsinki(24, 12, month=10)
    week = dict(markets.week("Mo-Su 02:00-06:00", at, **IN_HELSINKI))
    start, end = week[date(2026, 10, 25)][0]
    assert (start.hour, end.hour) == (2, 6)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=5)


def test_a_week_of_unknown_hours_is_empty() -> None:
    assert markets.week("", helsinki(9, 12), **IN_HELSINKI) == []
    assert markets.week("ring the bell", helsinki(9, 12), **IN_HELSINKI) == []


def test_every_trade_is_named_once_and_the_last_is_any_other_shop() -> None:
    assert len(markets.TRADES) == len(set(markets.TRADES)) == 31
    assert markets.TRADES[-1] == "shop"


def test_a_state_asked_before_is_the_one_that_a_first_question_gets() -> None:
    """Answers are kept until they change; however they are asked, they are those of a new reading."""
    rules = ("Mo-Fr 09:00-17:30; Sa 10:00-14:00; PH off", "18:00-02:00", "24/7", "Mo-Fr 08:00-sunset")
    moments = [helsinki(4, 7) + timedelta(minutes=41 * step) for step in range(250)]

    def state(rule: str, moment: datetime) -> markets.OpenState:
        return markets.open_state(rule, moment, lat=60.17, lon=24.94, **IN_HELSINKI)

    for rule in rules:
        fresh = []
        for moment in moments:
            hours._stretches.clear()
            fresh.append(state(rule, moment))
        assert rule == "24/7" or len(set(fresh)) > 10
        for order in (range(250), range(249, -1, -1), [(7 * step) % 250 for step in range(250)]):
            hours._stretches.clear()
            assert [state(rule, moments[place]) for place in order] == [fresh[place] for place in order]
