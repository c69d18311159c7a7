"""What is looked for, as the URL of a search says it, and back. What cannot be read counts as not asked."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

import msgspec

from linli.modules import discovery
from linli.web.consumer.spot import Spot, area_of, spot_of, text_of
from linli.web.shared.http import Here
from linli.web.shared.trades import TRADES

PAGE = 24
FARTHEST_START = 960
LONGEST_QUERY = 80
MOST_ATTRIBUTES = 12
LONGEST_ATTRIBUTE = 40
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
TABS = ("stores", "things", "deals")
WITHIN = (300, 500, 1000, 2000, 5000)
RATINGS = (35, 40, 45)
PRICE_LEVELS = (1, 2, 3, 4)
SWITCHES = ("deals", "bookable", "delivers", "verified")
Kind = TypeVar("Kind")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Words, filters, order and place of a search. `exact`: the words as they are, in no other spelling;
    `when`: open at that moment, as the market's clocks show it.
    """

    text: str = ""
    exact: bool = False
    tab: str = TABS[0]
    trade: str = ""
    open: bool = False
    when: str = ""
    within: int = 0
    prices: tuple[int, ...] = ()
    rating: int = 0
    deals: bool = False
    bookable: bool = False
    delivers: bool = False
    verified: bool = False
    attributes: tuple[str, ...] = ()
    order: discovery.Order = discovery.Order.BEST
    start: int = 0
    spot: Spot
    area: discovery.Area | None = None
    on_map: bool = False

    @property
    def filtered(self) -> int:
        """How many filters are chosen, beside the words, the trade and the part of the map."""
        single = (self.open or bool(self.when), self.within, self.rating)
        return (
            sum(map(bool, single))
            + len(self.prices)
            + len(self.attributes)
            + sum(bool(getattr(self, name)) for name in SWITCHES)
        )

    @property
    def plain(self) -> bool:
        """Nothing is asked for but what is near."""
        return not (self.text or self.trade or self.area or self.filtered)


def wish_of(here: Here) -> Wish:
    """What the URL asks for."""
    asked = here.request.query_params
    start = asked.get("from", "0")
    trade = asked.get("trade", "")
    wanted = {name: asked.get(name) == "1" for name in SWITCHES}
    order = asked.get("order", "")
    return Wish(
        text=asked.get("q", "").strip()[:LONGEST_QUERY],
        exact=asked.get("exact") == "1",
        tab=_word(asked.get("tab", ""), TABS),
        trade=trade if trade in TRADES else "",
        open=asked.get("open") == "1",
        when=_moment_text(asked.get("when", "")),
        within=_number(asked.get("within", ""), WITHIN),
        prices=tuple(level for level in PRICE_LEVELS if str(level) in listed(here, "price")),
        rating=_number(asked.get("rating", ""), RATINGS),
        attributes=tuple(
            dict.fromkeys(name[:LONGEST_ATTRIBUTE] for name in listed(here, "has")[:MOST_ATTRIBUTES] if name)
        ),
        order=discovery.Order(order) if order in tuple(discovery.Order) else discovery.Order.BEST,
        start=min(int(start), FARTHEST_START) if start.isdecimal() and len(start) < 6 else 0,
        spot=spot_of(here),
        area=area_of(asked.get("area", "")),
        on_map=asked.get("view") == "map",
        **wanted,
    )


def asked_of(wish: Wish, zone: str, size: int = PAGE, kinds: tuple[str, ...] = ()) -> discovery.Query:
    """The search that a wish means, in a market whose clocks show the time of `zone`."""
    return discovery.Query(
        text=wish.text,
        exact=wish.exact,
        kinds=kinds,
        at=wish.spot.at,
        area=wish.area,
        filters=discovery.Filters(
            trade=wish.trade,
            open=wish.open and not wish.when,
            open_at=moment_of(wish.when, zone) if wish.when else None,
            within_m=wish.within,
            price_levels=wish.prices,
            rating_tenths=wish.rating,
            deals=wish.deals,
            bookable=wish.bookable,
            delivers=wish.delivers,
            verified=wish.verified,
            attributes=wish.attributes,
        ),
        order=wish.order,
        size=size,
        offset=wish.start,
    )


def moment_of(when: str, zone: str) -> datetime:
    """The instant at which the clocks of a zone show this."""
    return datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone))


def fields_of(wish: Wish) -> dict[str, str]:
    """A wish as the parameters of a URL; what is not asked is left out."""
    now = {
        "q": wish.text,
        "exact": "1" if wish.exact and wish.text else "",
        "tab": wish.tab if wish.tab != TABS[0] else "",
        "trade": wish.trade,
        "open": "1" if wish.open else "",
        "when": wish.when,
        "within": str(wish.within or ""),
        "price": ",".join(map(str, wish.prices)),
        "rating": str(wish.rating or ""),
        **{name: "1" if getattr(wish, name) else "" for name in SWITCHES},
        "has": ",".join(wish.attributes),
        "order": "" if wish.order is discovery.Order.BEST else wish.order.value,
        "at": wish.spot.text,
        "area": text_of(wish.area) if wish.area else "",
        "view": "map" if wish.on_map else "",
        "from": str(wish.start or ""),
    }
    return {name: value for name, value in now.items() if value}


def link(here: Here, wish: Wish, *, page: str = "search", **changes: Any) -> str:
    """This search with something changed, from its first page."""
    fields = fields_of(msgspec.structs.replace(wish, **{"start": 0, **changes}))
    query = "&".join([f"{name}={_quoted(value)}" for name, value in fields.items()])
    return here.url(page) + (f"?{query}" if query else "")


@lru_cache(1_024)
def _quoted(value: str) -> str:
    """A page has thirty links of mostly the same values."""
    return quote_plus(value, safe=",:")


def toggled(had: tuple[Kind, ...], one: Kind) -> tuple[Kind, ...]:
    """With it, or without it where it is in."""
    return tuple(other for other in had if other != one) if one in had else (*had, one)


def listed(here: Here, name: str) -> list[str]:
    """One parameter several times, as a form sends it, or with commas, as links do."""
    sent: Mapping[str, list[str]] = here.request.query_params.dict()
    return [part.strip() for text in sent.get(name, []) for part in str(text).split(",")]


def _word(text: str, known: tuple[str, ...]) -> str:
    return text if text in known else known[0]


def _number(text: str, known: tuple[int, ...]) -> int:
    return next((one for one in known if str(one) == text), 0)


def _moment_text(text: str) -> str:
    """A day and time of the market's clocks, to the minute: `2026-11-24T18:30`; else empty."""
    if not _MOMENT.fullmatch(text.strip()):
        return ""
    try:
        moment = datetime.fromisoformat(text.strip()[:16])
    except ValueError:
        return ""
    return text.strip()[:16] if 2000 <= moment.year < 2200 else ""
