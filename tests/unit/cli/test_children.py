"""Which children are started again, and which are given up."""

import os
import signal
import sys
import time
from collections.abc import Callable

from linli.cli.children import DATABASE_LOST, MOST_ENDS, Child, stop


def _child(program: str) -> Child:
    return Child("sample", [sys.executable, "-S", "-c", program], dict(os.environ))


def _ended(child: Child) -> Callable[[], bool]:
    return lambda: not child.is_running()


def _wait_for(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_child_that_ends_at_once_each_time_is_given_up() -> None:
    child = _child("raise SystemExit(3)")
    kept = []
    for _ in range(MOST_ENDS):
        _wait_for(_ended(child))
        kept.append(child.keep_up())
    assert kept == [True] * (MOST_ENDS - 1) + [False]


def test_a_child_that_is_killed_is_started_again_however_often() -> None:
    child = _child("import time; time.sleep(60)")
    for _ in range(MOST_ENDS + 2):
        os.kill(child.pid, signal.SIGKILL)
        _wait_for(_ended(child))
        assert child.keep_up()
    assert child.is_running()
    stop([child])


def test_a_child_that_lost_its_database_is_started_again_however_often() -> None:
    child = _child(f"raise SystemExit({DATABASE_LOST})")
    for _ in range(MOST_ENDS + 2):
        _wait_for(_ended(child))
        assert child.keep_up()
    stop([child])
