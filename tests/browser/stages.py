"""The running product that programs beside the tests look at."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.product import Product, free_port_pair


def named() -> Product | None:
    """The demo that runs already at `LINLI_TEST_URL`, with its folder `LINLI_TEST_FOLDER`."""
    url, folder = os.environ.get("LINLI_TEST_URL"), os.environ.get("LINLI_TEST_FOLDER")
    return Product(Path(folder), urlsplit(url).port or 80) if url and folder else None


@contextmanager
def own_or_named() -> Iterator[Product]:
    """The named one, or one that is started for this and thrown away afterwards."""
    there = named()
    if there:
        yield there
        return
    product = Product(Path(f"/tmp/linli-stage-{secrets.token_hex(3)}"), free_port_pair())
    try:
        product.start()
        yield product
    finally:
        product.throw_away()
