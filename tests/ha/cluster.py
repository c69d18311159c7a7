"""Three machines with etcd, Patroni and PostgreSQL each, and HAProxy before them where the app is."""

import subprocess
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
import httpx

from linli.kernel.embedded import BINARIES, lend_account
from tests.ha import network, shipped
from tests.ha.shipped import Node, Secrets
from tests.ha.tools import program
from tests.product import until

NAMES = ("a", "b", "c")
FRONT_PORT = 5000
WHOLE_WITHIN_SECONDS = 240.0
# As docs/operate/README.md says it, and the one extension that only an administrator may add.
_DATABASE = (
    "CREATE ROLE linli LOGIN CREATEROLE PASSWORD '{password}'",
    "CREATE DATABASE linli OWNER linli ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0",
)


class Cluster:
    """Everything is found below `folder`: data, logs and the filled files of `deploy/`."""

    def __init__(self, folder: Path, patroni: Path) -> None:
        self.folder = folder
        self.nodes = [
            Node(name, network.address(number), folder / name) for number, name in enumerate(NAMES, start=1)
        ]
        self._patroni = patroni
        self._secrets = Secrets()
        self._account = 0
        self._started: list[subprocess.Popen[bytes]] = []
        self._http = httpx.AsyncClient(timeout=2)

    @property
    def url(self) -> str:
        """Where the app finds the primary, whichever it is; one that only reads is not taken for it."""
        where = f"127.0.0.1:{FRONT_PORT}/linli?target_session_attrs=read-write"
        return f"postgresql://linli:{self._secrets.app}@{where}"

    def admin_url(self, database: str = "linli") -> str:
        """The same for who may do everything."""
        return f"postgresql://postgres:{self._secrets.admin}@127.0.0.1:{FRONT_PORT}/{database}"

    async def start(self) -> None:
        """The cluster stands with an empty database `linli`."""
        for node in self.nodes:
            node.folder.mkdir(parents=True)
            node.folder.chmod(0o755)
        self._account = lend_account(*(node.folder for node in self.nodes)) or 0
        network.set_up({node.name: node.address for node in self.nodes})
        for node in self.nodes:
            self.switch_on(node)
        front = self.folder / "haproxy.cfg"
        front.write_text(shipped.filled(shipped.HAPROXY, shipped.of_front(self.nodes, FRONT_PORT)), "utf-8")
        self._run(self.folder / "haproxy.log", [str(program("haproxy")), "-db", "-f", str(front)], {})
        await self.until_whole()
        await self._make_database()

    def switch_on(self, node: Node) -> None:
        """etcd and Patroni of one machine, which then sees to its PostgreSQL."""
        values = shipped.of_node(node, self.nodes, network.NETWORK, BINARIES, self._secrets)
        settings = node.folder / "patroni.yml"
        settings.write_text(shipped.filled(shipped.PATRONI, values), "utf-8")
        enter = network.entering(node.name, self._account)
        etcd = shipped.environment(shipped.filled(shipped.ETCD, values))
        self._run(node.folder / "etcd.log", [*enter, str(program("etcd"))], etcd)
        # Nothing of ours is in its environment: it has a home that it can read, and a language.
        home = {"HOME": str(node.folder), "LC_ALL": "C.UTF-8"}
        self._run(node.folder / "patroni.log", [*enter, str(self._patroni), str(settings)], home)

    def _run(self, log: Path, command: list[str], environment: dict[str, str]) -> None:
        with log.open("ab") as said:
            self._started.append(
                subprocess.Popen(
                    command,
                    env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    start_new_session=True,
                    cwd="/",
                )
            )

    async def _make_database(self) -> None:
        connection = await asyncpg.connect(self.admin_url("postgres"))
        for statement in _DATABASE:
            await connection.execute(statement.format(password=self._secrets.app))
        await connection.close()
        connection = await asyncpg.connect(self.admin_url())
        await connection.execute("CREATE EXTENSION vector")
        await connection.close()

    async def primary(self) -> Node | None:
        """The node that says of itself that it leads."""
        return await self._who("/primary")

    async def _who(self, role: str) -> Node | None:
        """A node that says of itself that it is this."""
        for node in self.nodes:
            if (answer := await self._ask(node, role)) is not None and answer.is_success:
                return node
        return None

    async def until_followed(self) -> Node:
        """A node that has everything that was acknowledged, once there is one."""
        found: Node = await until(lambda: self._who("/synchronous"), WHOLE_WITHIN_SECONDS)
        return found

    async def until_led(self) -> Node:
        """The primary, once there is one."""
        found: Node = await until(self.primary, WHOLE_WITHIN_SECONDS)
        return found

    async def until_whole(self) -> float:
        """Until one leads, the others follow it, and one of them in step: the seconds that took."""
        began = time.monotonic()
        await until(self._is_whole, WHOLE_WITHIN_SECONDS)
        return time.monotonic() - began

    async def _is_whole(self) -> bool:
        """What the members last told each other may be old; who follows, the leader's server knows."""
        leader = await self.primary()
        if leader is None:
            return False
        told, known = await self._ask(leader, "/cluster"), await self._ask(leader, "/patroni")
        if told is None or known is None or not (told.is_success and known.is_success):
            return False
        roles = [one["role"] for one in told.json()["members"]]
        follow = [one for one in known.json().get("replication", []) if one["state"] == "streaming"]
        names = {one["application_name"] for one in follow}
        in_step = any(one["sync_state"] == "sync" for one in follow) and "sync_standby" in roles
        return in_step and len(roles) == len(NAMES) and names == set(NAMES) - {leader.name}

    async def hand_over(self, leader: Node, candidate: Node) -> None:
        """Ask Patroni for a planned switchover; it answers when it is done."""
        asked = {"leader": leader.name, "candidate": candidate.name}
        who = ("patroni", self._secrets.rest)
        url = f"http://{leader.address}:8008/switchover"
        answer = await self._http.post(url, json=asked, auth=who, timeout=60)
        if not answer.is_success:
            raise RuntimeError(f"no switchover: {answer.status_code} {answer.text}")

    async def _ask(self, node: Node, path: str) -> httpx.Response | None:
        try:
            return await self._http.get(f"http://{node.address}:8008{path}")
        except httpx.TransportError:
            return None

    async def stop(self) -> None:
        """Kill it; nobody needs its data any more."""
        await self._http.aclose()
        for node in self.nodes:
            with suppress(RuntimeError):
                network.kill_all(node.name)
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait(10)
