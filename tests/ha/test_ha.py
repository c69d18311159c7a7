"""What of `make ha` needs no cluster: the shipped files are filled whole, and outages are read rightly."""

from pathlib import Path

import pytest
import yaml

from tests.ha import shipped
from tests.ha.faults import KINDS, is_steady, outage
from tests.ha.page import form_of, text
from tests.ha.shipped import Node, Secrets

NODES = [Node(name, f"10.0.0.1{number}", Path("/data") / name) for number, name in enumerate("abc", 1)]
NETWORK = "10.0.0.0/24"


def test_the_shipped_files_are_filled_whole_and_say_what_is_promised() -> None:
    kept = Secrets()
    values = shipped.of_node(NODES[1], NODES, NETWORK, Path("/pg/bin"), kept)
    told = shipped.filled(shipped.PATRONI, values)
    settings = yaml.safe_load(told.replace("\n# ", "\n#"))
    first = settings["bootstrap"]["dcs"]
    assert settings["name"] == "b"
    assert settings["etcd3"]["hosts"] == "10.0.0.11:2379,10.0.0.12:2379,10.0.0.13:2379"
    assert settings["postgresql"]["authentication"]["superuser"]["password"] == kept.admin
    # What was acknowledged is on two machines, and who may lead cannot have missed it.
    assert first["synchronous_mode"] is True
    assert first["ttl"] >= first["loop_wait"] + 2 * first["retry_timeout"]
    # Nobody comes in from elsewhere, and nobody without a password but who is already on the machine.
    for rule in settings["postgresql"]["pg_hba"]:
        assert rule.endswith("scram-sha-256" if rule.startswith("host") else "peer")
        assert rule.startswith("local") or NETWORK in rule.split()
    etcd = shipped.environment(shipped.filled(shipped.ETCD, values))
    assert etcd["ETCD_NAME"] == "b"
    assert etcd["ETCD_INITIAL_CLUSTER"].split(",")[2] == "c=http://10.0.0.13:2380"
    front = shipped.filled(shipped.HAPROXY, shipped.of_front(NODES, 5000))
    for node in NODES:
        assert f"server {node.name} {node.address}:5432 check port 8008" in front
    for filled in (told, front, *etcd.values()):
        assert "${" not in filled
    with pytest.raises(KeyError, match="ADDRESS"):
        shipped.filled(shipped.PATRONI, {**values} | {} if not values.pop("ADDRESS") else values)


def test_an_outage_is_the_longest_silence_around_a_fault() -> None:
    answered = [1.0, 2.0, 9.0, 9.5, 12.0, 30.0]
    # From the last yes before it to the first after it; a silence that was over before is none of its own.
    assert outage(answered, struck=2.5, over=12.0) == 7.0
    assert outage(answered, struck=9.6, over=12.0) == 2.5
    # The mending may cost more than the fault itself.
    assert outage(answered, struck=2.5, over=30.0) == 18.0
    # Whoever comes back from several places is not in order.
    assert outage([9.0, 2.0, 1.0], struck=2.0, over=9.0) == 7.0
    with pytest.raises(ValueError, match="after the fault"):
        outage(answered, struck=12.5, over=29.0)
    with pytest.raises(ValueError, match="before it"):
        outage(answered, struck=0.5, over=9.0)
    assert is_steady([1.0, 2.0, 3.0, 4.0], now=4.5, seconds=4.0, least=4)
    # Enough of them, but none just now; and too few.
    assert not is_steady([1.0, 1.1, 1.2, 1.3], now=4.5, seconds=4.0, least=4)
    assert not is_steady([4.0], now=4.5, seconds=4.0, least=2)
    assert not is_steady([], now=4.5, seconds=4.0, least=0)


def test_the_page_tells_every_fault_and_what_the_run_was() -> None:
    assert form_of(3, list(KINDS)) == "whole"
    assert form_of(2, list(KINDS)) == form_of(3, ["node lost"]) == "shortened"
    names = (
        "form seed times orders paid redemptions refunds repeats given_up calm_after took_seconds date commit"
        " machine load primary_moved"
    )
    figures = {
        **dict.fromkeys(names.split(), 0),
        "outages": {"node lost": [1.5, 20.25]},
        "whole_after": {"node lost": [3.0, 2.0]},
        "planted_and_found": ["lost order"],
    }
    told = text(figures)
    assert "| node lost | 1.5 · 20.2 | 20.2 | 3.0 |" in told
    assert "postgres killed |" not in told
