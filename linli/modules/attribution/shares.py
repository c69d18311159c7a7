"""How a goal is shared out among the touches before it, by each model; to the minor unit."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from linli.kernel.money import allocate_largest_remainder
from linli.modules.attribution.model import Model, Rules, Touch

# A touch that is one half-life old weighs half of this.
FRESH = 1_000_000_000
# 40 to the first, 40 to the last, 20 to all between.
END, MIDDLE = 40, 20
SECONDS = 3600


def allot(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` (not negative) in whole parts in proportion to the weights; they add up to it exactly: what is
    over by rounding down goes to the largest remainders, the earlier first. All weights 0: evenly.
    """
    return allocate_largest_remainder(amount, weights if any(weights) else [1] * len(weights))


def spread(amount: int, days: int, first: int, last: int) -> int:
    """Of an amount that covers `days`, what falls to those from `first` until just before `last`: however a
    period is cut, its pieces add up to the amount.
    """
    low, high = (max(0, min(days, edge)) for edge in (first, last))
    return amount * high // days - amount * low // days if high > low else 0


def weights_of(model: Model, touches: Sequence[Touch], at: datetime, rules: Rules) -> list[int]:
    """The weight of each touch, the earliest first, for a goal that began at a moment."""
    count = len(touches)
    if model is Model.FIRST:
        return [1] + [0] * (count - 1)
    if model is Model.LAST:
        return [0] * (count - 1) + [1]
    if model is Model.POSITION:
        return _ends(count)
    if model is Model.TIME_DECAY:
        return [_faded((at - touch.at).total_seconds(), rules.half_life_hours) for touch in touches]
    if model is Model.DATA_DRIVEN:
        return _learned([touch.channel for touch in touches], rules.weights)
    return [1] * count


def _ends(count: int) -> list[int]:
    if count < 3:
        return [1] * count
    end = END * (count - 2)
    return [end, *[MIDDLE] * (count - 2), end]


def _faded(seconds: float, half_life_hours: int) -> int:
    halves = max(0.0, seconds) / (half_life_hours * SECONDS)
    return max(1, round(math.pow(0.5, halves) * FRESH))


def _learned(channels: Sequence[str], weights: Mapping[str, int]) -> list[int]:
    """A channel of which nothing was learned weighs as the mean of the others."""
    if not weights:
        return [1] * len(channels)
    mean = max(1, sum(weights.values()) // len(weights))
    return [weights.get(channel, mean) for channel in channels]
