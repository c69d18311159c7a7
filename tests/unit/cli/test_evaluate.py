"""`linli evaluate`, from files to figures, on made-up lives and on files that are hardly any."""

import argparse
import re
from pathlib import Path

import pytest

from linli.cli.evaluate import evaluate_now
from linli.kernel.settings import Settings
from tests import footfall_worlds
from tests.check_in_worlds import Regime, World, split, write

HEAD = "user,place,time,lat,lon\n"


def _run(train: Path, test: Path, *, rolling: bool = False) -> int:
    given = argparse.Namespace(train=train, test=test, rolling=rolling, what="recommend")
    return evaluate_now(Settings(), given)


def _figures(out: str) -> dict[str, list[float]]:
    rows = re.findall(r"^(linli|popularity|user-frequency|nearest) +(.+)$", out, re.MULTILINE)
    return {name: [float(value) for value in values.split()] for name, values in rows}


@pytest.mark.parametrize(
    ("regime", "rolling"),
    [
        (Regime(users=40, places=450, days=70, curious=-0.6, loyal=3.0), False),
        (Regime(users=40, places=450, days=70, curious=2.2, loyal=0.5), True),
    ],
    ids=["habits", "explorers"],
)
def test_made_up_lives_are_foreseen_better_than_by_each_simple_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], regime: Regime, rolling: bool
) -> None:
    train, test = split(World(regime, 5).rows())
    files = write(tmp_path / "train.csv", train), write(tmp_path / "test.csv", test)
    assert _run(*files, rolling=rolling) == 0
    figures = _figures(capsys.readouterr().out)
    ours = figures.pop("linli")
    assert len(figures) == 3
    for name, simple in figures.items():
        assert all(a > b for a, b in zip(ours, simple, strict=True)), name
    assert ours[3] > 1.15 * max(simple[3] for simple in figures.values())


def test_bad_rows_are_named_and_skipped_and_strangers_are_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    rows = [f"ann,p{n % 4},2024-01-{n + 1:02}T08:00:00Z,60.{n % 4},24.9\n" for n in range(20)]
    bad = ["ann,p1\n", ",p1,2024-01-01,1,1\n", "ann,,2024-01-01,1,1\n", "ann,p1,noon,1,1\n", "\n"]
    train.write_text(HEAD + "".join(reversed(rows)) + rows[3] + "".join(bad))
    test.write_text(HEAD + "ann,p1,2024-02-01,,\nbo,p2,2024-02-01,200,1\nann,new,2024-02-02,60,24\n")
    first = _run(train, test), capsys.readouterr().out
    assert (_run(train, test), capsys.readouterr().out) == first
    assert first[0] == 0
    for said in (
        *("25 rows read, 4 skipped", "1 × no user (line 24)", "1 × the time cannot be read (line 26)"),
        *("21 check-ins of 1 users at 4 places", "2 check-ins of 2 users (1 new); 1 at places", "2 without"),
    ):
        assert said in first[1], said
    assert _figures(first[1])["linli"][0] == 1.0


@pytest.mark.parametrize(
    ("train", "test", "said"),
    [
        ("", HEAD + "a,b,2024-01-01,1,1\n", "the file is empty"),
        ("one,two\n1,2\n", HEAD, "names no columns that are known"),
        (HEAD, HEAD + "a,b,2024-01-01,1,1\n", "nothing to learn from"),
        (HEAD + "a,b,2024-01-01,1,1\n", HEAD + "a,c,2024-01-02,1,1\n", "nothing to ask about"),
    ],
)
def test_what_cannot_be_judged_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], train: str, test: str, said: str
) -> None:
    (tmp_path / "train.csv").write_text(train)
    (tmp_path / "test.csv").write_text(test)
    assert _run(tmp_path / "train.csv", tmp_path / "test.csv") == 1
    assert said in capsys.readouterr().err


def test_one_check_in_and_no_position_are_enough_to_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text(HEAD + "a,b,2024-01-01,,\n")
    for rolling in (False, True):
        assert _run(tmp_path / "a.csv", tmp_path / "a.csv", rolling=rolling) == 0
        assert all(values[0] == 1.0 for values in _figures(capsys.readouterr().out).values())


def _run_footfall(history: Path, days: int = 14, missing: str = "unknown") -> int:
    given = argparse.Namespace(what="footfall", history=history, days=days, missing=missing)
    return evaluate_now(Settings(), given)


def test_footfall_is_foreseen_better_than_by_weekdays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = tmp_path / "history.csv"
    history.write_text(
        footfall_worlds.file_of(footfall_worlds.shops(40, 120, seed=8)) + "x,never,3\n", "utf-8"
    )
    assert _run_footfall(history) == 0
    out = capsys.readouterr().out
    assert "1 × no date" in out
    losses = dict(re.findall(r"^(linli|weekday mean|weekday median) +(0\.\d{4})", out, re.MULTILINE))
    assert float(losses["linli"]) < 0.85 * min(float(losses[f"weekday {way}"]) for way in ("mean", "median"))
    assert _run_footfall(history, days=28, missing="zero") == 0


@pytest.mark.parametrize(
    ("text", "days", "said"),
    [
        ("", 14, "the file is empty"),
        ("shop,date,count\na,2026-01-01,1\n", 14, "too few"),
        ("shop,date,count\na,2026-01-01,1\n", 0, "--days"),
    ],
)
def test_a_history_that_says_too_little_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, days: int, said: str
) -> None:
    history = tmp_path / "history.csv"
    history.write_text(text, "utf-8")
    assert _run_footfall(history, days) == 1
    assert said in capsys.readouterr().err


def test_files_that_are_not_named_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    given = argparse.Namespace(what="footfall", history=None)
    assert evaluate_now(Settings(), given) == 2
    assert "--history" in capsys.readouterr().err
