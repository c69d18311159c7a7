"""Where tests keep what is thrown away: in memory where there is plenty, for a database is a thousand files
and hundreds of databases come and go.
"""

import os
import re
import secrets
import shutil
import tempfile
from functools import cache
from pathlib import Path

MEMORY = Path("/dev/shm")
PLENTY = 6 << 30
# The process that made a folder stands in its name.
_NAME = re.compile(r"linli-\w+-(\d+)-[0-9a-f]+")
_ALONE = secrets.token_hex(3)


def scratch(kind: str) -> Path:
    """A new folder's path. Whoever takes it makes it, and throws it away."""
    return _place() / f"linli-{kind}-{os.getpid()}-{secrets.token_hex(3)}"


def shared_scratch(kind: str) -> Path:
    """The path of a folder that all processes of a run (`pytest -n`) have in common.

    Whoever comes first makes it; `throw_away_shared` ends it.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    return _place() / f"linli-{kind}-{os.getppid() if run else os.getpid()}-{run or _ALONE}"


def throw_away_shared() -> None:
    """What the processes had in common to which this one handed out the tests."""
    for place in (MEMORY, Path(tempfile.gettempdir())):
        for left in place.glob(f"linli-*-{os.getpid()}-*"):
            shutil.rmtree(left, ignore_errors=True)


@cache
def _place() -> Path:
    place = MEMORY if _has_plenty(MEMORY) else Path(tempfile.gettempdir())
    for left in place.glob("linli-*"):
        found = _NAME.fullmatch(left.name)
        # Its run was killed. Memory that is never given back would be missed.
        if found and not Path(f"/proc/{found[1]}").exists() and left.stat().st_uid == os.getuid():
            shutil.rmtree(left, ignore_errors=True)
    return place


def _has_plenty(place: Path) -> bool:
    """Whether the folder has room, and the machine the memory for it."""
    if not os.access(place, os.W_OK | os.X_OK) or shutil.disk_usage(place).free < PLENTY:
        return False
    known = re.search(r"^MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text("ascii"), re.MULTILINE)
    return known is not None and int(known[1]) << 10 >= PLENTY
