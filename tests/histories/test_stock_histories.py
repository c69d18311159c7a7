"""Random histories of goods against a plain model: what is there, promised, left and missing in two stores.

Half as many as `HISTORIES` says (60, and 10,000 in the long form: `make histories`). First the checker shows
that it finds faults that are planted.
"""

import asyncio
import importlib
import os
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import merchants, reservations, stock
from tests.histories.stock_play import STEPS, Step, play
from tests.integration.trade_stage import MARKET, MERCHANT, STORE, Town, open_town

HISTORIES = int(os.environ.get("HISTORIES", "60"))
SEED = int(os.environ.get("HISTORIES_SEED", "20261123"))
ORDERS = importlib.import_module("linli.modules.stock.actions.orders")
OFTEN = (
    "place",
    "place",
    "pay",
    "pay",
    "hand over",
    "hand over",
    "bring over",
    "dispatch",
    "end",
    "take back",
)
steps = st.tuples(st.sampled_from(sorted([*STEPS, *OFTEN])), st.integers(0, 3), st.integers(0, 5))
histories = st.lists(steps, min_size=4, max_size=12)
QUIET = settings(
    deadline=None,
    database=None,
    derandomize=False,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


class Played:
    """A town with a second store, on a loop of its own, because hypothesis calls plain functions."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._runner = asyncio.Runner()
        self._town: AbstractAsyncContextManager[Town] = open_town(postgres)
        self.town = self._runner.run(self._town.__aenter__())
        self.other = self._runner.run(self._second_store())

    async def _second_store(self) -> UUID:
        store_id = ids.uuid7()
        async with self.town.db.work() as work:
            like = await merchants.store(work, MARKET, STORE)
            about = {"name": "老王二店", "trade": like.trade, "lat": like.lat, "lon": like.lon}
            store = merchants.Store(store_id=store_id, slug="lao-wang-2", merchant_id=MERCHANT, **about)
            await merchants.list_store(work, MARKET, store)
        return store_id

    def play(self, history: list[Step]) -> None:
        self._runner.run(play(self.town, (STORE, self.other), history))

    def close(self, *, check: bool) -> None:
        """With `check` the whole audit must be content, too."""
        gone = None if check else RuntimeError("a fault was planted")
        try:
            self._runner.run(self._town.__aexit__(type(gone) if gone else None, gone, None))
        except RuntimeError:
            if check:
                raise
        self._runner.close()


@pytest.fixture(scope="module")
def played(postgres: EmbeddedPostgres) -> Iterator[Played]:
    one = Played(postgres)
    yield one
    one.close(check=False)


async def _nothing(*_: object, **__: object) -> None:
    """A step that is forgotten."""


def _as_counted(whole: Any) -> Any:
    async def lenient(work: object, market_id: int, deltas: object, **_: object) -> None:
        await whole(work, market_id, deltas, counted=True)

    return lenient


BOUGHT: list[Step] = [("place", 0, 1), ("pay", 0, 1)]
FAULTS = {
    "what is promised is sold at the till": (
        (reservations, "add_to_pools", _as_counted),
        [*BOUGHT, ("sell", 0, 2)],
    ),
    "what comes back stays the order's": (
        (ORDERS, "return_claim", lambda _: _nothing),
        [*BOUGHT, ("hand over", 0, 2), ("take back", 0, 2)],
    ),
    "what arrives for an order is nobody's": (
        (reservations, "take_arrived", lambda _: _nothing),
        [*BOUGHT, ("bring over", 0, 0), ("end", 0, 4)],
    ),
    "what is refunded on its way stays the order's": (
        (stock, "give_up", lambda _: _nothing),
        [("place", 0, 4), ("pay", 0, 1), ("dispatch", 0, 0), ("refund", 0, 0), ("end", 0, 4)],
    ),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_in_the_stock_is_found(
    played: Played, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place, name, forged), history = FAULTS[fault]
    played.play(history)
    monkeypatch.setattr(place, name, forged(getattr(place, name)))
    with pytest.raises(AssertionError):
        played.play(history)


def test_every_history_of_goods_ends_as_the_model_says(postgres: EmbeddedPostgres) -> None:
    one = Played(postgres)

    @seed(SEED)
    @settings(QUIET, max_examples=HISTORIES // 2)
    @given(histories)
    def as_the_model_says(history: list[Step]) -> None:
        one.play(history)

    try:
        as_the_model_says()
    except BaseException:
        one.close(check=False)
        raise
    one.close(check=True)
