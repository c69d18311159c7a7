"""Search, and everything nearby: the same list with other wishes, beside its map."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.modules import discovery, merchants
from linli.services import Who
from linli.web.consumer.cards import pin_face, plain_store_card, store_card
from linli.web.consumer.spot import Spot, area_of, spot_of, text_of
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.basemaps import basemap_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.trades import TRADES

PAGE = 24
FARTHEST_START = 960
LONGEST_QUERY = 80


class Wish(msgspec.Struct, frozen=True):
    """What is looked for, as the URL says it."""

    text: str
    trade: str
    open: bool
    deals: bool
    start: int
    spot: Spot
    area: discovery.Area | None
    on_map: bool

    @property
    def plain(self) -> bool:
        """Nothing is asked for but what is near."""
        return not (self.text or self.trade or self.open or self.deals or self.area)


@get("/{market:str}/search", opt={"who": Who.ANYONE})
async def search_page(here: Asked) -> Response[str]:
    """Stores near the spot that match the words, trade and wishes; 24 at a time."""
    wish = wish_of(here)
    async with here.services.db.read() as reader:
        counts = await discovery.trade_counts(reader, here.market_id)
        found = await discovery.find(
            reader,
            here.market_id,
            text=wish.text,
            trade=wish.trade or None,
            at=wish.spot.at,
            open_at=reader.now if wish.open else None,
            deals_only=wish.deals,
            area=wish.area,
            size=PAGE + 1,
            offset=wish.start,
            place=here.market,
        )
    tongue = tongue_of(here)
    more = len(found) > PAGE and wish.start < FARTHEST_START
    return show(
        here,
        "search.html",
        nav="nearby",
        wish=wish,
        search_query=wish.text,
        trades=sorted((trade for trade in counts if trade in TRADES), key=lambda trade: -counts[trade]),
        stores=[store_card(one, tongue, here.market.slug) for one in found[:PAGE]],
        link=lambda **changes: link(here, wish, **changes),
        more_href=link(here, wish, start=wish.start + PAGE) if more else None,
        area_text=text_of(wish.area) if wish.area else "",
        basemap=basemap_of(here.market.slug),
        pins_href=link(here, wish, page="search/pins", on_map=False),
    )


@get("/{market:str}/search/pins", opt={"who": Who.ANYONE})
async def search_pins(here: Asked) -> Response[dict[str, Any]]:
    """The same search as pins for the map, at most 1,000: those with offers first, then the nearest."""
    wish = wish_of(here)
    async with here.services.db.read() as reader:
        found = await discovery.pins(
            reader,
            here.market_id,
            text=wish.text,
            trade=wish.trade or None,
            at=wish.spot.at,
            open_at=reader.now if wish.open else None,
            deals_only=wish.deals,
            area=wish.area,
            place=here.market,
        )
    tongue = tongue_of(here)
    headers = {"Cache-Control": "private, max-age=60", "X-Content-Type-Options": "nosniff"}
    return Response({"pins": [pin_face(pin, tongue) for pin in found]}, headers=headers)


@get("/{market:str}/stores/{slug:str}/card", opt={"who": Who.ANYONE})
async def store_card_part(here: Asked, slug: FromPath[str]) -> Response[str]:
    """One store's card, for a tapped pin: a part of a page."""
    async with here.services.db.read() as reader:
        store = await merchants.store_by_slug(reader, here.market_id, slug)
        spot = spot_of(here)
        found = await discovery.find_one(
            reader, here.market_id, store.store_id, at=spot.at, place=here.market
        )
    tongue = tongue_of(here)
    card = store_card(found, tongue, here.market.slug) if found else plain_store_card(store, tongue)
    return show(here, "store_card.html", store=card)


def wish_of(here: Here) -> Wish:
    """What the URL asks for; what cannot be read counts as not asked."""
    asked = here.request.query_params
    start = asked.get("from", "0")
    trade = asked.get("trade", "")
    return Wish(
        text=asked.get("q", "").strip()[:LONGEST_QUERY],
        trade=trade if trade in TRADES else "",
        open=asked.get("open") == "1",
        deals=asked.get("deals") == "1",
        start=min(int(start), FARTHEST_START) if start.isdecimal() and len(start) < 6 else 0,
        spot=spot_of(here),
        area=area_of(asked.get("area", "")),
        on_map=asked.get("view") == "map",
    )


def link(here: Here, wish: Wish, *, page: str = "search", **changes: object) -> str:
    """This search with something changed; empty wishes are left out of the URL."""
    now = {
        "q": changes.get("text", wish.text),
        "trade": changes.get("trade", wish.trade),
        "open": "1" if changes.get("open", wish.open) else "",
        "deals": "1" if changes.get("deals", wish.deals) else "",
        "at": wish.spot.text,
        "area": text_of(wish.area) if wish.area and changes.get("area", True) else "",
        "view": "map" if changes.get("on_map", wish.on_map) else "",
        "from": str(changes.get("start", 0) or ""),
    }
    query = urlencode({name: value for name, value in now.items() if value}, safe=",")
    return here.url(page) + (f"?{query}" if query else "")
