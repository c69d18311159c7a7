"""Starting, stopping and being killed: what `make run` promises about data."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from tests.product import Product, filled, free_port_pair
from tests.scratch import scratch


@pytest.fixture
def own_product() -> Iterator[Product]:
    product = Product(Path(f"/tmp/linli-life-{secrets.token_hex(3)}"), free_port_pair())
    yield product
    product.throw_away()


def _join(product: Product) -> str:
    """A new person asks for a code: something written that must not get lost."""
    phone = f"+86135{secrets.randbelow(10**8):08d}"
    answer = httpx.post(
        f"{product.url}/api/v1/markets/hangzhou/sign-in-codes",
        json={"phone": phone},
        headers={"idempotency-key": str(ids.uuid7())},
    )
    assert answer.is_success, answer.text
    return phone


def _wait_for(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _messages_to(product: Product, phone: str) -> int:
    answer = httpx.get(f"{product.url}/api/v1/markets/hangzhou/sandbox/messages")
    return sum(message["recipient"] == phone for message in answer.json()["items"])


@pytest.mark.slow
def test_a_start_fills_the_demo_and_neither_ctrl_c_nor_kill_9_loses_anything(own_product: Product) -> None:
    _, first = filled()
    own_product.start_filled(durable=True)
    before = _join(own_product)
    assert own_product.stop() == 0
    assert own_product.processes() == []
    second = own_product.start()
    assert _messages_to(own_product, before) == 1
    [worker] = own_product.children("worker")
    os.kill(worker, signal.SIGKILL)
    after = _join(own_product)
    _wait_for(lambda: own_product.children("worker") not in ([], [worker]))
    _kill_the_watcher_of_the_web(own_product)
    own_product.kill_everything()
    third = own_product.start()
    assert _messages_to(own_product, before) == _messages_to(own_product, after) == 1
    assert httpx.get(f"{own_product.url}/hangzhou").status_code == 200
    assert own_product.stop() == 0
    assert own_product.bugs() == []
    print(f"\nstarts: first {first:.1f} s, second {second:.1f} s, after kill -9 {third:.1f} s")


def _kill_the_watcher_of_the_web(product: Product) -> None:
    """Its server processes go with it, and new ones answer."""
    old = set(product.children("web"))
    [watcher] = [pid for pid in old if os.getpgid(pid) == pid]
    assert len(old) > 1
    os.kill(watcher, signal.SIGKILL)
    _wait_for(lambda: not old & set(product.processes()))
    _wait_for(lambda: _answers(product))


def _answers(product: Product) -> bool:
    try:
        return httpx.get(f"{product.url}/hangzhou").is_success
    except httpx.TransportError:
        return False


@pytest.mark.slow
def test_a_port_that_is_taken_is_named_and_nothing_is_started(own_product: Product) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", own_product.port))
        taken.listen()
        threading.Thread(target=_answer_once, args=(taken,), daemon=True).start()
        with pytest.raises(RuntimeError, match="something answers at port"):
            own_product.start()
    assert own_product.processes() == []


def _answer_once(taken: socket.socket) -> None:
    connection, _ = taken.accept()
    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    connection.close()


@pytest.fixture
def server_elsewhere() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL that is no product's own; the demo's markets are in it."""
    data, _ = filled()
    folder = scratch("elsewhere")
    folder.mkdir()
    subprocess.run(["cp", "-a", str(data / "pg"), str(folder)], check=True)
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_any_database_serves_instead_of_the_embedded_one(server_elsewhere: EmbeddedPostgres) -> None:
    folder = Path(f"/tmp/linli-life-{secrets.token_hex(3)}")
    product = Product(folder, free_port_pair(), LINLI_DATABASE_URL=server_elsewhere.url())
    try:
        product.start()
        assert httpx.get(f"{product.url}/helsinki").status_code == 200
        assert product.stop() == 0
        assert not (folder / "data" / "pg").exists()
    finally:
        product.throw_away()
