"""A market, and the trades that a store can have."""

import msgspec

TRADES: tuple[str, ...] = (
    *("restaurant", "cafe", "bar", "bakery", "tea_house", "fast_food", "grocery"),
    *("hair", "beauty", "massage", "fitness", "hotel", "culture", "cinema"),
    *("clinic", "pharmacy", "optician", "clothes", "jewelry", "books", "flowers", "gifts", "home"),
    *("electronics", "sports", "pet", "laundry", "crafts", "kids", "travel", "shop"),
)


class Market(msgspec.Struct, frozen=True, kw_only=True):
    """A city or district run as one unit; its URLs carry `slug`.

    `checks_branches`: a further store of a verified merchant is looked at before people see it; its directors
    say so.
    `commission_bp` is the commission it opens with; afterwards the rules of settlement say.
    """

    market_id: int
    slug: str
    name: str
    name_en: str
    name_zh: str
    currency: str
    timezone: str
    country: str
    language: str
    commission_bp: int
    lat: float
    lon: float
    attribution: str = ""
    checks_branches: bool = False
