"""The test of seeded faults can fail: with a weakness planted in the comparison it does, in every format."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from linli.modules.reconciliation import comparing, habits, lines, matching
from linli.modules.reconciliation.matching import Match
from linli.modules.reconciliation.model import BilledLine
from linli.modules.reconciliation.sides import Paid, Sides
from tests import bill_faults
from tests.bill_faults import K, everything_is_found
from tests.bill_writers import WRITERS

SMALL = {"seed": 4, "charges": 60, "refunds": 20, "times": 2}
Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


def passes(method: str, close: Callable[[int], bool]) -> Plant:
    """An amount that differs by so much (bill less books) is taken for equal."""
    whole = getattr(comparing._Day, method)

    def weak(self: Any, pair: Match[Any]) -> None:
        by, line = pair.line.amount_minor - pair.known.minor, pair.line
        line = msgspec.structs.replace(line, amount_minor=pair.known.minor) if close(by) else line
        whole(self, msgspec.structs.replace(pair, line=line))

    return lambda patch: patch.setattr(comparing._Day, method, weak)


def silent(kind: K) -> Plant:
    """One kind of difference is not told."""

    def plant(patch: Patch) -> None:
        for method in ("_about", "_unbilled"):
            whole = getattr(comparing._Day, method)

            def weak(self: Any, told: K, *args: Any, _whole: Any = whole, **more: Any) -> None:
                if told is not kind:
                    _whole(self, told, *args, **more)

            patch.setattr(comparing._Day, method, weak)

    return plant


def blind(line: dict[str, None], known: dict[str, None]) -> Plant:
    """Lines and payments are matched without some of what they say."""
    whole = comparing.matched

    def weak(every: Iterable[BilledLine], ours: Sequence[Any]) -> Any:
        seen = [msgspec.structs.replace(one, **line) for one in every]
        return whole(seen, [msgspec.structs.replace(one, **known) for one in ours])

    return lambda patch: patch.setattr(comparing, "matched", weak)


def alone(patch: Patch) -> None:
    """The bills of other days are not looked at."""
    whole = bill_faults.compare

    def weak(sides: Sides) -> comparing.Compared:
        return whole(msgspec.structs.replace(sides, elsewhere=[]))

    patch.setattr(bill_faults, "compare", weak)


def unfinished_counts(patch: Patch) -> None:
    """A payment that was only begun is taken for paid."""
    patch.setattr(Paid, "is_done", property(lambda self: True))


def repeats_unseen(patch: Patch) -> None:
    patch.setattr(matching, "_first_of_each", lambda every: (sorted(every, key=matching._order), []))


def last_counts(patch: Patch) -> None:
    """Of several lines with one name the last is believed, and the first called a repeat."""
    whole = matching._order
    ends = datetime.max.replace(tzinfo=UTC)

    def backwards(line: BilledLine) -> Any:
        day, at, line_id = whole(line)
        return date.max - day, ends - at, line_id.int

    patch.setattr(matching, "_order", backwards)


def one_id_for_all(patch: Patch) -> None:
    """Lines with one name are kept under one id."""
    whole = lines._kept
    patch.setattr(lines, "_kept", lambda bill, line, before: whole(bill, line, 0))


def everything_is_near(patch: Patch) -> None:
    patch.setattr(comparing, "CUT_OFF", timedelta(days=3))
    patch.setattr(comparing, "CLOCKS_DIFFER", timedelta(days=3))


def nothing_is_near(patch: Patch) -> None:
    patch.setattr(comparing, "CUT_OFF", timedelta(0))


def days_of_greenwich(patch: Patch) -> None:
    patch.setattr(habits.Habits, "day_of", lambda self, moment: moment.astimezone(UTC).date())


TOLD = (
    K.MISSING_THERE,
    K.MISSING_HERE,
    K.AMOUNT_DIFFERS,
    K.WRONG_DAY,
    K.DUPLICATE_LINE,
    K.REFERENCE_DIFFERS,
    K.LEDGER_DIFFERS,
    K.REFUND_MISSING,
    K.REFUND_EXTRA,
    K.REFUND_DIFFERS,
)
WEAKNESSES: dict[str, Plant] = {
    "a cent passes": passes("paid_and_billed", lambda by: abs(by) <= 1),
    "a cent too much passes": passes("paid_and_billed", lambda by: by == 1),
    "a cent too little passes": passes("paid_and_billed", lambda by: by == -1),
    "a cent of a refund passes": passes("sent_and_billed", lambda by: abs(by) <= 1),
    "a cent too little of a refund passes": passes("sent_and_billed", lambda by: by == -1),
    **{f"{kind.value} is not told": silent(kind) for kind in TOLD},
    "our references are not read": blind({"reference": None}, {}),
    "the provider's names are not read": blind({}, {"provider_ref": None}),
    "other days are not looked at": alone,
    "what is unfinished counts as done": unfinished_counts,
    "repeats are taken for payments": repeats_unseen,
    "the last of several lines counts": last_counts,
    "several lines have one id": one_id_for_all,
    "every other day is near": everything_is_near,
    "no other day is near": nothing_is_near,
}


@pytest.mark.parametrize("provider", WRITERS)
def test_without_a_weakness_everything_is_found(provider: str) -> None:
    everything_is_found(provider, **SMALL)


@pytest.mark.parametrize("weakness", WEAKNESSES)
@pytest.mark.parametrize("provider", WRITERS)
def test_a_planted_weakness_is_noticed(provider: str, weakness: str, monkeypatch: Patch) -> None:
    WEAKNESSES[weakness](monkeypatch)
    with pytest.raises(AssertionError):
        everything_is_found(provider, **SMALL)


@pytest.mark.parametrize("provider", ["wechat_pay", "alipay"])
def test_days_cut_at_another_midnight_are_noticed(provider: str, monkeypatch: Patch) -> None:
    days_of_greenwich(monkeypatch)
    with pytest.raises(AssertionError):
        everything_is_found(provider, **SMALL)
