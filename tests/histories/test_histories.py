"""Random histories of money against a plain model: the same states and the same balances after every step.

`HISTORIES` says how many (60, and 10,000 in the long form: `make histories`). First the checker shows that it
finds faults that are planted.
"""

import asyncio
import importlib
import os
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import payments, settlement, vouchers
from linli.modules.payments.actions import callback
from tests.histories.play import PAID, STEPS, Step, play
from tests.integration.trade_stage import Town, open_town

HISTORIES = int(os.environ.get("HISTORIES", "60"))
SEED = int(os.environ.get("HISTORIES_SEED", "20261122"))
FAULTS_FOUND_WITHIN = 120
# In a town of their own, so that what merchants owe at the end of theirs does not pile up.
AT_ONCE = 250
OFTEN = ("place", "told", "told", "told", "redeem", "redeem", "refund", "news", "news", "decide", "settle")
# Its package exports a function of the same name.
RELEASE = importlib.import_module("linli.modules.settlement.actions.release")
BEGINNING: list[Step] = [("place", 0, 1)]
# Paid for, used, and in a statement that the bank has paid.
PAID_OUT: list[Step] = [("told", 0, 2), ("redeem", 0, 0), ("settle", 0, PAID)]
steps = st.tuples(st.sampled_from(sorted([*STEPS, *OFTEN])), st.integers(0, 2), st.integers(0, 29))
histories = st.lists(steps, min_size=3, max_size=14).map(lambda some: [*BEGINNING, *some])
QUIET = settings(
    deadline=None,
    database=None,
    derandomize=False,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


class Played:
    """A town on a loop of its own, because hypothesis calls plain functions."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._runner = asyncio.Runner()
        self._town: AbstractAsyncContextManager[Town] = open_town(postgres)
        self.town = self._runner.run(self._town.__aenter__())

    def play(self, history: list[Step]) -> None:
        self._runner.run(play(self.town, history))

    def close(self, *, check: bool) -> None:
        """With `check` the whole audit must be content, too."""
        gone = None if check else RuntimeError("a fault was planted")
        try:
            self._runner.run(self._town.__aexit__(type(gone) if gone else None, gone, None))
        except RuntimeError:
            if check:
                raise
        self._runner.close()


@pytest.fixture
def played(postgres: EmbeddedPostgres) -> Iterator[Played]:
    one = Played(postgres)
    yield one
    one.close(check=False)


async def _nothing(*_: object, **__: object) -> None:
    """A step that is forgotten."""


FAULTS = {
    "a second payment is passed over": (callback, "note_difference", _nothing),
    "a refund is announced and not written": (payments, "refund", None),
    "escrow keeps what goes back": (settlement, "return_to_payer", _nothing),
    "given back are one unit too many": (vouchers, "void_for_refund", None),
    "what was paid out already is taken back out of nothing": (RELEASE, "cover", _nothing),
    "the bank's word is forgotten": (settlement, "note_paid", _nothing),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_is_found(played: Played, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, name, forged = FAULTS[fault]
    if forged is None:
        forged = _forged(fault)
    monkeypatch.setattr(place, name, forged)

    @seed(SEED)
    @settings(QUIET, max_examples=FAULTS_FOUND_WITHIN, phases=[Phase.generate])
    @given(histories)
    def found(history: list[Step]) -> None:
        played.play([*BEGINNING, *PAID_OUT, *history] if "paid out" in fault else history)

    with pytest.raises(AssertionError):
        found()


def _forged(fault: str) -> object:
    whole: Any = vouchers.void_for_refund

    async def lost(work: object, market_id: int, order_id: object, *_: object) -> object:
        return order_id

    async def one_more(work: object, market_id: int, order_id: object, payer: object, *_: object) -> object:
        # Whatever was asked for, all of it goes.
        return await whole(work, market_id, order_id, payer, None)

    return lost if fault.startswith("a refund") else one_more


@pytest.mark.parametrize("part", range(-(-HISTORIES // AT_ONCE)))
def test_every_history_ends_as_the_model_says(postgres: EmbeddedPostgres, part: int) -> None:
    one = Played(postgres)

    @seed(SEED + part)
    @settings(QUIET, max_examples=min(AT_ONCE, HISTORIES - part * AT_ONCE))
    @given(histories)
    def as_the_model_says(history: list[Step]) -> None:
        one.play(history)

    try:
        as_the_model_says()
    except BaseException:
        one.close(check=False)
        raise
    one.close(check=True)
