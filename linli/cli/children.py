"""The processes that `linli run` watches over: started, started again when they end, stopped together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence

STOPS_WITHIN_SECONDS = 15
# A child that ends so often within a minute, each time soon after its start, will not do better at the next
# try. One that had been at work was killed, or lost its database: it is started again however often.
MOST_ENDS = 4
MINUTE = 60.0
SOON_SECONDS = 5.0
# How a child ends that has lost its database; another one waits until it is back.
DATABASE_LOST = os.EX_TEMPFAIL
BLAMELESS = (-signal.SIGKILL, DATABASE_LOST)
_PR_SET_PDEATHSIG = 1


class Child:
    """One process of a name, run again when it ends by itself."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._ends: deque[float] = deque(maxlen=MOST_ENDS)
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._started = time.monotonic()
        return subprocess.Popen(
            self._command, env=self._environment, start_new_session=True, preexec_fn=_die_with_parent
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def keep_up(self) -> bool:
        """Start it again if it has ended; False when it has ended too often to try once more.

        Only ends by itself count: who was killed from outside, or lost its database, did nothing wrong.
        """
        if self.is_running():
            return True
        self._kill_what_is_left()
        now = time.monotonic()
        if now - self._started < SOON_SECONDS and self._process.returncode not in BLAMELESS:
            self._ends.append(now)
        hopeless = len(self._ends) == MOST_ENDS and self._ends[0] > now - MINUTE
        outlook = "giving up" if hopeless else "starting it again"
        print(f"{self.name} ended with status {self._process.returncode}: {outlook}", file=sys.stderr)
        if not hopeless:
            self._process = self._start()
        return not hopeless

    def tell_to_stop(self) -> None:
        if self.is_running():
            self._process.terminate()

    def wait_or_kill(self, seconds: float) -> None:
        try:
            self._process.wait(max(0.1, seconds))
        except subprocess.TimeoutExpired:
            self._kill_what_is_left()
            self._process.wait()

    def _kill_what_is_left(self) -> None:
        """Processes that the child had started and could not stop any more; they would keep its port."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def stop(children: Sequence[Child]) -> None:
    """Stop all of them at once; one that does not stop in time is killed."""
    for child in children:
        child.tell_to_stop()
    until = time.monotonic() + STOPS_WITHIN_SECONDS
    for child in children:
        child.wait_or_kill(until - time.monotonic())


def _die_with_parent() -> None:
    """On Linux a child whose supervisor was killed is told to stop, so that no port stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
