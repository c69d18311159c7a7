"""The files of `deploy/`, filled for the nodes of a cluster: what is shown to work is what is shipped."""

import re
import secrets
import string
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.places import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
PATRONI = DEPLOY / "patroni" / "patroni.yml"
ETCD = DEPLOY / "patroni" / "etcd.env"
HAPROXY = DEPLOY / "haproxy" / "haproxy.cfg"
REQUIREMENTS = DEPLOY / "patroni" / "requirements.txt"
_COMMENT = re.compile(r"^\s*[#;].*$", re.MULTILINE)


@dataclass(frozen=True)
class Node:
    """One machine of the database."""

    name: str
    address: str
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"


@dataclass(frozen=True)
class Secrets:
    """What the nodes of one cluster have in common and nobody else knows."""

    admin: str = field(default_factory=lambda: secrets.token_hex(12))
    replication: str = field(default_factory=lambda: secrets.token_hex(12))
    rest: str = field(default_factory=lambda: secrets.token_hex(12))
    app: str = field(default_factory=lambda: secrets.token_hex(12))


def of_node(node: Node, nodes: list[Node], network: str, binaries: Path, kept: Secrets) -> dict[str, str]:
    """What etcd's and Patroni's files of one node are filled with."""
    return {
        "NODE": node.name,
        "ADDRESS": node.address,
        "NETWORK": network,
        "ETCD_HOSTS": ",".join(f"{one.address}:2379" for one in nodes),
        "ETCD_CLUSTER": ",".join(f"{one.name}=http://{one.address}:2380" for one in nodes),
        "ETCD_DATA": str(node.folder / "etcd"),
        "BINARIES": str(binaries),
        "DATA": str(node.data),
        "SOCKETS": str(node.folder),
        "KEPT": str(node.folder),
        "ADMIN_PASSWORD": kept.admin,
        "REPLICATION_PASSWORD": kept.replication,
        "REST_PASSWORD": kept.rest,
    }


def of_front(nodes: list[Node], port: int) -> dict[str, str]:
    """What HAProxy's file is filled with."""
    addresses = {f"ADDRESS_{one.name.upper()}": one.address for one in nodes}
    return {"FRONT_PORT": str(port), **addresses}


def filled(template: Path, values: dict[str, str]) -> str:
    """A shipped file with every name in it replaced, as `envsubst` would. Raises KeyError naming one that is
    not given.
    """
    return string.Template(template.read_text("utf-8")).substitute(values)


def environment(text: str) -> dict[str, str]:
    """The variables of a file such as systemd reads."""
    lines = _COMMENT.sub("", text).split()
    return dict(line.split("=", 1) for line in lines)
