"""From candidates to results: what matched, what filters leave, and what each further one would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from uuid import UUID

import msgspec

from linli.modules import markets
from linli.modules.discovery.answers import Reason
from linli.modules.discovery.asking import RATING_STEPS, Filters, Order
from linli.modules.discovery.planning import Plan, Word
from linli.modules.discovery.ranking import (
    BEGINNING_OF_NAME,
    EXACT_NAME,
    IN_NAME,
    IN_REST,
    IN_THING,
    OTHER_TRADE,
    Fit,
    Traits,
    Weights,
    best_fit,
    points_of,
    reasons,
    standing,
    text_share,
)
from linli.modules.discovery.synonyms import NAME_OF_TRADE
from linli.modules.discovery.words import folded

_CODES = {"word": "name", "prefix": "name", "initials": "sound"}


class Candidate(msgspec.Struct, frozen=True, array_like=True):
    """A place that has what was asked for, as far as ranking and counting need it, in the order of the
    statements' columns. `in_name`, `in_own` and `in_all` are the codes that matched in its names, in what it
    says of itself, and in that and its things: nothing where no words are asked for, nor its names.
    `delivers`: to the spot that is asked from; `paid`: something is booked for it at the moment.
    """

    store_id: UUID
    trade: str
    lat: float
    lon: float
    hours: str
    price_level: int
    claimed: bool
    verified: bool
    deal_count: int
    offer_title: str
    rating_count: int
    rating_tenths: int
    kept: int
    refunded: int
    attributes: tuple[str, ...]
    bookable: bool
    delivers: bool
    paid: bool
    distance_m: int
    name: str | None = None
    name_en: str | None = None
    in_name: tuple[int, ...] | None = None
    in_own: tuple[int, ...] | None = None
    in_all: tuple[int, ...] | None = None


class Ranked(msgspec.Struct, frozen=True):
    """A candidate with its state at the moment, its points, and what else they came from."""

    one: Candidate
    state: markets.OpenState
    score: float
    weights: Weights
    fits: tuple[Fit, ...] = ()
    name_share: float = 0.0
    there: bool = False
    says: str = ""

    @property
    def traits(self) -> Traits:
        one = self.one
        return Traits(
            distance_m=one.distance_m,
            open=self.state.open,
            rating_count=one.rating_count,
            rating_tenths=one.rating_tenths,
            kept=one.kept,
            refunded=one.refunded,
            offer=one.offer_title if one.deal_count else "",
            claimed=one.claimed,
            verified=one.verified,
            fits=self.fits,
            name_share=self.name_share,
            there=self.there,
            says=self.says,
        )

    @property
    def why(self) -> list[Reason]:
        """Told only of those that are shown."""
        return reasons(self.traits, self.weights)


def exactly_asked(wanted: Filters) -> bool:
    """Whether something is asked for that the index has only roughly."""
    return bool(wanted.open or wanted.open_at or wanted.within_m or wanted.rating_tenths)


def left_by(one: Candidate, state: markets.OpenState, wanted: Filters) -> bool:
    """What the index has only roughly, exactly: the hour, the distance, and a rating between its steps."""
    return (
        (state.open is True or not (wanted.open or wanted.open_at))
        and (not wanted.within_m or one.distance_m <= wanted.within_m)
        and one.rating_tenths >= wanted.rating_tenths
    )


def ranked(
    one: Candidate,
    state: markets.OpenState,
    plan: Plan,
    words: Sequence[Word],
    weights: Weights,
    said: str,
    *,
    there: bool = False,
) -> Ranked:
    fits: tuple[Fit, ...] = ()
    name_share = 0.0
    if words:
        fits = fits_of(one.in_name or (), one.in_own or (), one.in_all or (), plan, words)
        name_share = _name_share(one, said, words)
    return _scored(one, state, weights, fits, name_share, there, "")


def _scored(
    one: Candidate,
    state: markets.OpenState,
    weights: Weights,
    fits: tuple[Fit, ...],
    name_share: float,
    there: bool,
    says: str,
) -> Ranked:
    own = standing(
        weights,
        one.rating_count,
        one.rating_tenths,
        one.kept,
        one.refunded,
        one.deal_count > 0 and one.offer_title != "",
        one.claimed,
        one.verified,
    )
    text = text_share(fits, name_share) if fits else 0.0
    score = points_of(weights, own, one.distance_m, text, is_open=state.open, there=there, says=says)
    return Ranked(one, state, score, weights, fits, name_share, there, says)


def judged_anew(row: Ranked, weights: Weights) -> Ranked:
    """The same result where the factors count otherwise."""
    return _scored(row.one, row.state, weights, row.fits, row.name_share, row.there, row.says)


def also_named(there: Sequence[Ranked], here: Sequence[Ranked], place: str) -> list[Ranked]:
    """What is near a place, those that say its name themselves above their like; what says it and is far away
    is kept, too.
    """
    says = {row.one.store_id: row for row in here}
    found = [_saying(row, place) if says.pop(row.one.store_id, None) else row for row in there]
    return [*found, *says.values()]


def _saying(row: Ranked, place: str) -> Ranked:
    return _scored(row.one, row.state, row.weights, row.fits, row.name_share, row.there, place)


def in_order(found: Iterable[Ranked], order: Order) -> list[Ranked]:
    """The same in the order asked for; what has no rating or no price stands last there."""
    keys = {
        Order.BEST: lambda row: (-row.score, row.one.distance_m, row.one.store_id),
        Order.DISTANCE: lambda row: (row.one.distance_m, -row.score, row.one.store_id),
        Order.RATING: lambda row: (-row.one.rating_tenths, -row.score, row.one.store_id),
        Order.PRICE: lambda row: (row.one.price_level or 9, -row.score, row.one.store_id),
    }
    return sorted(found, key=keys[order])


def counts_of(found: Sequence[Ranked]) -> Mapping[str, int]:
    """How many of these have what each filter asks for."""
    every = [row.one for row in found]
    rated = Counter([one.rating_tenths for one in every])
    counts = {
        "open": [row.state.open for row in found].count(True),
        "deals": [one.deal_count > 0 for one in every].count(True),
        "bookable": [one.bookable for one in every].count(True),
        "delivers": [one.delivers for one in every].count(True),
        "verified": [one.verified for one in every].count(True),
    }
    for step in RATING_STEPS:
        counts[f"rating:{step}"] = sum(many for tenths, many in rated.items() if tenths >= step)
    for trade, many in Counter([one.trade for one in every]).items():
        counts[f"trade:{trade}"] = many
    for level, many in Counter([one.price_level for one in every if one.price_level]).items():
        counts[f"price:{level}"] = many
    for name, many in Counter(chain.from_iterable([one.attributes for one in every])).items():
        counts[f"attribute:{name}"] = many
    return {name: count for name, count in counts.items() if count}


def fits_of(
    named: Iterable[int], owned: Iterable[int], found: Iterable[int], plan: Plan, words: Sequence[Word]
) -> tuple[Fit, ...]:
    """How well each word fits: by what was found for it, and where: `named` in the name, `owned` in what a
    place says of itself.
    """
    in_name, in_own = set(named), set(owned)
    every: list[list[Fit]] = [[] for _ in words]
    for code in found:
        for number, meant in plan.meant.get(code, ()):
            where = IN_NAME if code in in_name else IN_REST if code in in_own else IN_THING
            why = _CODES.get(meant.why, meant.why)
            if meant.why == "trade":
                where = IN_NAME
            elif why == "name" and code not in in_name:
                why = "address" if code in in_own else "item"
            every[number].append(Fit(meant.weight * where, why, words[number].text, meant.term))
    return tuple(
        best_fit(word.text, _of_trade(fits) if word.trades else fits)
        for word, fits in zip(words, every, strict=True)
    )


def _of_trade(fits: Sequence[Fit]) -> list[Fit]:
    """Who asks for a trade means all of it: calling oneself so is worth no more than being it, and less where
    one is something else.
    """
    if any(fit.why == "trade" for fit in fits):
        return [msgspec.structs.replace(fit, share=min(fit.share, NAME_OF_TRADE)) for fit in fits]
    return [msgspec.structs.replace(fit, share=fit.share * OTHER_TRADE) for fit in fits]


def _name_share(one: Candidate, said: str, words: Sequence[Word]) -> float:
    """More for whoever is called exactly so, or whose name begins so, unless all of its trade do."""
    asked = _bare(said)
    names = [_bare(name) for name in (one.name, one.name_en) if name]
    if asked in names:
        return EXACT_NAME
    begun = asked and any(name.startswith(asked) for name in names)
    return BEGINNING_OF_NAME if begun and not all(word.trades for word in words) else 0.0


@lru_cache(maxsize=16_384)
def _bare(text: str) -> str:
    return "".join(letter for letter in folded(text) if letter.isalnum())
