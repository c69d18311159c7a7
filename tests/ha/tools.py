"""What a cluster is made of, looked for before anything is begun: Debian's packages, and Patroni of PyPI."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.ha.shipped import REQUIREMENTS

PLACES = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
# Each program, and the package that brings it.
PACKAGES = {
    "etcd": "etcd-server",
    "haproxy": "haproxy",
    "ip": "iproute2",
    "nsenter": "util-linux",
    "unshare": "util-linux",
}
# The distribution's own. On a Python that was built in somebody's home, where PostgreSQL's account may not
# look, Patroni hangs and says nothing.
SYSTEM_PYTHON = Path("/usr/bin/python3")
OLDEST_THAT_DOES = (3, 9)


def program(name: str) -> str | None:
    """Where a program is, or None; system folders are looked into whoever asks."""
    return shutil.which(name, path=PLACES)


def missing() -> list[str]:
    """What stands in the way, a sentence each; empty if a cluster can be made here."""
    found = []
    if not sys.platform.startswith("linux"):
        found.append("network namespaces are Linux'")
    elif os.geteuid() != 0:
        found.append("only root may make network namespaces: sudo make ha")
    packages = sorted({package for name, package in PACKAGES.items() if program(name) is None})
    if not SYSTEM_PYTHON.exists() or not _has_venv():
        packages.append("python3-venv")
    if packages:
        found.append(f"not installed: apt-get install {' '.join(packages)}")
    return found


def patroni_in(folder: Path) -> Path:
    """Patroni's program in a virtual environment below `folder`, installed there unless it is."""
    venv, wanted = folder / "patroni", REQUIREMENTS.read_text("utf-8")
    mark = venv / "installed"
    if not mark.exists() or mark.read_text("utf-8") != wanted:
        sys.stdout.write(f"installing Patroni into {venv} …\n")
        sys.stdout.flush()
        shutil.rmtree(venv, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([SYSTEM_PYTHON, "-m", "venv", venv], check=True)
        pip = [venv / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", REQUIREMENTS], check=True)
        mark.write_text(wanted, "utf-8")
    return venv / "bin" / "patroni"


def _has_venv() -> bool:
    asked = f"import sys, venv, ensurepip; sys.exit(sys.version_info < {OLDEST_THAT_DOES})"
    done = subprocess.run([SYSTEM_PYTHON, "-c", asked], capture_output=True, check=False)
    return done.returncode == 0
