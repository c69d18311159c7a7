"""Discovery: finding a place near you by what it is, what it sells, or how its name sounds.

Words: a *place* is a store as search knows it, with one offer and its rating; its *words* are everything it
can be found by: names, trade, address, deal titles, in both languages and in pinyin; *found* is a place at
a distance; a *pin* is a place as a map shows it, an *area* the part of the market that is looked at.
Promises: a place never shows more than its store does at the last refresh; every word of a query must
match; results are the same for everyone who asks at the same spot and moment: nobody pays for an order.
Stage: one market of up to some thousands of places, text by containment. Ranking by quality comes later.
"""

from linli.modules.discovery.actions import (
    MOST_SERVICE_METERS,
    ask_for_renewal,
    drop_service_area,
    refresh_all,
    refresh_items,
    refresh_merchant,
    refresh_prices,
    refresh_store,
    refresh_stores,
    renew,
    set_rating,
    set_service_area,
)
from linli.modules.discovery.answers import (
    Compared,
    Hit,
    NearPlace,
    Reason,
    Record,
    Results,
    Suggestion,
    ThingFound,
    ThingHit,
    ThingResults,
    Understood,
)
from linli.modules.discovery.asking import NO_FILTERS, RATING_STEPS, Filters, Order, Query
from linli.modules.discovery.model import Area, Circle, Found, Pin, Place, ServiceArea
from linli.modules.discovery.queries import (
    MOST_COMPARED,
    MOST_PINS,
    compare,
    find,
    find_one,
    find_these,
    pins,
    search,
    search_pins,
    search_things,
    service_area,
    suggest,
    trade_counts,
)

__all__ = [
    "MOST_COMPARED",
    "MOST_PINS",
    "MOST_SERVICE_METERS",
    "NO_FILTERS",
    "RATING_STEPS",
    "Area",
    "Circle",
    "Compared",
    "Filters",
    "Found",
    "Hit",
    "NearPlace",
    "Order",
    "Pin",
    "Place",
    "Query",
    "Reason",
    "Record",
    "Results",
    "ServiceArea",
    "Suggestion",
    "ThingFound",
    "ThingHit",
    "ThingResults",
    "Understood",
    "ask_for_renewal",
    "compare",
    "drop_service_area",
    "find",
    "find_one",
    "find_these",
    "pins",
    "refresh_all",
    "refresh_items",
    "refresh_merchant",
    "refresh_prices",
    "refresh_store",
    "refresh_stores",
    "renew",
    "search",
    "search_pins",
    "search_things",
    "service_area",
    "set_rating",
    "set_service_area",
    "suggest",
    "trade_counts",
]
