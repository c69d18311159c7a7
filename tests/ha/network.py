"""Machines on one machine: a network namespace each, joined by a bridge in the namespace of whoever calls.

To be called in namespaces of one's own (`unshare --net --mount`, see `__main__.py`): nothing of it is seen or
left outside.
"""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

NETWORK, HERE = "10.77.0.0/24", "10.77.0.1"
_BRIDGE = "linli"
_NAMES = Path("/run/netns")


def address(number: int) -> str:
    """Of the machine with this number, counted from 1."""
    return f"10.77.0.{10 + number}"


def set_up(machines: dict[str, str]) -> None:
    """A bridge, and a machine for each name and address."""
    _NAMES.mkdir(exist_ok=True)
    _run("mount", "-t", "tmpfs", "linli", str(_NAMES))
    _run("ip", "link", "set", "lo", "up")
    _run("ip", "link", "add", _BRIDGE, "type", "bridge")
    _run("ip", "address", "add", f"{HERE}/24", "dev", _BRIDGE)
    _run("ip", "link", "set", _BRIDGE, "up")
    for name, at in machines.items():
        _run("ip", "netns", "add", name)
        _run("ip", "link", "add", _plug(name), "type", "veth", "peer", "name", "eth0", "netns", name)
        _run("ip", "link", "set", _plug(name), "master", _BRIDGE, "up")
        for words in ("link set lo up", f"address add {at}/24 dev eth0", "link set eth0 up"):
            _run("ip", "-netns", name, *words.split())


def entering(name: str, user: int) -> list[str]:
    """What a command begins with that runs on a machine, as that user."""
    return ["nsenter", f"--net={_NAMES / name}", f"--setuid={user}", f"--setgid={user}"]


def cut_off(name: str) -> None:
    """Pull the cable: from now on nothing comes through, and nobody is told."""
    _run("ip", "link", "set", _plug(name), "down")


def join(name: str) -> None:
    """Put the cable back."""
    _run("ip", "link", "set", _plug(name), "up")


def kill_all(name: str) -> int:
    """SIGKILL for every process of a machine; how many there were."""
    found = [int(pid) for pid in _run("ip", "netns", "pids", name).split()]
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(found)


def _plug(name: str) -> str:
    """The bridge's end of a machine's cable."""
    return f"to-{name}"


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout
