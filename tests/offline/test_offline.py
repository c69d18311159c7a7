"""Terminals without a network: whatever arrives in whatever order, the end is the same, as the model says.

Two and three terminals with the same vouchers, clocks wrong by up to a day, logs that arrive up to seven days
late, shuffled, five times over, forked or too late; vouchers in parts, given on, and good at some hours
only. CI form: OFFLINE histories (12). Long form: `make
offline` (2,000), which writes its figures into docs/reliability/offline.md. First the checker shows that it
finds faults that are planted.
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.sql import Statement
from linli.modules import vouchers
from linli.modules.terminals.actions import syncing
from linli.modules.vouchers import jobs
from linli.modules.vouchers.actions import offline
from tests.integration.trade_stage import Town, open_town
from tests.offline import page
from tests.offline.model import ALLOWED, DAY, Use
from tests.offline.play import KINDS, History, Online, Shop, check, open_shop

HISTORIES = int(os.environ.get("OFFLINE", "12"))
SEED = int(os.environ.get("OFFLINE_SEED", "20261122"))
AT_ONCE = 100
QUIET = settings(deadline=None, database=None, print_blob=False, suppress_health_check=list(HealthCheck))


@st.composite
def histories(draw: Callable[..., object], between: bool = True) -> History:
    """Two or three terminals that meet one or two vouchers."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=2))
    count = draw(st.integers(2, 3))
    uses: list[Use] = []
    for _ in range(draw(st.integers(2, 6))):
        uses += _uses(draw, kinds, count, 2 * len(uses) + 2)
    online = []
    for _ in range(draw(st.integers(0, 2))):
        voucher = draw(st.integers(0, len(kinds) - 1))
        minute = draw(st.sampled_from([-1, -1, DAY, 4 * DAY, 9 * DAY])) if between else -1
        online.append(Online(voucher, _taken(draw, kinds[voucher]), minute))
    given = draw(st.frozensets(st.integers(0, len(kinds) - 1), max_size=1))
    return History(tuple(kinds), tuple(uses), tuple(online), given)


def _uses(draw: Callable[..., object], kinds: list[str], count: int, number: int) -> list[Use]:
    """One use, or the two halves of a fork, with an even number and the one after it."""
    voucher = draw(st.integers(0, len(kinds) - 1))
    what = draw(st.sampled_from(["plain"] * 8 + ["fork", "late"]))
    part = st.integers(0, 1000)
    same = {
        "device": draw(st.integers(0, count - 1)),
        "minute": draw(st.integers(0, ALLOWED)),
        "jump": draw(st.sampled_from([0, 0, 0, -DAY, DAY, 7])),
    }
    return [
        Use(
            number=number + half,
            voucher=voucher,
            taken=_taken(draw, kinds[voucher]),
            early=draw(part),
            again=draw(part),
            repeats=tuple(draw(st.lists(part, max_size=4))),
            fork=what == "fork",
            late=draw(st.integers(1, 3 * DAY)) if what == "late" else 0,
            old=draw(st.booleans()),
            **same,
        )
        for half in range(2 if what == "fork" else 1)
    ]


def _taken(draw: Callable[..., object], kind: str) -> tuple[int, ...]:
    units = KINDS[kind].units
    if kind == "value":
        return (draw(st.integers(1, units[0])),)
    taken = tuple(draw(st.integers(0, most)) for most in units)
    return taken if any(taken) else units


class Played:
    """A town on a loop of its own, because hypothesis calls plain functions."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._runner = asyncio.Runner()
        self._town: AbstractAsyncContextManager[Town] = open_town(postgres)
        self.town = self._runner.run(self._town.__aenter__())
        self.shop: Shop = self._runner.run(open_shop(self.town))

    def check(self, history: History) -> None:
        self._runner.run(check(self.shop, history))

    def close(self, *, audit: bool) -> None:
        """With `audit` the whole audit must be content, too."""
        gone = None if audit else RuntimeError("a fault was planted")
        try:
            self._runner.run(self._town.__aexit__(type(gone) if gone else None, gone, None))
        except RuntimeError:
            if audit:
                raise
        self._runner.close()


@pytest.fixture(scope="module")
def played(postgres: EmbeddedPostgres) -> Iterator[Played]:
    one = Played(postgres)
    yield one
    one.close(audit=False)


def _plant(patch: pytest.MonkeyPatch, fault: str) -> None:
    if fault == "the earlier arrival wins":
        _reword(
            patch, "decide_uses", "ORDER BY u.happened_at, u.use_id, u.device_id", "ORDER BY u.arrived_at"
        )
    elif fault == "a replay counts twice":
        again = "ON CONFLICT (market_id, device_id, use_id) DO UPDATE SET arrived_at = excluded.arrived_at"
        _reword(patch, "take_offline", "ON CONFLICT DO NOTHING", again)
        _reword(patch, "entry_refused", "body_print = $4", "body_print = $4 AND false")
    elif fault == "the window is ignored":
        patch.setattr(offline, "is_late", lambda *_: False)
        patch.setattr(jobs, "due_before", lambda now: now + timedelta(seconds=1))
    elif fault == "days and hours are not asked":
        patch.setattr(vouchers, "hopeless", _without_hours)
    elif fault == "an old code counts after a gift":
        _reword(patch, "decide_uses", "WHEN u.hands <> v.hands", "WHEN false")
        patch.setattr(vouchers, "hopeless", _whoever_has_it)
    elif fault == "the later use wins":
        _reword(
            patch,
            "decide_uses",
            "ORDER BY u.happened_at, u.use_id, u.device_id",
            "ORDER BY u.happened_at DESC",
        )
    else:
        _reword(patch, "contradicting_uses", "AND body_print <> $4", "AND body_print <> $4 AND false")


def _reword(patch: pytest.MonkeyPatch, name: str, right: str, wrong: str) -> None:
    """A statement that says something else than it should."""
    for module in (offline, jobs, syncing):
        known = getattr(module.SQL, name, None)
        if isinstance(known, Statement):
            assert right in known.text
            forged = Statement(known.name, known.why, known.text.replace(right, wrong), known.path)
            patch.setattr(module.SQL, name, forged, raising=False)


def _without_hours(*_: object) -> None:
    """A rule of the house that asks nothing."""


def _whoever_has_it(
    voucher: vouchers.Voucher, _hands: int, happened_at: datetime, at_place: Mapping[str, Any]
) -> vouchers.Loss | None:
    """The same rule for every code, old or new."""
    return _ASKED(voucher, voucher.hands, happened_at, at_place)


_ASKED = vouchers.hopeless
FAULTS = (
    "the earlier arrival wins",
    "the later use wins",
    "a replay counts twice",
    "the window is ignored",
    "a forked log is believed",
    "days and hours are not asked",
    "an old code counts after a gift",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(played: Played, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _plant(monkeypatch, fault)

    @seed(SEED)
    @settings(QUIET, max_examples=60, phases=[Phase.generate])
    @given(histories(between=False))
    def found(history: History) -> None:
        played.check(history)

    with pytest.raises(AssertionError):
        found()


@pytest.mark.parametrize("part", range(-(-HISTORIES // AT_ONCE)))
def test_no_history_depends_on_the_order_of_arrival(postgres: EmbeddedPostgres, part: int) -> None:
    one, seen, began = Played(postgres), Counter[str](), time.monotonic()

    @seed(SEED + part)
    @settings(QUIET, max_examples=min(AT_ONCE, HISTORIES - part * AT_ONCE))
    @given(histories())
    def ends_alike(history: History) -> None:
        seen.update(page.counted(history))
        one.check(history)

    ends_alike()
    one.close(audit=True)
    page.note(seen, SEED, HISTORIES, time.monotonic() - began)
