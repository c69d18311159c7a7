"""A product of the storm's own, with the durable settings that `linli run` has by default."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product import Product, free_port_pair


@pytest.fixture(scope="session")
def harbor() -> Iterator[Product]:
    """Nobody else's tests stand on it. An order there waits one minute for its payment."""
    folder = Path(f"/tmp/linli-storm-{secrets.token_hex(3)}")
    running = Product(folder, free_port_pair(), LINLI_PAY_WITHIN_MINUTES="1")
    try:
        running.start_filled(durable=True)
        yield running
    finally:
        running.throw_away()
