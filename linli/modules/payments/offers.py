"""Which providers a market offers, and which of their methods suits a payer."""

from collections.abc import Iterable

import msgspec

from linli.modules.payments.checkouts import Method, Situation, method_for
from linli.modules.payments.model import Gateways

EVERYWHERE = "*"


class Offer(msgspec.Struct, frozen=True):
    """A provider that a payer may choose, with the method that suits where they are."""

    provider: str
    method: Method


class Offered(msgspec.Struct, frozen=True):
    """Market (its slug, or `*` for all others) → its providers, the first one suggested first."""

    by_market: dict[str, tuple[str, ...]]

    @property
    def providers(self) -> frozenset[str]:
        return frozenset(name for names in self.by_market.values() for name in names)

    def in_market(self, slug: str) -> tuple[str, ...]:
        return self.by_market.get(slug, self.by_market.get(EVERYWHERE, ()))


def read_offered(text: str, known: Iterable[str]) -> Offered:
    """Read `hangzhou=wechat_pay,alipay *=stripe`, or `stripe` alone for every market.

    Raises ValueError naming what is wrong.
    """
    by_market: dict[str, tuple[str, ...]] = {}
    for part in text.split():
        slug, sign, names = part.rpartition("=")
        slug = slug if sign else EVERYWHERE
        providers = tuple(name for name in names.split(",") if name)
        strange = sorted(set(providers) - set(known))
        if strange or not providers or not slug or "=" in slug:
            raise ValueError(f"{part!r} names no provider that we know: {', '.join(sorted(known))}")
        if slug in by_market or len(set(providers)) != len(providers):
            raise ValueError(f"{part!r} says something twice")
        by_market[slug] = providers
    if not by_market:
        raise ValueError("names no provider")
    return Offered(by_market)


def offers(
    gateways: Gateways, names: Iterable[str], situation: Situation, currency: str, country: str
) -> list[Offer]:
    """What a payer can choose from, in the market's order: providers with a method that fits."""
    found = [
        (name, method_for(gateways[name].methods, situation, currency, country))
        for name in names
        if name in gateways
    ]
    return [Offer(name, method) for name, method in found if method is not None]
