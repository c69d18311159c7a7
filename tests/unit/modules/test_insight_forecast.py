"""Footfall: foreseen better than by the weekday alone, on shops whose days we made."""

import numpy as np
import pytest

from linli.modules.insight import forecasting, histories
from tests import footfall_worlds

DAYS = forecasting.HORIZON


@pytest.fixture(scope="module")
def counts() -> forecasting.Real:
    return footfall_worlds.shops(60, 200, seed=3)


def _loss(expected: forecasting.Real, came: forecasting.Real) -> float:
    return float(np.nanmean(forecasting.loss(expected, came)))


def test_what_is_learned_beats_the_same_weekdays_mean_and_median(counts: forecasting.Real) -> None:
    past, came = counts[:, :-DAYS], counts[:, -DAYS:]
    own = _loss(forecasting.learned(past), came)
    for median in (False, True):
        assert own < 0.75 * _loss(forecasting.by_weekday(past, median=median), came)
        assert own < _loss(forecasting.by_weekday(past, weeks=4, median=median), came)


def test_a_day_off_is_foreseen_as_one(counts: forecasting.Real) -> None:
    past = counts[:, :196]  # the next day is a Monday
    expected = forecasting.learned(past)
    assert (expected[1:20, [0, 7]] == 0).mean() > 0.9, "they say so by a 0"
    assert (expected[20:, [0, 7]] > 0).all()
    assert (expected[:, [1, 8]] > 0).all()


def test_four_of_five_days_lie_within_the_bounds(counts: forecasting.Real) -> None:
    past, came = counts[20:, :-DAYS], counts[20:, -DAYS:]
    forecast = forecasting.foresee(past, forecasting.learn(past))
    known = ~np.isnan(came)
    inside = ((came >= forecast.low) & (came <= forecast.high))[known].mean()
    assert 0.65 < inside < 0.95
    assert (forecast.low <= forecast.expected).all()
    assert (forecast.expected <= forecast.high).all()


def test_a_forecast_is_judged_by_what_was_known_before_it(counts: forecasting.Real) -> None:
    seen = []

    def spy(past: forecasting.Real) -> forecasting.Real:
        seen.append(past.shape[1])
        return forecasting.by_weekday(past)

    losses = forecasting.tried(counts, spy, times=2)
    assert seen == [200 - DAYS, 200 - 2 * DAYS]
    assert np.nanmean(losses) == pytest.approx(
        np.nanmean(
            [_loss(forecasting.by_weekday(counts[:, :end]), counts[:, end : end + DAYS]) for end in seen]
        ),
        rel=0.05,
    )


@pytest.mark.parametrize("shape", [(0, 100), (3, 0), (3, 3), (3, 30)])
def test_a_short_or_empty_past_gives_a_number_for_every_day(shape: tuple[int, int]) -> None:
    counts = np.full(shape, 4.0)
    forecast = forecasting.foresee(counts, forecasting.learn(counts))
    assert forecast.expected.shape == (shape[0], DAYS)
    assert np.isfinite(forecast.expected).all()
    if shape[1] >= forecasting.LEAST_PAST:
        assert forecast.expected == pytest.approx(4.0)
    assert np.isnan(forecasting.tried(counts, forecasting.learned)).all()


def test_nothing_expected_and_nobody_there_is_no_error() -> None:
    assert forecasting.loss(np.zeros((1, 2)), np.array([[0.0, 5.0]])).tolist() == [[0.0, 1.0]]


def test_a_file_is_read_by_its_names_and_wrong_rows_are_told() -> None:
    text = (
        "date,shop_id,visits\n2026-01-02,a,3\n20260102,b,4\n2.1.2026,b,1\n,a,3\n2026-01-05,a,-1\n2026-01-05\n"
    )
    found = histories.read(text.splitlines())
    assert (found.shops, found.rows, dict(found.skipped)) == (
        ["a", "b"],
        6,
        {"no date": 1, "no count of 0 or more": 1, "too few columns": 1},
    )
    assert found.counts.tolist() == [[3.0], [5.0]], "counts of one shop and day are added up"
    assert found.examples[0] == (5, "no date")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "shop,date,count\n"])
def test_a_file_without_a_row_is_refused(text: str) -> None:
    with pytest.raises(histories.UnreadableError):
        histories.read(text.splitlines())


def test_a_table_beyond_memory_is_refused() -> None:
    lines = ["shop,date,count", *(f"{shop},{year:04}-01-01,1" for shop in range(200) for year in (1, 9_999))]
    with pytest.raises(histories.UnreadableError, match="more than can be looked at"):
        histories.read(lines)
