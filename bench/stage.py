"""A database and web servers of the measurement's own, with a city of some size in them."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import msgspec

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
# Where commits are measured they wait for the disk, as they do in earnest.
IN_EARNEST = {**SETTINGS, "fsync": "on", "autovacuum": "on", "max_connections": "300"}
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
def scratch_database() -> Iterator[EmbeddedPostgres]:
    """A migrated database with nothing in it, whose commits wait for the disk; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder, settings=IN_EARNEST)
    try:
        server.start()
        asyncio.run(migrate(server.url()))
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def pay_provider() -> Iterator[int]:
    """A payment provider that costs next to nothing; yields its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.provider", str(port)])
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def web(server: EmbeddedPostgres, settings: Mapping[str, str] | None = None) -> Iterator[int]:
    """The product's web server over this database, with more `settings` of its own; yields its port."""
    port = free_port()
    usual = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    environment = {
        **usual,
        "LINLI_DATABASE_URL": server.url(),
        "LINLI_PORT": str(port),
        "LINLI_WEB_PROCESSES": str(PROCESSES),
        # Everybody is served, however long that takes; who is turned away is a row of its own.
        "LINLI_WAIT_AT_MOST_MS": "120000",
        **(settings or {}),
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


class Taken(msgspec.Struct, frozen=True):
    """Processor seconds since their start: of the database, and of whatever this process has started."""

    database: float
    servers: float

    def since(self, before: "Taken") -> "Taken":
        return Taken(self.database - before.database, self.servers - before.servers)


def processor_taken(server: EmbeddedPostgres) -> Taken:
    """By database and servers; this process itself is left out, and so is what else the machine does."""
    postmaster, parents, ticks = _processes(server)
    under = {one: set(_ancestry(one, parents)) for one in ticks}
    of_database = sum(ticks[one] for one, above in under.items() if postmaster in above)
    of_servers = sum(
        ticks[one] for one, above in under.items() if os.getpid() in above and one != os.getpid()
    )
    second = os.sysconf("SC_CLK_TCK")
    return Taken(of_database / second, of_servers / second)


def processor_seconds(server: EmbeddedPostgres) -> float:
    """What the database, the web servers and this process have taken of the processors so far: only these,
    so that what else the machine does is not counted.
    """
    postmaster, parents, ticks = _processes(server)
    roots = {postmaster, os.getpid()}
    ours = [one for one in ticks if roots & set(_ancestry(one, parents))]
    return sum(ticks[one] for one in ours) / os.sysconf("SC_CLK_TCK")


def _processes(server: EmbeddedPostgres) -> tuple[int, dict[int, int], dict[int, int]]:
    """The database's first process, and of every process its parent and its ticks of the processors."""
    postmaster = int((server.data / "postmaster.pid").read_text("ascii").split()[0])
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(fields[1])
            # The time of those of its children that have ended is in the last two.
            ended = sum(map(int, fields[13:15])) if int(path.parent.name) == postmaster else 0
            ticks[int(path.parent.name)] = int(fields[11]) + int(fields[12]) + ended
    return postmaster, parents, ticks


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
    taken = run_pgbench(server, scripts, clients, ["-T", str(seconds)], folder)
    return len(taken) / seconds, taken


def run_pgbench(
    server: EmbeddedPostgres,
    scripts: list[str],
    clients: int,
    options: list[str],
    folder: Path,
    skip: int = 0,
) -> list[float]:
    """How long each transaction took in seconds, in order; the first `skip` of each client are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    files = []
    for number, script in enumerate(scripts):
        (path := folder / f"{number}.sql").write_text(script, "utf-8")
        files += ["-f", str(path)]
    where = ["-h", str(server.sockets), "-U", "postgres", "linli"]
    usual = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-l"]
    done = subprocess.run(
        [str(BINARIES / "pgbench"), *usual, *options, *files, *where],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}")
    taken = sorted(
        int(line.split()[2]) / 1e6
        for log in folder.glob("pgbench_log.*")
        for line in log.read_text("ascii").splitlines()
        if int(line.split()[1]) >= skip
    )
    shutil.rmtree(folder)
    return taken
