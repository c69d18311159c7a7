"""From words to a plan: what is asked of the index, and by which of two ways."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from linli.modules import markets
from linli.modules.discovery.asking import RATING_STEPS, Filters, Query
from linli.modules.discovery.cells import CELLED, cells_around, four_around
from linli.modules.discovery.expanding import Expansion
from linli.modules.discovery.indexing import LISTED, code_of, has, position_of, slot_of
from linli.modules.discovery.model import Area
from linli.modules.discovery.synonyms import NAME_OF_TRADE, trade_term

# A page has so many results at most; a map wants more, but is fine with what is there.
FULL_PAGE = 100
# Of so few places that have what is asked for all are read, and of more while that is cheaper than to walk
# along the nearest until enough have it: what is read grows with the root of the market at most.
FEW_PLACES, ENOUGH = 1_500, 40
MOST_PICKED = 20_000
MOST_CANDIDATES = 200
# How many of the nearest are walked along: at least, and at most where nothing nearer has it.
SHORTEST_WALK, LONGEST_WALK = 2_000, 40_000
# The index is asked for so many things at once, none of them in so many times more places than the rarest;
# the rest is looked up in what it finds.
MOST_KEYS, WORTH_ASKING = 2, 100
# How many sizes of squares are tried before it is looked at everything.
MOST_BLOCKS = 2
# Of the places of a market so many are open at any time, as a guess.
OPEN_SHARE = 0.5
METERS_PER_DEGREE = 111_195.0
EVERYWHERE = Area(-90.0, -180.0, 90.0, 180.0)


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One word of a query with what it may mean in this market; `stores` have any of it."""

    text: str
    meanings: tuple[Expansion, ...]
    stores: int

    @property
    def known(self) -> bool:
        return bool(self.meanings)

    @property
    def trades(self) -> tuple[str, ...]:
        """The terms of the trades that it is a name of."""
        return tuple(one.term for one in self.meanings if one.why == "trade" and one.weight >= NAME_OF_TRADE)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the statements need. `asked`: a query over codes, None where nothing is asked;
    `by_words`: the words lead to the places, otherwise nearness does, `walk` places far at first;
    `blocks`: the squares around, small ones first, that are tried before. `keys`: what is asked of the index,
    any of each, the rarest first; `enough`: so many results fill the page.
    """

    at: tuple[float, float]
    spot: tuple[float, float]
    low: tuple[float, float]
    high: tuple[float, float]
    asked: str | None
    asked_words: str | None
    any_word: str | None
    codes: list[int]
    meant: dict[int, tuple[tuple[int, Expansion], ...]]
    trade: str
    slot: int | None
    delivers: bool
    by_words: bool
    keys: tuple[list[int], ...]
    blocks: tuple[list[int], ...]
    walk: int
    most: int
    enough: int

    @property
    def narrowed(self) -> bool:
        """Whether not just any place on the way will do."""
        return self.asked is not None or self.slot is not None or self.delivers

    @property
    def walks(self) -> tuple[int, ...]:
        """How far to walk at first, and where that was not enough."""
        return tuple(dict.fromkeys((self.walk, min(5 * self.walk, LONGEST_WALK), LONGEST_WALK)))


def plan_of(
    query: Query, words: Sequence[Word], market: markets.Market, counts: Mapping[str, int], slot: int | None
) -> Plan:
    """How to look for places that have all of these words and filters.

    `counts`: how many places of the market have each term that `counted` names.
    """
    market_id = market.market_id
    meant: dict[int, list[tuple[int, Expansion]]] = {}
    groups: list[list[int]] = []
    for number, word in enumerate(words):
        codes = [code_of(market_id, one.term) for one in word.meanings]
        groups.append(codes)
        for code, one in zip(codes, word.meanings, strict=True):
            meant.setdefault(code, []).append((number, one))
    stores = counts.get(has(LISTED), 0)
    filters = known_filters(query.filters)
    wanted = [code_of(market_id, term) for term in needed_terms(query.filters)]
    levels = [code_of(market_id, has(f"price:{level}")) for level in query.filters.price_levels]
    asked = [*groups, *([code] for code in wanted), *([levels] if levels else [])]
    rare = [min(counts.get(term, 0) for term in filters)] if filters else []
    share = share_of([*(word.stores for word in words), *rare], stores)
    enough = max(ENOUGH, query.offset + min(query.size, FULL_PAGE) + 1)
    found = stores * share
    walked = enough / (share * (1.0 if slot is None else OPEN_SHARE))
    wanted_near = enough / (OPEN_SHARE if slot is None else OPEN_SHARE**2)
    near = blocks_around(query.at, market, counts, share, wanted_near) if query.area is None else ()
    low, high = _box(query, market)
    return Plan(
        at=query.at,
        spot=position_of(*query.at, market),
        low=low,
        high=high,
        asked=all_of(asked),
        asked_words=all_of(groups),
        any_word=all_of([[code for group in groups for code in group]] if groups else []),
        codes=sorted(meant),
        meant={code: tuple(every) for code, every in meant.items()},
        trade=query.filters.trade,
        slot=slot,
        delivers=query.filters.delivers,
        by_words=bool(asked) and found <= max(FEW_PLACES, walked),
        keys=keys_of(
            [
                *zip((word.stores for word in words), groups, strict=True),
                *((counts.get(term, 0), [code_of(market_id, term)]) for term in filters),
                *([(stores, levels)] if levels else []),
            ]
        ),
        blocks=near if asked and found > FEW_PLACES else (),
        walk=int(min(max(2 * walked, SHORTEST_WALK), LONGEST_WALK)),
        most=max(MOST_CANDIDATES, min(1_000, query.offset + query.size + 1)),
        enough=enough,
    )


def keys_with(
    keys: Sequence[list[int]], block: list[int] | None, *, most: int = MOST_KEYS + 1
) -> tuple[list[int], ...]:
    """Exactly so many keys; the shortest stands in for what is missing: it costs the least to ask again."""
    every = (*keys[: most - 1], block) if block else tuple(keys[:most])
    return (*every, *[min(every, key=len)] * (most - len(every)))


def counted(query: Query, market: markets.Market, slot: int | None, *, words: bool) -> list[str]:
    """The terms of which a plan has to know how many places have them; none for what is merely near."""
    filters = known_filters(query.filters)
    if not (words or needed_terms(query.filters) or query.filters.price_levels):
        return [has(LISTED), *filters] if slot is not None else []
    return [has(LISTED), *filters, *(counted_around(query.at, market) if query.area is None else ())]


def counted_around(at: tuple[float, float], market: markets.Market) -> list[str]:
    """The terms of the squares around a spot, and of how many places these are known."""
    return [CELLED, *(term for block in cells_around(*position_of(*at, market)) for term in block)]


def blocks_around(
    at: tuple[float, float],
    market: markets.Market,
    counts: Mapping[str, int],
    share: float,
    wanted: float,
) -> tuple[list[int], ...]:
    """The smallest squares around a spot that are likely to hold so many, where a `share` of all places will
    do, and the next larger ones; none where they are not known of every place.
    """
    around = cells_around(*position_of(*at, market))
    full = _full(around, counts, share, wanted)
    return tuple([code_of(market.market_id, term) for term in block] for block in full[:MOST_BLOCKS])


def smallest_around(
    at: tuple[float, float],
    market: markets.Market,
    counts: Mapping[str, int],
    share: float,
    wanted: float,
) -> list[int] | None:
    """The same where some of the nearest will do: four squares or nine; None where none hold so many."""
    spot = position_of(*at, market)
    growing = [
        block for sizes in zip(four_around(*spot), cells_around(*spot), strict=True) for block in sizes
    ]
    smallest = next(iter(_full(growing, counts, share, wanted)), None)
    return None if smallest is None else [code_of(market.market_id, term) for term in smallest]


def _full(
    blocks: Iterable[list[str]], counts: Mapping[str, int], share: float, wanted: float
) -> list[list[str]]:
    """Those that are likely to hold so many."""
    if not 0 < counts.get(CELLED, 0) == counts.get(has(LISTED), 0):
        return []
    return [block for block in blocks if share * sum(counts.get(term, 0) for term in block) >= wanted]


def keys_of(groups: Iterable[tuple[int, list[int]]]) -> tuple[list[int], ...]:
    """What to ask of the index: the rarest group, and others whose lists are not far too long beside it."""
    ordered = sorted((group for group in groups if group[1]), key=lambda group: group[0])
    if not ordered:
        return ()
    worth = max(1, ordered[0][0]) * WORTH_ASKING
    return tuple(codes for count, codes in ordered[:MOST_KEYS] if count <= worth)


def needed_terms(wanted: Filters) -> list[str]:
    """The terms that a place has if filters leave it, where it needs them all."""
    names = [name for name in ("deals", "bookable", "delivers", "verified") if getattr(wanted, name)]
    if wanted.rating_tenths:
        step = max((step for step in RATING_STEPS if step <= wanted.rating_tenths), default=0)
        names += [f"rating:{step}"] if step else []
    return [has(name) for name in (*names, *(f"attribute:{name}" for name in wanted.attributes))]


def known_filters(wanted: Filters) -> list[str]:
    """All terms that filters may lead by, to be counted."""
    return [*needed_terms(wanted), *([trade_term(wanted.trade)] if wanted.trade else [])]


def slot_asked(query: Query, market: markets.Market, now: datetime) -> int | None:
    """The quarter of an hour of the week in which a place has to be open."""
    moment = query.filters.open_at or (now if query.filters.open else None)
    return None if moment is None else slot_of(moment, market.timezone)


def least_telling(words: Sequence[Word]) -> int:
    """Which word to do without: one that nothing here has, else the one that most places have."""
    return max(range(len(words)), key=lambda at: (not words[at].known, words[at].stores))


def share_of(few: Iterable[int], stores: int) -> float:
    """The part of the places that is likely to have all, if having one says nothing about having another."""
    whole = max(1, stores)
    return max(math.prod(min(1.0, count / whole) for count in few), 0.1 / whole)


def all_of(groups: Iterable[Iterable[int]]) -> str | None:
    """Any of each group, as intarray reads it."""
    written = ["(" + "|".join(map(str, sorted(set(group)))) + ")" for group in groups if group]
    return "&".join(written) or None


def _box(query: Query, market: markets.Market) -> tuple[tuple[float, float], tuple[float, float]]:
    """The corners of what is looked at, on the market's plane."""
    area = query.area or EVERYWHERE
    south, west, north, east = area.edges
    if query.filters.within_m:
        up = query.filters.within_m / METERS_PER_DEGREE
        across = up / max(0.05, math.cos(math.radians(query.at[0])))
        lat, lon = query.at
        south, north = max(south, lat - up), min(north, lat + up)
        west, east = max(west, lon - across), min(east, lon + across)
    return position_of(south, west, market), position_of(north, east, market)
