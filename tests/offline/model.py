"""What must come of uses without a network, told plainly: one after the other, and nothing clever.

Times are minutes since the devices synced last. A device's clock may be wrong by `jump` minutes when
something happens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HOUR, DAY = 60, 24 * 60
WINDOW = 7 * DAY
ALLOWED = 72 * HOUR


@dataclass(frozen=True)
class Use:
    """`number` names it: of two that happened in one minute the smaller comes first. `fork`: the device's log
    says something else in the same place. `early` and `again` are when it arrives, in thousandths of its
    window, in either of two orders; `late`: after it, by so many minutes (0: it is in time).
    """

    number: int
    device: int
    voucher: int
    taken: tuple[int, ...]
    minute: int
    jump: int
    early: int
    again: int
    repeats: tuple[int, ...]
    fork: bool = False
    late: int = 0

    @property
    def happened(self) -> int:
        return min(max(self.minute + self.jump, 0), ALLOWED)

    @property
    def refused(self) -> bool:
        """The device should have stopped by then."""
        return self.minute + self.jump > ALLOWED

    def arrives(self, order: int) -> int:
        """In the first (0) or the second (1) order."""
        end = self.happened + WINDOW
        if self.late:
            return max(end, self.minute) + self.late
        begin = max(self.minute, self.happened)
        return begin + (end - 1 - begin) * (self.early if order == 0 else self.again) // 1000

    def arrivals(self, order: int) -> list[int]:
        """Every time that it arrives: once, and then again and again."""
        first = self.arrives(order)
        return [first, *(first + (WINDOW + DAY) * part // 1000 for part in self.repeats)]


Verdict = tuple[str, str, tuple[int, ...]]


def verdicts(
    uses: Iterable[Use], units: Sequence[Sequence[int]], online: Sequence[Sequence[int]]
) -> dict[int, Verdict]:
    """What becomes of each use, by its number: state, why, and what it gets of each part. `online` is what
    was used of each voucher with a network.
    """
    told: dict[int, Verdict] = {}
    left = [
        [most - gone for most, gone in zip(*pair, strict=True)] for pair in zip(units, online, strict=True)
    ]
    for use in sorted(uses, key=lambda one: (one.happened, one.number)):
        nothing = (0,) * len(use.taken)
        if use.refused:
            told[use.number] = ("refused", "over_hours", ())
        elif use.fork:
            told[use.number] = ("lost", "log_forked", nothing)
        elif use.late:
            told[use.number] = ("lost", "arrived_late", nothing)
        else:
            got = []
            for part, wanted in enumerate(use.taken):
                share = min(wanted, left[use.voucher][part])
                left[use.voucher][part] -= share
                got.append(share)
            told[use.number] = _verdict(use.taken, tuple(got))
    return told


def _verdict(taken: tuple[int, ...], got: tuple[int, ...]) -> Verdict:
    if got == taken:
        return "settled", "", got
    return ("partly" if any(got) else "lost"), "used_before", got
