"""Which result stands where, and why: a sum of points, each of which can be told to whoever asks.

A result's points are, for each factor, the market's weight times a share between 0 and 1 (below 0 for what
is badly rated or often refunded). Text counts only where words were asked for.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import msgspec

from linli.modules.discovery.answers import Reason

# Until a store has some reviews of its own it is believed to be as good as most.
USUAL_TENTHS, USUAL_REVIEWS = 38, 8
TENTHS_TO_FIVE = 12
# A record is believed in full once so many orders have ended.
ORDERS_FOR_HALF = 20
# Where a word was found says how much it counts.
IN_NAME, IN_THING, IN_REST = 1.0, 0.75, 0.55
EXACT_NAME, BEGINNING_OF_NAME = 0.35, 0.15
# What a factor may count at most, and how near or far the half of nearness may lie.
MOST_POINTS, NEAREST_HALF, FARTHEST_HALF = 200, 50, 20_000
# How much more nearness counts to a place that was named than to where somebody only happens to stand, and
# points for whoever has that name in its own name or address.
NAMED_PLACE, SAYS_PLACE = 1.5, 25.0
# What is called after a trade that it does not have.
OTHER_TRADE = 0.8
# The places of a page that can be paid for, counted from 0: never the first.
SPONSORED_SLOTS = (1, 6)

T = TypeVar("T")


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """How many points each factor gives at most in a market; nearness gives half of them at `half_m`."""

    text: int = 100
    near: int = 60
    open: int = 10
    rated: int = 15
    record: int = 6
    offer: int = 8
    verified: int = 8
    half_m: int = 400


USUAL = Weights()


class Fit(msgspec.Struct, frozen=True):
    """How well one word of the query fits: `why` is the reason's code, `word` what was asked, `term` what was
    found.
    """

    share: float
    why: str
    word: str
    term: str


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What ranking knows of one result; `there`: the spot is a place that was named, `says`: which name of a
    place it has itself.
    """

    distance_m: int
    open: bool | None
    rating_count: int
    rating_tenths: int
    kept: int
    refunded: int
    offer: str
    claimed: bool
    verified: bool
    fits: tuple[Fit, ...] = ()
    name_share: float = 0.0
    there: bool = False
    says: str = ""


def score_of(traits: Traits, weights: Weights) -> float:
    """A result's points."""
    own = standing(
        weights,
        traits.rating_count,
        traits.rating_tenths,
        traits.kept,
        traits.refunded,
        bool(traits.offer),
        traits.claimed,
        traits.verified,
    )
    return points_of(
        weights,
        own,
        traits.distance_m,
        text_share(traits.fits, traits.name_share),
        is_open=traits.open,
        there=traits.there,
        says=traits.says,
    )


def points_of(
    weights: Weights,
    own: float,
    distance_m: int,
    text: float,
    *,
    is_open: bool | None,
    there: bool = False,
    says: str = "",
) -> float:
    """The sum of all factors: `own` is a store's standing, `text` the share of what its words give.

    Each search asks for hundreds, so it calls nothing.
    """
    half_m = weights.half_m
    near = weights.near * half_m / (half_m + distance_m)
    points = own + (near * NAMED_PLACE if there else near)
    if text:
        points += weights.text * text
    if is_open:
        points += weights.open
    return points + SAYS_PLACE if says else points


def text_share(fits: Sequence[Fit], name_share: float) -> float:
    return sum(fit.share for fit in fits) / len(fits) + name_share if fits else 0.0


def near_points(weights: Weights, distance_m: int, *, there: bool) -> float:
    most = weights.near * NAMED_PLACE if there else weights.near
    return most * nearness(distance_m, weights.half_m)


@lru_cache(maxsize=8_192)
def standing(
    weights: Weights,
    rating_count: int,
    rating_tenths: int,
    kept: int,
    refunded: int,
    offers: bool,
    claimed: bool,
    verified: bool,
) -> float:
    """What a store's own standing gives, whoever asks and from where: many stores share one."""
    return (
        weights.rated * rated(rating_count, rating_tenths)
        + weights.record * record(kept, refunded)
        + weights.offer * offers
        + weights.verified * (1.0 if verified else 0.6 if claimed else 0.0)
    )


def reasons(traits: Traits, weights: Weights) -> list[Reason]:
    """Where a result's points come from, the most first, without what gives none."""
    given = _shares(traits, weights)
    rest = [Reason(code, points, _words(code, traits)) for code, points in given.items() if points]
    said = [one for one in _text(traits, weights) if one.points]
    return sorted((*said, *rest), key=lambda one: -one.points)


def _shares(traits: Traits, weights: Weights) -> dict[str, float]:
    """What each factor but the text gives."""
    return {
        "near": near_points(weights, traits.distance_m, there=traits.there),
        "address": SAYS_PLACE if traits.says else 0.0,
        "open": weights.open if traits.open else 0.0,
        "rated": weights.rated * rated(traits.rating_count, traits.rating_tenths),
        "record": weights.record * record(traits.kept, traits.refunded),
        "offer": weights.offer if traits.offer else 0.0,
        "verified": weights.verified * (1.0 if traits.verified else 0.6 if traits.claimed else 0.0),
    }


def nearness(distance_m: int, half_m: int) -> float:
    """1 at the spot, a half at `half_m`, a quarter at three times as far."""
    return half_m / (half_m + max(0, distance_m))


def rated(count: int, tenths: int) -> float:
    """How far above (1: five stars) or below what is usual the reviews are; few reviews say little."""
    shrunk = (USUAL_REVIEWS * USUAL_TENTHS + count * tenths) / (USUAL_REVIEWS + count)
    return max(-1.0, (shrunk - USUAL_TENTHS) / TENTHS_TO_FIVE)


def record(kept: int, refunded: int) -> float:
    """1 for many orders of which none was refunded, 0 where one in four was or nothing is known."""
    ended = kept + refunded
    if not ended:
        return 0.0
    return max(-1.0, 1 - 4 * refunded / ended) * ended / (ended + ORDERS_FOR_HALF)


def best_fit(word: str, fits: Sequence[Fit]) -> Fit:
    """Of all ways in which a word was found the one that says most."""
    return max(fits, key=lambda fit: fit.share, default=Fit(0.0, "", word, ""))


def with_sponsored(found: Sequence[T], sponsored: Mapping[int, object]) -> list[tuple[T, bool]]:
    """The results with those that are paid for moved up to the slots for it, each said so.

    `sponsored` are places in `found`. The first stays the first, all others keep their order,
    nothing is left out and nothing is there twice. What stands as high by itself is not called paid for.
    """
    paid = [at for at in sorted(sponsored) if at > 0]
    slots = [slot for slot in SPONSORED_SLOTS if slot < len(found)]
    moved: list[tuple[int, int]] = []
    for at in paid:
        if len(moved) < len(slots) and at > slots[len(moved)]:
            moved.append((slots[len(moved)], at))
    up = {at for _, at in moved}
    order = [(at, False) for at in range(len(found)) if at not in up]
    for slot, at in moved:
        order.insert(slot, (at, True))
    return [(found[at], is_paid) for at, is_paid in order]


def _text(traits: Traits, weights: Weights) -> list[Reason]:
    if not traits.fits:
        return []
    each = weights.text / len(traits.fits)
    found = [Reason(fit.why, each * fit.share, {"word": fit.word, "term": fit.term}) for fit in traits.fits]
    return [*found, Reason("name", weights.text * traits.name_share)] if traits.name_share else found


def _words(code: str, traits: Traits) -> Mapping[str, str]:
    """What the sentence about a factor names."""
    if code == "near":
        return {"meters": str(traits.distance_m)}
    if code == "rated":
        return {"stars": f"{traits.rating_tenths / 10:.1f}", "reviews": str(traits.rating_count)}
    if code == "offer":
        return {"deal": traits.offer}
    return {"word": traits.says, "term": traits.says} if code == "address" else {}
