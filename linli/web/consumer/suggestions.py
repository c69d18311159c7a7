"""What could be meant, below the search box: a part of a page, as it is typed."""

from urllib.parse import urlencode

import msgspec
from litestar import Response, get

from linli.modules import discovery
from linli.services import Who
from linli.web.consumer.spot import spot_of
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.trades import TRADES

LONGEST = 40
SHOWN = 8
KEPT = {"Cache-Control": "private, max-age=60"}


class SuggestionLine(msgspec.Struct, frozen=True, kw_only=True):
    """`words` are kept among what was searched before, `href` is where it leads. `picture` is a trade's."""

    kind: str
    words: str
    detail: str
    href: str
    trade: str = ""
    distance_m: int | None = None


@get("/{market:str}/search/suggestions", opt={"who": Who.ANYONE})
async def suggestions(here: Asked) -> Response[str]:
    """Stores, trades, things, places and words for `?q=` near `?at=`; an empty part for nothing."""
    text = here.request.query_params.get("q", "").strip()[:LONGEST]
    spot, found = spot_of(here), []
    if text:
        async with here.services.db.read() as reader:
            found = await discovery.suggest(reader, here.market, text, at=spot.at, size=SHOWN)
    tongue = tongue_of(here)
    lines = [line_of(here, one, tongue, spot.text) for one in found]
    answer = show(here, "search_suggestions.html", lines=lines, text=text)
    answer.headers.update(KEPT)
    return answer


def line_of(here: Here, one: discovery.Suggestion, tongue: Tongue, at: str) -> SuggestionLine:
    """One suggestion in the reader's language, and where it leads."""
    words = tongue.pick(one.text, one.text_en)
    if one.kind == "trade":
        words = tongue.say(f"trade.{one.ref}") if one.ref in TRADES else one.ref
    if one.kind == "store":
        href = here.url(f"stores/{one.ref}")
    else:
        asked = {"trade": one.ref} if one.kind == "trade" else {"q": words}
        query = urlencode({**asked, **({"at": at} if at and one.kind != "place" else {})}, safe=",")
        href = f"{here.url('search')}?{query}"
    return SuggestionLine(
        kind=one.kind,
        words=words,
        detail="" if one.kind == "place" else tongue.pick(one.detail, one.detail_en),
        href=href,
        trade=one.trade if one.trade in TRADES else "",
        distance_m=one.distance_m,
    )
