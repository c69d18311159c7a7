"""Markets: the cities and districts that are run as one unit, and what an hour means in them.

Words: market (a city or district), trade (what a store does), opening hours (an OpenStreetMap expression).
Promises: every market has one currency and one time zone; hours know the country's public holidays; what
nobody can read is unknown, never "closed".
Stage: first loop.
"""

from linli.modules.markets.actions import check_branches, open_market
from linli.modules.markets.events import MarketOpened
from linli.modules.markets.hours import (
    OpenState,
    allows,
    day_began,
    day_of,
    is_open,
    needs_place,
    open_state,
    valid_expression,
    week,
)
from linli.modules.markets.model import TRADES, Market
from linli.modules.markets.queries import (
    MOST_DAYS,
    Directory,
    all_markets,
    days_to_come,
    market,
    market_by_slug,
    zone_of,
)
from linli.modules.markets.taxes import PriceTerms, price_terms
from linli.modules.markets.timetable import (
    WHOLE_DAY,
    Special,
    Spell,
    Timetable,
    hours_of,
    overlaps,
    timetable_of,
)

__all__ = [
    "MOST_DAYS",
    "TRADES",
    "WHOLE_DAY",
    "Directory",
    "Market",
    "MarketOpened",
    "OpenState",
    "PriceTerms",
    "Special",
    "Spell",
    "Timetable",
    "all_markets",
    "allows",
    "check_branches",
    "day_began",
    "day_of",
    "days_to_come",
    "hours_of",
    "is_open",
    "market",
    "market_by_slug",
    "needs_place",
    "open_market",
    "open_state",
    "overlaps",
    "price_terms",
    "timetable_of",
    "valid_expression",
    "week",
    "zone_of",
]
