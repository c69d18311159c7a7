"""What is asked of a search: words, a spot, filters and an order."""

from datetime import datetime
from enum import StrEnum

import msgspec

from linli.modules.discovery.model import Area

# The steps that a rating can be asked for in, in tenths of a star.
RATING_STEPS = (45, 40, 35)


class Order(StrEnum):
    """What comes first: what fits best, the nearest, the best rated, or the cheapest."""

    BEST = "best"
    DISTANCE = "distance"
    RATING = "rating"
    PRICE = "price"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a result must have; the empty value asks for nothing.

    `open`: open now; `open_at`: open at that moment. `within_m` in meters from the spot; `price_levels` any
    of 1 to 4; `rating_tenths` at least so much; `delivers`: the spot lies in the store's service area;
    `attributes`: all of them ("wheelchair", "outdoor_seating", "wifi", "vegan", …).
    """

    trade: str = ""
    open: bool = False
    open_at: datetime | None = None
    within_m: int = 0
    price_levels: tuple[int, ...] = ()
    rating_tenths: int = 0
    deals: bool = False
    bookable: bool = False
    delivers: bool = False
    verified: bool = False
    attributes: tuple[str, ...] = ()


NO_FILTERS = Filters()


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A search from `at` (latitude, longitude): `size` results after the first `offset`; nothing outside
    `area` where one is given. `exact`: the words in no other spelling; `kinds`: of things only
    these, any where none are given.
    """

    at: tuple[float, float]
    text: str = ""
    exact: bool = False
    kinds: tuple[str, ...] = ()
    area: Area | None = None
    filters: Filters = NO_FILTERS
    order: Order = Order.BEST
    size: int = 24
    offset: int = 0
