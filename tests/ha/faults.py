"""What happens to the primary, and how long nobody could buy anything because of it."""

import itertools
import os
import signal
from collections.abc import Awaitable, Callable, Sequence

from tests.ha import network
from tests.ha.cluster import Cluster
from tests.ha.shipped import Node
from tests.storm.weather import postmaster_of


async def postgres_killed(_cluster: Cluster, primary: Node) -> None:
    """SIGKILL for the database server; Patroni and etcd go on."""
    pid = postmaster_of(primary.data)
    if pid is None:
        raise RuntimeError(f"{primary.name} leads and has no server")
    os.kill(pid, signal.SIGKILL)


async def node_lost(_cluster: Cluster, primary: Node) -> None:
    """The cable goes and everything that runs there is killed: nobody hears a goodbye."""
    network.cut_off(primary.name)
    network.kill_all(primary.name)


async def primary_cut_off(_cluster: Cluster, primary: Node) -> None:
    """Everything there lives on, and reaches nobody."""
    network.cut_off(primary.name)


async def planned_switchover(cluster: Cluster, primary: Node) -> None:
    """Somebody asks for another primary, as before an upgrade."""
    candidate = await cluster.until_followed()
    await cluster.hand_over(primary, candidate)


async def nothing(_cluster: Cluster, _node: Node) -> None:
    """It mends itself."""


async def plugged_in(_cluster: Cluster, node: Node) -> None:
    """The cable is back."""
    network.join(node.name)


async def switched_on(cluster: Cluster, node: Node) -> None:
    """The machine starts again, with the disk that it had."""
    network.join(node.name)
    cluster.switch_on(node)


Act = Callable[[Cluster, Node], Awaitable[None]]
# By what the page calls them: how each is done, and undone.
KINDS: dict[str, tuple[Act, Act]] = {
    "postgres killed": (postgres_killed, nothing),
    "node lost": (node_lost, switched_on),
    "primary cut off": (primary_cut_off, plugged_in),
    "planned switchover": (planned_switchover, nothing),
}


def outage(answered: Sequence[float], struck: float, over: float) -> float:
    """The longest time in which nobody got a yes, from the last one before the fault to the first one after
    which all was well. Raises ValueError where none came before the fault, or none after it.
    """
    before = [at for at in answered if at <= struck]
    after = sorted(at for at in answered if struck < at <= over)
    if not before or not after:
        raise ValueError("nothing was acknowledged " + ("after the fault" if before else "before it"))
    times = [max(before), *after]
    return max(later - earlier for earlier, later in itertools.pairwise(times))


def is_steady(answered: Sequence[float], now: float, seconds: float, least: int) -> bool:
    """Whether so many got a yes lately, and the last of them just now."""
    lately = [at for at in answered if at > now - seconds]
    return len(lately) >= least and now - max(lately, default=0.0) < seconds / 2
