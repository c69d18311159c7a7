"""What a channel is worth, learned from journeys that ended in an order and from those that did not.

At each touch somebody may be won; at which one is not seen, only whether they were in the end. So it is a
Markov chain with a hidden state: the chance to win at a touch of each channel is fitted until it explains
best which journeys ended how. A channel's removal effect is the share of orders that this chain would not
reach were its touches left out. A chain of the visible steps alone was tried: it forgets what came before the
last touch, and did worse than crediting the last touch (decision 0052).
"""

import math
from collections.abc import Mapping, Sequence

import msgspec

from linli.modules.attribution.model import WHOLE

ROUNDS = 200
# A channel of which little is known is drawn to the mean of all, as if it had had so many touches more.
DRAWN = 20
SURE = 0.999
# Weights that moved less than a twentieth stay, so that nothing is reckoned anew for noise.
NOTABLE = 20


class Journey(msgspec.Struct, frozen=True):
    """How often the same channels, in the same number, led to an order (or to none)."""

    channels: list[str]
    won: bool
    times: int


def chances_of(journeys: Sequence[Journey]) -> dict[str, float]:
    """The chance to win somebody at a touch of each channel, by expectation and maximization."""
    seen: dict[str, int] = {}
    for one in journeys:
        for channel in one.channels:
            seen[channel] = seen.get(channel, 0) + one.times
    touches = sum(seen.values())
    wins = sum(one.times for one in journeys if one.won)
    if not touches or not wins:
        return {}
    mean = min(SURE, wins / touches)
    chances = dict.fromkeys(sorted(seen), mean)
    for _ in range(ROUNDS):
        won = dict.fromkeys(chances, DRAWN * mean)
        for one in journeys:
            if one.won:
                reached = reach_of(one.channels, chances)
                for channel in one.channels:
                    won[channel] += one.times * chances[channel] / reached
        chances = {name: min(SURE, won[name] / (seen[name] + DRAWN)) for name in chances}
    return chances


def reach_of(channels: Sequence[str], chances: Mapping[str, float]) -> float:
    """How likely a journey over these touches wins somebody."""
    return 1 - math.prod(1 - chances[channel] for channel in channels)


def weights_learned(journeys: Sequence[Journey]) -> dict[str, int]:
    """What a touch of each channel weighs, in millionths; several weigh what they reach together."""
    return {channel: round(-math.log(1 - chance) * WHOLE) for channel, chance in chances_of(journeys).items()}


def removal_effects(journeys: Sequence[Journey]) -> dict[str, float]:
    """The share of orders that would be lost without each channel's touches."""
    chances = chances_of(journeys)
    reached = dict.fromkeys(chances, 0.0)
    whole = sum(one.times * reach_of(one.channels, chances) for one in journeys)
    for one in journeys:
        all_of_them = reach_of(one.channels, chances)
        for channel in set(one.channels):
            rest = [other for other in one.channels if other != channel]
            reached[channel] += one.times * (all_of_them - reach_of(rest, chances))
    return {channel: lost / whole for channel, lost in reached.items()} if whole else {}


def moved(before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Whether a weight moved so much that orders are reckoned anew."""
    return before.keys() != after.keys() or any(
        abs(before[name] - after[name]) * NOTABLE > before[name] for name in after
    )
