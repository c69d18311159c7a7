"""Up to four stores side by side: what each is, and in what they differ."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get

from linli.kernel.database import Reader
from linli.kernel.refusals import Refusal
from linli.modules import discovery, merchants
from linli.modules.discovery import Compared
from linli.services import Who
from linli.web.consumer.cards import store_card
from linli.web.consumer.filters import attribute_in_words
from linli.web.consumer.result_cards import ThingLine, thing_line
from linli.web.consumer.spot import spot_of
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import StoreCard
from linli.web.consumer.wishes import listed
from linli.web.shared.formatting import money_parts
from linli.web.shared.http import Asked, Here

OFFERS_SHOWN = 3
LONGEST_SLUG = 80
ASPECTS = ("quality", "place", "service")


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One of the stores; `without` is the comparison of the others."""

    store: StoreCard
    offers: Sequence[ThingLine]
    without: str


class Cell(msgspec.Struct, frozen=True):
    """What one store has there; `best`: nobody has it better, and somebody has it worse. Empty: not known."""

    text: str
    best: bool = False


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in which stores are compared."""

    label: str
    cells: Sequence[Cell]
    differs: bool


@get("/{market:str}/compare", opt={"who": Who.ANYONE})
async def compare_page(here: Asked) -> Response[str]:
    """The stores of `?stores=`, in that order; one that is not there is left out."""
    slugs = list(dict.fromkeys(slug[:LONGEST_SLUG] for slug in listed(here, "stores") if slug))
    spot, tongue = spot_of(here), tongue_of(here)
    async with here.services.db.read() as reader:
        wanted = await _store_ids(reader, here, slugs[: discovery.MOST_COMPARED])
        found = await discovery.compare(reader, here.market, wanted, at=spot.at)
    stores = [store_card(one.found, tongue, here.market.slug) for one in found]
    columns = [
        Column(
            store=store,
            offers=[thing_line(here, thing, store.slug, tongue) for thing in one.offers[:OFFERS_SHOWN]],
            without=address(here, [other.slug for other in stores if other is not store], spot.text),
        )
        for one, store in zip(found, stores, strict=True)
    ]
    return show(
        here,
        "compare.html",
        nav="nearby",
        search_at=spot.text,
        columns=columns,
        lines=lines(found, tongue, here.market.currency),
        shared_url=address(here, [store.slug for store in stores], ""),
        more_href=here.url("search") + (f"?at={spot.text}" if spot.text else ""),
        room=len(columns) < discovery.MOST_COMPARED,
    )


def address(here: Here, slugs: Sequence[str], at: str) -> str:
    """The comparison of these stores."""
    asked = {"stores": ",".join(slugs), "at": at}
    query = urlencode({name: value for name, value in asked.items() if value}, safe=",")
    return here.url("compare") + (f"?{query}" if query else "")


async def _store_ids(reader: Reader, here: Here, slugs: Sequence[str]) -> list[UUID]:
    found = []
    for slug in slugs:
        try:
            found.append((await merchants.store_by_slug(reader, here.market_id, slug)).store_id)
        except Refusal:
            continue
    return found


def lines(found: Sequence[Compared], tongue: Tongue, currency: str) -> list[Line]:
    """In what they are compared: all of which something is known."""
    say, sign = tongue.say, money_parts(0, currency, tongue.locale)[1]
    table = _Table(found)
    places = [one.found.place for one in found]
    ratings = [place.rating_tenths if place.rating_count else None for place in places]
    table.add(say("compare.distance"), [-one.found.distance_m for one in found], _distance(tongue))
    table.add(say("compare.rating"), ratings, lambda tenths: f"{tenths / 10:.1f}")
    table.add(say("compare.reviews"), [place.rating_count or None for place in places], str, ranked=False)
    for aspect in ASPECTS:
        marks = [one.aspects.get(aspect) for one in found]
        table.add(say(f"consumer.mark.{aspect}"), marks, lambda tenths: f"{tenths / 10:.1f}")
    levels = [-place.price_level if place.price_level else None for place in places]
    table.add(say("compare.price"), levels, lambda level: sign * -level)
    yes, no = say("compare.yes"), say("compare.no")
    table.add(say("compare.verified"), [place.verified for place in places], lambda has: yes if has else no)
    table.add(say("compare.bookable"), [one.bookable for one in found], lambda has: yes if has else no)
    table.add(say("compare.delivers"), [one.delivers for one in found], lambda has: yes if has else no)
    refunded = [None if (part := one.record.refunded_percent) is None else -part for one in found]
    table.add(say("compare.record"), refunded, lambda percent: f"{-percent} %")
    for name in dict.fromkeys(name for one in found for name in one.attributes):
        has_it = [name in one.attributes for one in found]
        table.add(attribute_in_words(name, tongue), has_it, lambda has: yes if has else no)
    return table.lines


def _distance(tongue: Tongue) -> Callable[[int], str]:
    return lambda minus_meters: tongue.format.distance(-minus_meters)


class _Table:
    """Lines as they are added: of each the higher value is the better one, None is not known. A line in which
    nobody has anything is left out.
    """

    def __init__(self, found: Sequence[Compared]) -> None:
        self.stores = len(found)
        self.lines: list[Line] = []

    def add(
        self, label: str, values: Sequence[int | None], said: Callable[[int], str], *, ranked: bool = True
    ) -> None:
        known = [value for value in values if value is not None]
        if not known or (not any(known) and all(isinstance(value, bool) for value in known)):
            return
        differs = len(set(values)) > 1
        best = max(known) if ranked and differs and len(set(known)) > 1 else None
        cells = [Cell("" if one is None else said(one), one is not None and one == best) for one in values]
        self.lines.append(Line(label=label, cells=cells, differs=differs))
