"""Search results in the reader's language: the store's card, what of it matched, and why it stands there."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

import msgspec

from linli.kernel.money import Money
from linli.modules import discovery
from linli.web.consumer.cards import store_card
from linli.web.consumer.tongue import Tongue
from linli.web.consumer.views import StoreCard
from linli.web.shared.http import Here

# Factors of which something can be said; the most telling ones are.
OF_WORDS = ("name", "item", "address", "trade", "synonym", "sound", "typo")
SAID = (*OF_WORDS, "near", "open", "rated", "record", "offer", "verified")
MOST_SAID = 6


class ThingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of a store; `kind` as search has it."""

    kind: str
    title: str
    price: Money | None
    href: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One store of the list."""

    store: StoreCard
    things: list[ThingLine]
    why: list[str]
    sponsored: bool


class ThingCard(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the list of things, with its store."""

    thing: ThingLine
    store: StoreCard
    why: list[str]


def result(here: Here, hit: discovery.Hit, tongue: Tongue) -> Result:
    store = store_card(hit.found, tongue, here.market.slug)
    return Result(
        store=store,
        things=[thing_line(here, one, store.slug, tongue) for one in hit.things],
        why=reasons(hit.why, hit.found, tongue),
        sponsored=hit.sponsored,
    )


def thing_card(here: Here, one: discovery.ThingFound, tongue: Tongue) -> ThingCard:
    store = store_card(one.found, tongue, here.market.slug)
    line = thing_line(here, one.thing, store.slug, tongue)
    return ThingCard(thing=line, store=store, why=reasons(one.why, one.found, tongue))


def thing_line(here: Here, thing: discovery.ThingHit, slug: str, tongue: Tongue) -> ThingLine:
    """A deal leads to its page, anything else to that of the article; both say at which store."""
    page = "deals" if thing.kind == "deal" else "items"
    return ThingLine(
        kind=thing.kind,
        title=tongue.pick(thing.title, thing.title_en),
        price=thing.price,
        href=f"{here.url(page)}/{thing.thing_id}?{urlencode({'store': slug})}",
    )


def reasons(why: Iterable[discovery.Reason], found: discovery.Found, tongue: Tongue) -> list[str]:
    """Each factor that helped, as a sentence, the one that helped most first."""
    helped = sorted((one for one in why if one.points > 0 and one.code in SAID), key=lambda one: -one.points)
    place = found.place
    about = {
        "trade": tongue.say(f"trade.{place.trade}"),
        "distance": tongue.format.distance(found.distance_m),
        "rating": tongue.format.rating(place.rating_tenths / 10),
        "deal": tongue.pick(place.offer_title, place.offer_title_en),
        "n": place.rating_count,
    }
    said = dict.fromkeys(_sentence(one, about, tongue) for one in helped)
    return list(said)[:MOST_SAID]


def _sentence(one: discovery.Reason, about: Mapping[str, object], tongue: Tongue) -> str:
    term = one.words.get("term", "")
    key = "called" if one.code == "name" and not term else one.code
    return tongue.say(f"find.why.{key}", word=one.words.get("word", ""), term=term, **about)
