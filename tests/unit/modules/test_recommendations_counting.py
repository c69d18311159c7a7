"""Counting, distances and reading files, each against the plain way of doing it."""

import gzip
import math
from pathlib import Path

import numpy as np
import pytest

from linli.modules.recommendations import checkins
from linli.modules.recommendations.arrays import DAY, Tally, kilometers, slots
from linli.modules.recommendations.nearness import Nearest


@pytest.mark.parametrize("strictly", [True, False])
def test_a_tally_counts_and_fades_as_adding_up_one_by_one_does(strictly: bool) -> None:
    dice = np.random.default_rng(3)
    codes, times = dice.integers(0, 9, 400), dice.integers(0, 90 * DAY, 400)
    tally = Tally(codes, times, (5.0, 40.0))
    ask, now = dice.integers(0, 12, 60), dice.integers(90 * DAY if not strictly else 0, 100 * DAY, 60)
    found = tally.ask(ask, now, strictly=strictly)
    for row, (code, moment) in enumerate(zip(ask, now, strict=True)):
        before = [t for c, t in zip(codes, times, strict=True) if c == code and (t < moment or not strictly)]
        assert found.count[row] == len(before)
        for number, days in enumerate((5.0, 40.0)):
            faded = sum(math.exp(-(moment - t) / (days * DAY)) for t in before)
            assert found.faded[number][row] == pytest.approx(faded)


def test_the_nearest_are_those_that_measuring_all_finds() -> None:
    dice = np.random.default_rng(4)
    lat, lon = dice.normal(60, 0.2, 3000), dice.normal(24.9, 0.4, 3000)
    lat[5] = np.nan
    wanted = np.zeros(3000, np.bool_)
    wanted[[5, 17, 2000, 2999]] = True
    near = Nearest(lat, lon).of_places(wanted, 50)
    assert set(near) == {17, 2000, 2999}
    for place, found in near.items():
        away = kilometers(np.full(3000, lat[place]), np.full(3000, lon[place]), lat, lon)
        assert found[0] == place
        assert np.allclose(np.sort(away)[:50], away[found])


def test_a_tuesday_evening_is_hour_18_of_a_workday() -> None:
    tuesday = np.array([1_333_476_009])  # 2012-04-03 18:00:09
    assert [int(part[0]) for part in slots(tuesday)] == [18, 2 * 24 + 18]


@pytest.mark.parametrize(
    "text",
    [
        *("1333476009", "1333476009000", "1333476009.0", "2012-04-03T18:00:09Z", "2012-04-03 18:00:09"),
        *("2012-04-03T20:00:09+02:00", "Tue Apr 03 18:00:09 +0000 2012"),
    ],
)
def test_times_of_many_makers_are_read(text: str) -> None:
    assert checkins.seconds(text) == 1_333_476_009


@pytest.mark.parametrize("text", ["", "yesterday", "12", "nan", "-5e9", "9e30", "2012-13-45", "1799-01-01"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert checkins.seconds(text) is None


@pytest.mark.parametrize(
    "head",
    [
        "user,place,time,lat,lon",
        "User ID;Venue_ID;utc_timestamp;Latitude;Longitude",
        "uid\tpoi\tts\tlat\tlng",
        "",
    ],
)
def test_files_are_read_by_the_names_of_their_columns_or_by_their_order(tmp_path: Path, head: str) -> None:
    mark = next((m for m in ",;\t" if m in head), ",")
    rows = [["ann", "cafe", "2024-01-01T08:00:00Z", "60.1", "24.9"], ["bo", "gym", "1704100000", "", ""]]
    text = "\n".join(([head] if head else []) + [mark.join(row) for row in rows])
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    users, places = checkins.Numbers(), checkins.Numbers()
    found = checkins.read(tmp_path / "a.csv.gz", users, places)
    assert (dict(users), dict(places)) == ({"ann": 0, "bo": 1}, {"cafe": 0, "gym": 1})
    assert list(found.time) == [1_704_096_000, 1_704_100_000]
    assert found.lat[0] == 60.1
    assert math.isnan(found.lat[1])


def test_the_order_of_the_snap_collections_is_known(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("0\t2010-10-19T23:55:27Z\t30.23\t-97.79\t22847\n")
    users, places = checkins.Numbers(), checkins.Numbers()
    found = checkins.read(tmp_path / "b.txt", users, places)
    assert (dict(places), found.lon[0]) == ({"22847": 0}, -97.79)
