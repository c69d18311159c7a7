"""The filters of a search: only those for which there is data, each with what it would leave."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from linli.modules import discovery, merchants
from linli.web.consumer.tongue import Tongue
from linli.web.consumer.wishes import PRICE_LEVELS, RATINGS, SWITCHES, WITHIN, Wish, link, moment_of, toggled
from linli.web.shared.formatting import money_parts
from linli.web.shared.http import Here
from linli.web.shared.trades import TRADES


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to choose; `count` is what it would leave, empty where that is not counted."""

    value: str
    label: str
    chosen: bool
    count: str = ""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Choices of one parameter; `many`: several at once."""

    name: str
    label: str
    many: bool
    choices: Sequence[Choice]


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """A filter that one tap turns on or off."""

    label: str
    href: str
    chosen: bool
    count: str = ""


class FiltersFace(msgspec.Struct, frozen=True, kw_only=True):
    """`chips` beside the button that opens the sheet with `groups`; `chosen`: how many there are."""

    chips: Sequence[Chip]
    groups: Sequence[Group]
    switches: Sequence[Choice]
    chosen: int
    open_count: str


def filters_face(
    here: Here, wish: Wish, counts: Mapping[str, int], tongue: Tongue, *, capped: bool
) -> FiltersFace:
    """What can be chosen beside what is chosen already, with what each would leave."""
    offer = _Offer(wish, counts, tongue, capped)
    every = [
        offer.one("order", [(order.value, f"find.order.{order}") for order in discovery.Order], wish.order),
        offer.one("within", [("", "find.any")], str(wish.within or ""), offer.distances()),
        offer.trades(),
        offer.prices(money_parts(0, here.market.currency, tongue.locale)[1]),
        offer.ratings(),
        offer.attributes(),
    ]
    return FiltersFace(
        chips=offer.chips(here),
        groups=[group for group in every if len(group.choices) > (0 if group.many else 1)],
        switches=offer.switches(),
        chosen=wish.filtered + (wish.order is not discovery.Order.BEST),
        open_count=offer.left("open"),
    )


class _Offer:
    """One search's filters, of which only those are offered that would leave something or are chosen."""

    def __init__(self, wish: Wish, counts: Mapping[str, int], tongue: Tongue, capped: bool) -> None:
        self.wish, self.counts, self.say = wish, counts, tongue.say
        self.tongue, self.more = tongue, "+" if capped else ""

    def left(self, key: str) -> str:
        return f"{self.counts[key]}{self.more}" if self.counts.get(key) else ""

    def one(
        self, name: str, given: Sequence[tuple[str, str]], chosen: str, more: Sequence[Choice] = ()
    ) -> Group:
        """A group of which one is chosen."""
        first = [Choice(value=value, label=self.say(label), chosen=value == chosen) for value, label in given]
        return Group(name=name, label=self.say(f"find.group.{name}"), many=False, choices=[*first, *more])

    def distances(self) -> list[Choice]:
        return [
            Choice(
                value=str(m), label=self.say("find.within", distance=_round(m)), chosen=m == self.wish.within
            )
            for m in WITHIN
        ]

    def trades(self) -> Group:
        """Where there are words; without, the row of trades stands above."""
        chosen = self.wish.trade
        known = [trade for trade in TRADES if self.counts.get(f"trade:{trade}") or trade == chosen]
        known.sort(key=lambda trade: -self.counts.get(f"trade:{trade}", 0))
        choices = [
            Choice(
                value=trade,
                label=self.say(f"trade.{trade}"),
                chosen=trade == chosen,
                count=self.left(f"trade:{trade}"),
            )
            for trade in known
        ]
        shown = choices if self.wish.text and (len(choices) > 1 or chosen) else []
        return self.one("trade", [("", "find.any")], chosen, shown)

    def prices(self, sign: str) -> Group:
        choices = [
            Choice(
                value=str(level),
                label=sign * level,
                chosen=level in self.wish.prices,
                count=self.left(f"price:{level}"),
            )
            for level in PRICE_LEVELS
            if self.counts.get(f"price:{level}") or level in self.wish.prices
        ]
        return Group(name="price", label=self.say("find.group.price"), many=True, choices=choices)

    def ratings(self) -> Group:
        choices = [
            Choice(
                value=str(tenths),
                label=self.say("find.rating", rating=f"{tenths / 10:.1f}"),
                chosen=tenths == self.wish.rating,
                count=self.left(f"rating:{tenths}"),
            )
            for tenths in RATINGS
            if self.counts.get(f"rating:{tenths}") or tenths == self.wish.rating
        ]
        return self.one("rating", [("", "find.any")], str(self.wish.rating or ""), choices)

    def attributes(self) -> Group:
        counted = {key.removeprefix("attribute:"): n for key, n in self.counts.items() if _is_attribute(key)}
        known = sorted({*counted, *self.wish.attributes}, key=lambda name: (-counted.get(name, 0), name))
        choices = [
            Choice(
                value=name,
                label=attribute_in_words(name, self.tongue),
                chosen=name in self.wish.attributes,
                count=self.left(f"attribute:{name}"),
            )
            for name in known
        ]
        return Group(name="has", label=self.say("find.group.has"), many=True, choices=choices)

    def switches(self) -> list[Choice]:
        return [
            Choice(
                value=name,
                label=self.say(f"find.filter.{name}"),
                chosen=getattr(self.wish, name),
                count=self.left(name),
            )
            for name in SWITCHES
            if self.counts.get(name) or getattr(self.wish, name)
        ]

    def chips(self, here: Here) -> list[Chip]:
        """The most asked for, one tap each; and whatever else is chosen, so that one tap takes it away."""
        wish, say = self.wish, self.say
        found = [self._chip(here, say("consumer.search.open"), "open", open=not wish.open, when="")]
        if wish.when:
            day = self.tongue.format.datetime(moment_of(wish.when, here.market.timezone))
            found = [Chip(label=say("find.open_at", moment=day), href=link(here, wish, when=""), chosen=True)]
        found += [
            self._chip(here, one.label, one.value, **{one.value: not one.chosen}) for one in self.switches()
        ]
        if self.counts.get("rating:40") or wish.rating:
            tenths = wish.rating or 40
            label = say("find.rating", rating=f"{tenths / 10:.1f}")
            found.append(self._chip(here, label, f"rating:{tenths}", rating=0 if wish.rating else tenths))
        return [*found, *self._chosen(here)]

    def _chosen(self, here: Here) -> list[Chip]:
        wish = self.wish
        sign = money_parts(0, here.market.currency, self.tongue.locale)[1]
        distance = self.say("find.within", distance=_round(wish.within))
        gone: list[tuple[str, dict[str, Any]]] = []
        if wish.trade and wish.text:
            gone.append((self.say(f"trade.{wish.trade}"), {"trade": ""}))
        if wish.within:
            gone.append((distance, {"within": 0}))
        gone += [(sign * level, {"prices": toggled(wish.prices, level)}) for level in wish.prices]
        for name in wish.attributes:
            without = toggled(wish.attributes, name)
            gone.append((attribute_in_words(name, self.tongue), {"attributes": without}))
        if wish.area:
            gone.append((self.say("consumer.search.area"), {"area": None}))
        return [Chip(label=label, href=link(here, wish, **change), chosen=True) for label, change in gone]

    def _chip(self, here: Here, label: str, key: str, **changes: Any) -> Chip:
        chosen = not next(iter(changes.values()))
        count = "" if chosen else self.left(key)
        return Chip(label=label, href=link(here, self.wish, **changes), chosen=chosen, count=count)


def _round(meters: int) -> str:
    """A distance that somebody chose: in whole kilometers where it is that."""
    return f"{meters} m" if meters % 1000 else f"{meters // 1000} km"


def _is_attribute(key: str) -> bool:
    return key.startswith("attribute:")


def attribute_in_words(name: str, tongue: Tongue) -> str:
    """What a store has; a name that is not known here as it stands."""
    return tongue.say(f"attribute.{name}") if name in merchants.ATTRIBUTES else name.replace("_", " ")
