"""Recommended places as JSON."""

import msgspec

from linli.api.v1 import shapes_stores
from linli.modules import recommendations


class Recommended(msgspec.Struct, frozen=True):
    """A place and the reason that matters most for it. `times`: how often the person was there, where that is
    the reason.
    """

    place: shapes_stores.Place
    why: recommendations.WhyCode
    times: int


class RecommendedList(msgspec.Struct, frozen=True):
    """Best first. `personal`: by what the caller did, who agreed to that."""

    items: list[Recommended]
    personal: bool
