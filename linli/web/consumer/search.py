"""Search, and everything nearby: the same list with other wishes."""

from urllib.parse import urlencode

import msgspec
from litestar import Response, get

from linli.modules import discovery
from linli.services import Who
from linli.web.consumer.cards import store_card
from linli.web.consumer.spot import Spot, spot_of
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Here
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

    @property
    def plain(self) -> bool:
        """Nothing is asked for but what is near."""
        return not (self.text or self.trade or self.open or self.deals)


@get("/{market:str}/search", opt={"who": Who.ANYONE})
async def search_page(here: Here) -> Response[str]:
    """Stores near the spot that match the words, trade and wishes; 24 at a time."""
    wish = _wish(here)
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
        stores=[store_card(one, tongue) for one in found[:PAGE]],
        link=lambda **changes: _link(here, wish, **changes),
        more_href=_link(here, wish, start=wish.start + PAGE) if more else None,
    )


def _wish(here: Here) -> Wish:
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
    )


def _link(here: Here, wish: Wish, **changes: object) -> str:
    """This search with something changed; empty wishes are left out of the URL."""
    now = {
        "q": changes.get("text", wish.text),
        "trade": changes.get("trade", wish.trade),
        "open": "1" if changes.get("open", wish.open) else "",
        "deals": "1" if changes.get("deals", wish.deals) else "",
        "at": wish.spot.text,
        "from": str(changes.get("start", 0) or ""),
    }
    query = urlencode({name: value for name, value in now.items() if value})
    return here.url("search") + (f"?{query}" if query else "")
