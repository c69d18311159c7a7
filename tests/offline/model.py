"""What must come of uses without a network, told plainly: one after the other, and nothing clever.

Times are minutes since the devices synced last. A device's clock may be wrong by `jump` minutes when
something happens.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

HOUR, DAY = 60, 24 * 60
WEEK = WINDOW = 7 * DAY
ALLOWED = 72 * HOUR


@dataclass(frozen=True)
class Use:
    """`number` names it: of two that happened in one minute the smaller comes first. `fork`: the device's log
    says something else in the same place. `old`: its code is from before the voucher was given on. `early`
    and `again` are when it arrives, in thousandths of its window, in either of two orders; `late`: after it,
    by so many minutes (0: it is in time).
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
    old: bool = False

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


@dataclass(frozen=True)
class Times:
    """When a voucher can be used: from one moment until before another, in minutes since the sync, which was
    so many minutes after `monday` began; and on which weekdays (Monday is 0) from which minute of the day
    until before which.
    """

    begins: float
    ends: float
    monday: int
    weekdays: Sequence[int] = range(7)
    opens: int = 0
    closes: int = DAY

    def forbid(self, use: Use) -> str:
        """Why not then, nor a minute before: a device judges first and writes then."""
        moments = (use.happened, use.happened - 1)
        valid = [at for at in moments if self.begins <= at < self.ends]
        if not valid:
            return "not_valid_then"
        return "" if any(map(self._open, valid)) else "not_usable_then"

    def _open(self, minute: int) -> bool:
        day, at = divmod((self.monday + minute) % WEEK, DAY)
        return day in self.weekdays and self.opens <= at < self.closes


Verdict = tuple[str, str, tuple[int, ...]]


def verdicts(
    uses: Iterable[Use],
    units: Sequence[Sequence[int]],
    online: Sequence[Sequence[int]],
    times: Sequence[Times],
    given: Collection[int] = (),
) -> dict[int, Verdict]:
    """What becomes of each use, by its number: state, why, and what it gets of each part. `online` is what
    was used of each voucher with a network, `times` when each can be used; `given` are those that were given
    on before.
    """
    told: dict[int, Verdict] = {}
    left = [
        [most - gone for most, gone in zip(*pair, strict=True)] for pair in zip(units, online, strict=True)
    ]
    for use in sorted(uses, key=lambda one: (one.happened, one.number)):
        nothing = (0,) * len(use.taken)
        if use.refused:
            told[use.number] = ("refused", "over_hours", ())
        elif why := times[use.voucher].forbid(use):
            told[use.number] = ("lost", why, nothing)
        elif use.old and use.voucher in given:
            told[use.number] = ("lost", "code_replaced", nothing)
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
