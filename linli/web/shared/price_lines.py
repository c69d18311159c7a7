"""What stands beside a price: what was asked before, the price of a kilogram, and why it is what it is."""

from datetime import datetime

import msgspec

from linli.kernel.money import Money
from linli.modules import prices
from linli.modules.prices import Channel, Priced, Why

# The other reasons are the shop's own business: nobody has to be told that a branch has its price.
_TOLD = frozenset((Why.MEMBER, Why.LIMITED, Why.ONLINE, Why.IN_STORE))


class PriceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A price as `ui.price_line` shows it.

    `was` is crossed out, beside `lowest` of the 30 days before; `unit` is the price of one `per`; `general`
    what everybody pays where that is more; `other` what the other channel asks where it differs, with the
    shop's `reason`. `why` is one of member, limited, online, in_store, or empty.
    """

    price: Money
    was: Money | None = None
    lowest: Money | None = None
    unit: Money | None = None
    per: str = ""
    why: str = ""
    ends_at: datetime | None = None
    general: Money | None = None
    other: Money | None = None
    other_channel: str = ""
    reason: str = ""


def price_line_of(
    priced: Priced,
    currency: str,
    channel: Channel = Channel.ONLINE,
    content_size: int = 0,
    content_unit: str = "",
    *,
    locale: str,
) -> PriceLine:
    """The line of what `prices.shown_prices` says; content as in the article's variant."""
    lower = priced.reduction
    unit = prices.unit_price(priced.price_minor, content_size, content_unit)
    differs = priced.other_minor != priced.price_minor
    there = Channel.IN_STORE if channel is Channel.ONLINE else Channel.ONLINE
    said = (priced.reason_en or priced.reason) if locale == "en" else (priced.reason or priced.reason_en)
    return PriceLine(
        price=Money(priced.price_minor, currency),
        was=Money(lower.was_minor, currency) if lower else None,
        lowest=Money(lower.lowest_30_minor, currency) if lower else None,
        unit=Money(unit.minor, currency) if unit else None,
        per=unit.per if unit else "",
        why=priced.why.value if priced.why in _TOLD else "",
        ends_at=priced.ends_at,
        general=Money(priced.general_minor, currency) if priced.general_minor > priced.price_minor else None,
        other=Money(priced.other_minor, currency) if differs else None,
        other_channel=there.value if differs else "",
        reason=said if differs else "",
    )
