"""Which line of a bill is which payment or refund of ours: by the provider's name first, then by our own."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from linli.modules.reconciliation.model import BilledLine
from linli.modules.reconciliation.sides import Paid, WentBack

Known = TypeVar("Known", Paid, WentBack)


class Match(msgspec.Struct, Generic[Known], frozen=True):
    """A line that is one of ours; `misnamed`: our reference on it is another one."""

    line: BilledLine
    known: Known
    misnamed: bool


class Matches(msgspec.Struct, Generic[Known], frozen=True):
    """All lines of one kind: those that are ours, those that are not (with what they name, if that is ours),
    and those that say again what an earlier one said.
    """

    pairs: list[Match[Known]]
    strange: list[tuple[BilledLine, Known | None]]
    repeated: list[BilledLine]

    @property
    def found(self) -> set[UUID]:
        """Ids of ours that have a line; made anew at each call."""
        return {pair.known.known_id for pair in self.pairs}


def matched(lines: Iterable[BilledLine], known: Sequence[Known]) -> Matches[Known]:
    """Match the lines of one kind, of all days at hand, in the order in which the provider booked them.

    Each payment or refund is matched by one line only. The provider's name for it counts more than our
    reference, which a line may lack. What is not done with us matches nothing.
    """
    by_name = {one.provider_ref: one for one in known if one.provider_ref and one.is_done}
    by_id = {one.known_id: one for one in known}
    first, repeated = _first_of_each(lines)
    pairs: list[Match[Known]] = []
    rest: list[BilledLine] = []
    taken: set[UUID] = set()
    for line in first:
        named = by_name.get(line.provider_ref)
        if named is None or named.known_id in taken:
            rest.append(line)
            continue
        taken.add(named.known_id)
        pairs.append(Match(line, named, line.reference not in (None, named.known_id, named.also)))
    strange: list[tuple[BilledLine, Known | None]] = []
    for line in rest:
        ours = by_id.get(line.reference) if line.reference else None
        if ours is None or not ours.is_done or ours.known_id in taken:
            strange.append((line, ours))
            continue
        taken.add(ours.known_id)
        pairs.append(Match(line, ours, False))
    return Matches(pairs, strange, repeated)


def _first_of_each(lines: Iterable[BilledLine]) -> tuple[list[BilledLine], list[BilledLine]]:
    """Lines by the provider's name: the first of each, and those that repeat one."""
    first: dict[str, BilledLine] = {}
    ordered = sorted(lines, key=_order)
    repeated = [
        line for line in ordered if first.setdefault(line.provider_ref or str(line.line_id), line) is not line
    ]
    return list(first.values()), repeated


def _order(line: BilledLine) -> tuple[date, datetime, UUID]:
    return line.day, line.billed_at, line.line_id
