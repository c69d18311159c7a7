"""A database and web servers of the measurement's own, with a city of some size in them."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from bench.fill import fill
from linli.kernel.embedded import BINARIES, EmbeddedPostgres
from linli.kernel.migration import migrate

PROCESSES = 2
STARTS_WITHIN_SECONDS = 90
# The city fits into memory, and nothing waits for a disk: only reading is measured.
SETTINGS = {
    "shared_buffers": "2GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "work_mem": "16MB",
    "fsync": "off",
    # What a fill leaves is vacuumed by itself, once.
    "autovacuum": "off",
    "shared_preload_libraries": "pg_stat_statements",
}
FILLED = "filled"


@contextmanager
def database(size: int, kept: Path | None) -> Iterator[EmbeddedPostgres]:
    """A migrated database with a city of so many shops: filled, and gone afterwards; or, where `kept` names a
    folder, filled there once and found again by every later run.
    """
    name = f"city-{size}"
    folder = kept / name if kept else Path(tempfile.gettempdir()) / f"linli-bench-{os.getpid()}-{name}"
    if not (folder / FILLED).exists():
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    server = EmbeddedPostgres(folder, settings=SETTINGS)
    try:
        server.start()
        asyncio.run(migrate(server.url()))
        if not (folder / FILLED).exists():
            asyncio.run(fill(server.url(), size))
            (folder / FILLED).touch()
        yield server
    finally:
        server.stop()
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def web(server: EmbeddedPostgres) -> Iterator[int]:
    """The product's web server over this database; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    usual = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    environment = {
        **usual,
        "LINLI_DATABASE_URL": server.url(),
        "LINLI_PORT": str(port),
        "LINLI_WEB_PROCESSES": str(PROCESSES),
    }
    process = subprocess.Popen([sys.executable, "-m", "linli.cli", "web"], env=environment)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError("the web server did not start")


def processor_seconds(server: EmbeddedPostgres) -> float:
    """What the database, the web servers and this process have taken of the processors so far: only these,
    so that what else the machine does is not counted.
    """
    postmaster = int((server.data / "postmaster.pid").read_text("ascii").split()[0])
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(fields[1])
            ticks[int(path.parent.name)] = int(fields[11]) + int(fields[12])
    roots = {postmaster, os.getpid()}
    ours = [one for one in ticks if roots & set(_ancestry(one, parents))]
    return sum(ticks[one] for one in ours) / os.sysconf("SC_CLK_TCK")


def _ancestry(process: int, parents: dict[int, int]) -> Iterator[int]:
    """The process, its parent, and so on."""
    found = process
    while found:
        yield found
        found = parents.get(found, 0)


def pgbench(
    server: EmbeddedPostgres, scripts: list[str], clients: int, seconds: int, folder: Path
) -> tuple[float, list[float]]:
    """The database alone: these scripts by turns over prepared statements. Returns the transactions a second
    and how long each took in seconds, in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    files = []
    for number, script in enumerate(scripts):
        (path := folder / f"{number}.sql").write_text(script, "utf-8")
        files += ["-f", str(path)]
    where = ["-h", str(server.sockets), "-U", "postgres", "linli"]
    options = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds), "-l", *files]
    done = subprocess.run(
        [str(BINARIES / "pgbench"), *options, *where], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}")
    taken = sorted(
        int(line.split()[2]) / 1e6
        for log in folder.glob("pgbench_log.*")
        for line in log.read_text("ascii").splitlines()
    )
    shutil.rmtree(folder)
    return len(taken) / seconds, taken
