"""What is near, what it is, whether it is open, and which of it comes first."""

from linli.modules.discovery.queries.around import Around, around
from linli.modules.discovery.queries.comparing import MOST_COMPARED, compare
from linli.modules.discovery.queries.meaning import (
    Meaning,
    OwnSynonyms,
    meaning,
    synonyms_ended,
    synonyms_in_force,
)
from linli.modules.discovery.queries.places import find_one, find_these, trade_counts
from linli.modules.discovery.queries.previewing import preview_weights
from linli.modules.discovery.queries.searching import (
    MOST_PINS,
    find,
    pins,
    search,
    search_pins,
    search_things,
)
from linli.modules.discovery.queries.serving import service_area
from linli.modules.discovery.queries.sponsoring import sponsored_of_market
from linli.modules.discovery.queries.suggesting import suggest
from linli.modules.discovery.queries.weighing import Choice, weights_chosen

__all__ = [
    "MOST_COMPARED",
    "MOST_PINS",
    "Around",
    "Choice",
    "Meaning",
    "OwnSynonyms",
    "around",
    "compare",
    "find",
    "find_one",
    "find_these",
    "meaning",
    "pins",
    "preview_weights",
    "search",
    "search_pins",
    "search_things",
    "service_area",
    "sponsored_of_market",
    "suggest",
    "synonyms_ended",
    "synonyms_in_force",
    "trade_counts",
    "weights_chosen",
]
