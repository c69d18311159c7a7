"""Search, and everything nearby: stores beside their map, or what they sell; with filters, in the URL."""

from collections.abc import Mapping, Sequence

import msgspec
from litestar import MediaType, Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.modules import discovery, merchants
from linli.services import Who
from linli.web.consumer.cards import pin_face, plain_store_card, store_card
from linli.web.consumer.filters import filters_face
from linli.web.consumer.result_cards import Result, ThingCard, result, thing_card
from linli.web.consumer.spot import spot_of, text_of
from linli.web.consumer.structured import listed
from linli.web.consumer.tongue import Tongue, place_name, show, tongue_of
from linli.web.consumer.wishes import FARTHEST_START, PAGE, TABS, Wish, asked_of, fields_of, link, wish_of
from linli.web.shared.alike import Part, alike_of, part_of
from linli.web.shared.basemaps import basemap_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.metadata import Metadata, metadata
from linli.web.shared.trades import TRADES

THINGS = {"things": ("goods", "dish", "service", "ticket", "room", "quote"), "deals": ("deal",)}


# budget: page of nearby: 5 statements
# budget: page of words: 8 statements
@get("/{market:str}/search", opt={"who": Who.ANYONE})
async def search_page(here: Asked) -> Response[str]:
    """Stores near the spot that match the words and filters, or their things; 24 at a time."""
    wish = wish_of(here)
    part = await _found(here, wish)
    return show(
        here,
        "search.html",
        about_page=_about(here, wish, part.facts),
        nav="nearby",
        wish=wish,
        search_query=wish.text,
        search_at=wish.spot.text,
        found=part.html,
    )


async def _found(here: Here, wish: Wish) -> Part:
    """All that the search has found, and how to go on: for everybody alike, but in a mall's look."""
    alike, asked = alike_of(here), ("search", here.market, here.locale, wish)
    if here.mall is None and isinstance(kept := alike.find(asked, here.services.db.clock()), Part):
        return kept
    mark = alike.mark(here.market_id)
    async with here.services.db.read() as reader:
        trades = await discovery.trade_counts(reader, here.market_id)
        answer = await _answer(reader, here, wish)
    part = _part(here, wish, trades, answer)
    if here.mall is None:
        alike.keep(asked, part, here.market_id, mark, reader.now)
    return part


def _part(
    here: Here,
    wish: Wish,
    trades: Mapping[str, int],
    answer: discovery.Results | discovery.ThingResults,
) -> Part:
    tongue = tongue_of(here)
    stores, things = _cards(here, answer, tongue)
    shown = len(stores) + len(things)
    more = wish.start + shown < answer.total and wish.start < FARTHEST_START
    return part_of(
        here,
        "consumer/search_found.html",
        tuple((one.store.name, one.store.slug) for one in stores),
        market=here.market,
        place_name=place_name(here),
        wish=wish,
        trades=_trades(wish, trades),
        tabs=[(tab, link(here, wish, tab=tab), tab == wish.tab) for tab in TABS],
        stores=stores,
        things=things,
        total=f"{answer.total}+" if answer.capped else str(answer.total),
        filters=filters_face(here, wish, answer.counts, tongue, capped=answer.capped),
        understood=answer.understood,
        near_name=_near_name(answer.understood, tongue),
        kept=_kept_by_filters(wish),
        link=lambda **changes: link(here, wish, **changes),
        unfiltered=link(
            here, Wish(text=wish.text, exact=wish.exact, tab=wish.tab, trade=wish.trade, spot=wish.spot)
        ),
        more_href=link(here, wish, start=wish.start + PAGE) if more else None,
        area_text=text_of(wish.area) if wish.area else "",
        basemap=basemap_of(here.market.slug) if wish.tab == TABS[0] else None,
        pins_href=link(here, wish, page="search/pins", on_map=False),
    )


async def _answer(reader: Reader, here: Here, wish: Wish) -> discovery.Results | discovery.ThingResults:
    asked = asked_of(wish, here.market.timezone, kinds=THINGS.get(wish.tab, ()))
    if wish.tab in THINGS:
        return await discovery.search_things(reader, here.market, asked)
    return await discovery.search(reader, here.market, asked)


def _cards(
    here: Here, answer: discovery.Results | discovery.ThingResults, tongue: Tongue
) -> tuple[list[Result], list[ThingCard]]:
    if isinstance(answer, discovery.ThingResults):
        return [], [thing_card(here, one, tongue) for one in answer.things]
    return [result(here, hit, tongue) for hit in answer.hits], []


def _about(here: Here, wish: Wish, stores: Sequence[tuple[str, str]]) -> Metadata:
    """What is near, and each trade, is a page for everybody; what somebody looked for is not. `stores`: their
    names and slugs.
    """
    trade = {"trade": wish.trade} if wish.trade else {}
    own = {name for name in fields_of(wish) if name != "trade"}
    named = [(name, here.returning(here.url(f"stores/{slug}"))) for name, slug in stores]
    data = [listed(named)] if named else []
    return metadata(here, here.url("search"), data=data, indexed=not own, query=trade)


def _trades(wish: Wish, counts: Mapping[str, int]) -> Sequence[str]:
    """The row of trades, those with most places first; words are narrowed down by trade in the filters."""
    if wish.text or wish.tab != TABS[0]:
        return []
    return sorted((trade for trade in counts if trade in TRADES), key=lambda trade: -counts[trade])


def _near_name(understood: discovery.Understood, tongue: Tongue) -> str:
    near = understood.near
    return tongue.pick(near.name, near.name_en) if near else ""


def _kept_by_filters(wish: Wish) -> dict[str, str]:
    """What the form of filters does not ask for, and passes on."""
    return {
        name: value
        for name, value in fields_of(wish).items()
        if name in ("q", "exact", "tab", "at", "area", "view") or (name == "trade" and not wish.text)
    }


@get("/{market:str}/search/pins", opt={"who": Who.ANYONE})
async def search_pins(here: Asked) -> Response[bytes]:
    """The same search as pins for the map, at most 1,000: those with offers first, then the nearest."""
    wish, alike = wish_of(here), alike_of(here)
    asked = ("pins", here.market, here.locale, wish)
    pins = alike.find(asked, here.services.db.clock())
    if not isinstance(pins, bytes):
        mark, tongue = alike.mark(here.market_id), tongue_of(here)
        async with here.services.db.read() as reader:
            found = await discovery.search_pins(reader, here.market, asked_of(wish, here.market.timezone))
        pins = msgspec.json.encode({"pins": [pin_face(pin, tongue) for pin in found]})
        alike.keep(asked, pins, here.market_id, mark, reader.now)
    headers = {"Cache-Control": "private, max-age=60", "X-Content-Type-Options": "nosniff"}
    return Response(pins, headers=headers, media_type=MediaType.JSON)


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
