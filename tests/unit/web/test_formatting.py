"""Money, time and distance as people read them."""

import datetime as dt

import pytest

from linli.web.shared.formatting import Formatter, money_markup, money_text

NOW = dt.datetime(2026, 6, 5, 10, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (5800, "CNY", "¥58"),
        (5805, "CNY", "¥58.05"),
        (1250, "EUR", "€12.50"),
        (1200, "EUR", "€12.00"),
        (128450, "CNY", "¥1,284.50"),
        (-320, "CNY", "−¥3.20"),
        (0, "CNY", "¥0"),
        (1500, "JPY", "¥1,500"),
        (7, "USD", "$0.07"),
    ],
)
def test_money_reads_as_written_in_the_shop(minor: int, currency: str, shown: str) -> None:
    assert money_text(minor, currency) == shown


def test_money_markup_has_a_small_currency_and_small_cents() -> None:
    assert money_markup(1250, "EUR") == (
        '<span class="money"><span class="money-sign">€</span>12<span class="money-cents">.50</span></span>'
    )
    assert "money-cents" not in money_markup(5800, "CNY")


def test_times_are_told_in_the_markets_zone_and_language() -> None:
    chinese, english = Formatter("zh", "Asia/Shanghai", NOW), Formatter("en", "Europe/Vienna", NOW)
    assert chinese.datetime(NOW) == "6月5日 周五 18:30"
    assert english.datetime(NOW) == "Fri 5 Jun, 12:30"
    assert english.date(dt.date(2027, 1, 2)) == "2 Jan 2027"
    assert chinese.exact(NOW) == "2026-06-05 18:30:00"


def test_days_end_before_the_midnight_they_are_told_until() -> None:
    said = Formatter("en", "Asia/Shanghai", NOW)
    midnight = dt.datetime(2026, 6, 4, 16, tzinfo=dt.UTC)
    assert said.days(midnight, midnight + dt.timedelta(days=1)) == "Fri 5 Jun"
    assert said.days(midnight, midnight + dt.timedelta(days=3)) == "Fri 5 Jun – Sun 7 Jun"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Formatter("en", "UTC", NOW).time(NOW.replace(tzinfo=None))


def test_near_times_are_relative_and_far_ones_are_dates() -> None:
    english = Formatter("en", "UTC", NOW)
    assert english.relative(NOW - dt.timedelta(hours=3)) == "3 hours ago"
    assert english.relative(NOW + dt.timedelta(days=2)) == "in 2 days"
    assert english.relative(NOW - dt.timedelta(days=40)) == "Sun 26 Apr"


@pytest.mark.parametrize(
    ("meters", "shown"), [(3, "10 m"), (324, "320 m"), (996, "1.0 km"), (1260, "1.3 km"), (14200, "14 km")]
)
def test_distances_are_rounded_to_what_matters(meters: float, shown: str) -> None:
    assert Formatter("en", "UTC", NOW).distance(meters) == shown


def test_small_shares_keep_a_decimal() -> None:
    english = Formatter("en", "UTC", NOW)
    assert (english.percent(0.083), english.percent(0.183)) == ("8.3%", "18%")
