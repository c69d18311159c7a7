"""PgBouncer as `deploy/pgbouncer/pgbouncer.ini` sets it up, in front of a test's own server."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from tests.architecture.places import REPOSITORY

SHIPPED = REPOSITORY / "deploy" / "pgbouncer" / "pgbouncer.ini"


@contextmanager
def pooled(url: str, folder: Path, port: int) -> Iterator[dict[str, str]]:
    """The settings of processes that go through it. Raises RuntimeError where there is no PgBouncer."""
    program = which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        raise RuntimeError("PgBouncer is not installed: apt-get install pgbouncer")
    sockets = Path(url.partition("?host=")[2])
    changed = {
        r"host=127\.0\.0\.1 port=5432": f"host={sockets} user=postgres",
        r"listen_port = \d+": f"listen_port = {port}",
        r"auth_type = .*": "auth_type = any",
        r"auth_file = .*": "unix_socket_dir =",
        # Fewer than there are clients: so they do change servers.
        r"default_pool_size = \d+": "default_pool_size = 6",
    }
    text = SHIPPED.read_text("utf-8")
    for was, becomes in changed.items():
        text, times = re.subn(was, becomes, text)
        assert times == 1, was
    folder.mkdir()
    (folder / "pgbouncer.ini").write_text(text, "utf-8")
    folder.chmod(0o755)
    # It refuses to run as root, as PostgreSQL does: so it is who the server is.
    command = [program, str(folder / "pgbouncer.ini")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, user=sockets.stat().st_uid, stdout=log, stderr=log)
    try:
        yield {
            "LINLI_DATABASE_URL": f"postgresql://postgres@127.0.0.1:{port}/linli",
            "LINLI_DATABASE_POOLED": "true",
            "LINLI_DATABASE_DIRECT_URL": url,
        }
    finally:
        process.terminate()
        process.wait(10)
